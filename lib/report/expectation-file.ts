import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { LineCounter, parseDocument } from 'yaml'
import type { Verdict } from '../record/types.js'
import { packageRoot } from '../spec/package-root.js'
import { validatorOptions } from '../spec/validator-options.js'

/** What is expected of a case that does not pass. */
export interface ExpectedCase {
  readonly verdict: Exclude<Verdict, 'pass'>
  /** Why this is accepted; a file with an empty one is readable, but the gate stays shut. */
  readonly reason: string
  /** Exactly the requirements that the case finds violated; undefined: any. */
  readonly requirements?: readonly string[]
  /** Verdicts that come as well because the SUT itself is not steady, e.g. for a race in it; the reason says so. */
  readonly or?: readonly Verdict[]
  /** The last day (UTC) on which the entry holds: `2027-01-31`. */
  readonly expires?: string
}

/** schemas/expectation.schema.json as a type. */
interface ExpectationDocument {
  readonly $schema?: string
  readonly about?: string
  readonly cases: Readonly<Record<string, ExpectedCase>>
}

/** An expectation file, its entries by the id of the case. */
export interface Expectation {
  readonly $schema?: string
  readonly about?: string
  readonly cases: ReadonlyMap<string, ExpectedCase>
}

/** An expectation file, or every reason why it cannot be used, one line each. */
export type ExpectationReading =
  | { readonly kind: 'read'; readonly expectation: Expectation }
  | { readonly kind: 'missing'; readonly errors: readonly string[] }
  | { readonly kind: 'invalid'; readonly errors: readonly string[] }

let compiled: ValidateFunction<ExpectationDocument> | undefined

/** The schema is read once a process. */
function validator(): ValidateFunction<ExpectationDocument> {
  if (compiled !== undefined) return compiled
  const schema: unknown = JSON.parse(
    readFileSync(join(packageRoot(), 'schemas', 'expectation.schema.json'), 'utf8'),
  )
  if (typeof schema !== 'object' || schema === null)
    throw new Error('the schema is damaged; reinstall the package')
  const ajv = new Ajv2020({ ...validatorOptions, allErrors: true, verbose: true })
  addFormats.default(ajv, ['date'])
  compiled = ajv.compile<ExpectationDocument>(schema)
  return compiled
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}

/** The error as a line that names the case and the member; undefined for those that another one already tells. */
function errorLine(error: ErrorObject): string | undefined {
  const [group, id, ...below] = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const at = id === undefined ? (group ?? 'the file') : [id, ...below].join(' ')
  switch (error.keyword) {
    case 'additionalProperties':
      return `${at}: "${String(member(error.params, 'additionalProperty'))}" is not a known member`
    case 'required':
      return `${at}: "${String(member(error.params, 'missingProperty'))}" is missing`
    case 'propertyNames':
      return `"${String(member(error.params, 'propertyName'))}" is not the id of a case such as CSE/SUB/012 or CSE/TRF/003@json`
    default: {
      if (error.propertyName !== undefined) return undefined
      const title = member(error.parentSchema, 'title')
      return `${at} must be ${typeof title === 'string' ? title : 'a requirement id without spaces'}`
    }
  }
}

/** JSON that cannot be parsed, as one line that names the line. */
function syntaxError(text: string, name: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1]
  const upTo = position === undefined ? text : text.slice(0, Number(position))
  const what = message.replace(/( in JSON)? at position .*$/s, '').replace(/\s+/g, ' ')
  return `${name}:${upTo.split('\n').length}: this is not JSON: ${what}`
}

/** Members given twice, of which JSON parsers silently drop one. */
function duplicates(text: string, name: string): readonly string[] {
  const lines = new LineCounter()
  const { errors } = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  return errors
    .filter(({ code }) => code === 'DUPLICATE_KEY')
    .map(({ pos }) => `${name}:${lines.linePos(pos[0]).line}: this member is given twice`)
}

function parse(text: string, name: string): ExpectationReading {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (problem) {
    const message = problem instanceof Error ? problem.message : String(problem)
    return { kind: 'invalid', errors: [syntaxError(text, name, message)] }
  }
  const twice = duplicates(text, name)
  if (twice.length > 0) return { kind: 'invalid', errors: twice }
  const validate = validator()
  if (!validate(document)) {
    const lines = (validate.errors ?? []).map(errorLine).filter((line) => line !== undefined)
    return { kind: 'invalid', errors: [...new Set(lines)].map((line) => `${name}: ${line}`) }
  }
  const { cases, ...head } = document
  return { kind: 'read', expectation: { ...head, cases: new Map(Object.entries(cases)) } }
}

/**
 * Reads an expectation file: JSON by schemas/expectation.schema.json, no member twice. A file that does not exist is
 * `missing`, which an update may take for an empty one. `path` is also how errors call the file.
 */
export function readExpectation(path: string): ExpectationReading {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown reason'
    return code === 'ENOENT'
      ? { kind: 'missing', errors: [`${path}: there is no such file; --update-expect writes one`] }
      : { kind: 'invalid', errors: [`${path} cannot be read: ${code}`] }
  }
  return parse(text, path)
}
