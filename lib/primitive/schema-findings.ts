import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Edition, RequirementId } from '../spec/types.js'
import type { PrimitiveFinding, PrimitiveFindingCode } from './findings.js'
import { shortNameOf } from './members.js'
import { pointerStep, pointerSteps, spokenPath } from './pointer.js'
import { spoken } from './spoken.js'
import type { Value } from './types.js'
import { isValueObject } from './values.js'

/** A finding of a schema. */
export interface SchemaFinding extends PrimitiveFinding {
  /** The keyword of JSON Schema that did not hold. */
  readonly keyword: string
}

/** Rows that hold whatever the schema describes. */
const rows: Partial<Readonly<Record<PrimitiveFindingCode, RequirementId>>> = {
  'wrong-type': 'TS-0004/8.4.2-2',
  'content-members': 'TS-0004/7.5.2-1',
  'long-name': 'TS-0004/8.2.1-1',
  'unknown-member': '6.2.2.9-7',
}

const typeNames: Readonly<Record<string, string>> = {
  integer: 'an integer',
  number: 'a number',
  string: 'a string',
  boolean: 'a boolean',
  object: 'an object',
  array: 'a list',
  null: 'null',
}

function parameter(error: ErrorObject, name: string): unknown {
  const parameters: Readonly<Record<string, unknown>> = error.params
  return parameters[name]
}

function textParameter(error: ErrorObject, name: string): string {
  const value = parameter(error, name)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** What the schema calls the values that it describes, if it does. */
function titleOf(error: ErrorObject): string | undefined {
  const described: unknown = error.parentSchema
  if (typeof described !== 'object' || described === null || !('title' in described)) return undefined
  return typeof described.title === 'string' ? described.title : undefined
}

/** The checked value is what a codec has read, so it is a value whatever the types of AJV say. */
function checkedValue(error: ErrorObject): Value {
  return (error.data ?? null) as Value
}

function isContent(path: string): boolean {
  return path === '/pc' || path.endsWith('/pc') || path.endsWith('/rep')
}

function unknownMember(path: string, edition: Edition, later: boolean): Omit<SchemaFinding, 'keyword'> {
  const name = pointerSteps(path).at(-1) ?? ''
  const shown = JSON.stringify(name.slice(0, 60))
  if (later) {
    const message = `the member ${shown} is known from Release 3 on, not in ${edition}`
    return { code: 'unknown-member', path, message }
  }
  const shortName = shortNameOf(name)
  if (shortName === undefined) {
    return { code: 'unknown-member', path, message: `TS-0004 knows no member ${shown} here` }
  }
  return {
    code: 'long-name',
    path,
    message: `the member ${shown} has its long name; the short one is ${shortName}`,
  }
}

function described(error: ErrorObject, edition: Edition): Omit<SchemaFinding, 'keyword'> {
  const path = error.instancePath
  const where = spokenPath(path)
  const value = checkedValue(error)
  const title = titleOf(error)
  switch (error.keyword) {
    case 'required': {
      const missing = path + pointerStep(textParameter(error, 'missingProperty'))
      return { code: 'missing-member', path: missing, message: `${spokenPath(missing)} is missing` }
    }
    case 'additionalProperties':
      return unknownMember(path + pointerStep(textParameter(error, 'additionalProperty')), edition, false)
    case 'propertyNames': {
      const inside = path + pointerStep(textParameter(error, 'propertyName'))
      if (!isContent(path)) return unknownMember(inside, edition, true)
      const message = `the member ${JSON.stringify(spokenPath(inside))} of ${where} has no namespace prefix in its name`
      return { code: 'content-members', path: inside, message }
    }
    case 'minProperties':
    case 'maxProperties': {
      const count = isValueObject(value) ? Object.keys(value).length : 0
      const code = isContent(path) ? 'content-members' : 'bad-value'
      return {
        code,
        path,
        message: `${where} has ${count} members${title === undefined ? '' : `; it should be ${title}`}`,
      }
    }
    case 'false schema': {
      const message =
        path === '' ? 'no such request exists for this resource type' : `${where} must not be present here`
      return { code: 'not-allowed', path, message }
    }
    case 'type': {
      const wanted = parameter(error, 'type')
      const types: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted]
      const kinds = types.map((type) => typeNames[String(type)] ?? String(type)).join(' or ')
      const more = title === undefined ? '' : ` (${title})`
      return {
        code: 'wrong-type',
        path,
        message: `${where} is ${spoken(value)}, and should be ${kinds}${more}`,
      }
    }
    default: {
      const wanted =
        title === undefined ? `and ${error.message ?? `breaks ${error.keyword}`}` : `which is not ${title}`
      const found = error.keyword === 'minItems' ? 'a list without entries' : spoken(value)
      return { code: 'bad-value', path, message: `${where} is ${found}, ${wanted}` }
    }
  }
}

/** Keywords whose errors only say that others follow. */
const wrappers: ReadonlySet<string> = new Set(['if', 'allOf'])

/** The errors of AJV in plain words: one finding for each thing that is wrong. */
export function schemaFindings(errors: readonly ErrorObject[], edition: Edition): readonly SchemaFinding[] {
  const findings = new Map<string, SchemaFinding>()
  for (const error of errors) {
    // Errors about a member name are repeated by propertyNames itself.
    if (
      wrappers.has(error.keyword) ||
      (error.propertyName !== undefined && error.keyword !== 'propertyNames')
    )
      continue
    const finding = { ...described(error, edition), keyword: error.keyword }
    const row = rows[finding.code]
    const key = `${finding.code} ${finding.path}`
    if (!findings.has(key)) findings.set(key, row === undefined ? finding : { ...finding, row })
  }
  const ofWrongType = new Set(
    [...findings.values()].filter(({ code }) => code === 'wrong-type').map(({ path }) => path),
  )
  // Where the type is wrong, nothing else that is said about the value tells the vendor more.
  return [...findings.values()].filter(({ code, path }) => code !== 'bad-value' || !ofWrongType.has(path))
}
