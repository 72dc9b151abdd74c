import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { packageRoot } from '../spec/package-root.js'
import type { Edition } from '../spec/types.js'
import { validatorOptions } from '../spec/validator-options.js'
import { formats } from './formats.js'
import type { Value } from './types.js'

/** Resource types that have a schema. */
export const validatedResources = [
  'CSEBase',
  'AE',
  'container',
  'contentInstance',
  'subscription',
  'request',
  'remoteCSE',
  'accessControlPolicy',
  'group',
  'schedule',
  'node',
  'pollingChannel',
] as const
export type ValidatedResource = (typeof validatedResources)[number]

/** The files in `schemas/` that describe primitives and resources, without `.schema.json`. */
export const primitiveSchemas = [
  'common',
  'request-primitive',
  'response-primitive',
  'notification',
  ...validatedResources,
] as const
export type PrimitiveSchema = (typeof primitiveSchemas)[number]

/** A value with more entries and members than this is checked up to its first error only. */
const mostValuesForAllErrors = 20_000

let sources: ReadonlyMap<PrimitiveSchema, AnySchemaObject> | undefined
let thorough: Ajv2020 | undefined
let brief: Ajv2020 | undefined

function isSchemaObject(parsed: unknown): parsed is AnySchemaObject {
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
}

function load(name: PrimitiveSchema): AnySchemaObject {
  const file = join(packageRoot(), 'schemas', `${name}.schema.json`)
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isSchemaObject(parsed)) throw new Error(`schemas/${name}.schema.json holds no schema`)
  return parsed
}

/** The schemas as they are in their files; read once. */
export function schemaSources(): ReadonlyMap<PrimitiveSchema, AnySchemaObject> {
  return (sources ??= new Map(primitiveSchemas.map((name) => [name, load(name)])))
}

function instance(allErrors: boolean): Ajv2020 {
  // The definitions narrow one another by $ref, which the strict modes for types and required take for mistakes.
  const ajv = new Ajv2020({
    ...validatorOptions,
    allErrors,
    verbose: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    formats,
  })
  for (const schema of schemaSources().values()) ajv.addSchema(schema)
  return ajv
}

/** Whether a value has so many members and entries that a full report on it would only help an attacker. */
export function isLarge(value: Value): boolean {
  if (value === null || typeof value !== 'object') return false
  const before = sizes.get(value)
  if (before !== undefined) return before
  const large = roomLeft(value, mostValuesForAllErrors) < 0
  sizes.set(value, large)
  return large
}

/** Values that were looked through: one primitive is checked against several definitions. */
const sizes = new WeakMap<object, boolean>()

/** How many more members and entries there may be, beside those in a value; stops counting below zero. */
function roomLeft(value: Value, room: number): number {
  if (value === null || typeof value !== 'object') return room
  const inside: readonly Value[] = Object.values(value)
  let left = room - inside.length
  for (const each of inside) {
    if (left < 0) return left
    // What was read from the wire is no deeper than the decoders allow.
    if (each !== null && typeof each === 'object') left = roomLeft(each, left)
  }
  return left
}

/** Validators that were found, by what they were asked for: one is asked for with every primitive. */
const known = new Map<string, ValidateFunction>()

/** The definition of this name that holds for the edition: the one with its suffix, else the plain one. */
function definition(
  ajv: Ajv2020,
  schema: PrimitiveSchema,
  name: string,
  edition: Edition,
): ValidateFunction | undefined {
  const defined: unknown = schemaSources().get(schema)?.['$defs']
  const names = typeof defined === 'object' && defined !== null ? Object.keys(defined) : []
  const found = [`${name}-${edition}`, name].find((candidate) => names.includes(candidate))
  return found === undefined ? undefined : ajv.getSchema(`${schema}.schema.json#/$defs/${found}`)
}

/**
 * The errors of a value against a definition of a schema, compiled when first needed. Throws an Error where the schema
 * has no such definition: the tester's mistake.
 */
export function schemaErrors(
  schema: PrimitiveSchema,
  name: string,
  edition: Edition,
  value: Value,
): readonly ErrorObject[] {
  const large = isLarge(value)
  const key = `${schema} ${name} ${edition} ${large}`
  const ajv = large ? (brief ??= instance(false)) : (thorough ??= instance(true))
  const validate = known.get(key) ?? definition(ajv, schema, name, edition)
  if (validate === undefined) throw new Error(`schemas/${schema}.schema.json has no definition ${name}`)
  known.set(key, validate)
  validate(value)
  return validate.errors ?? []
}
