import { schemaSources } from './schemas.js'

/** What the schemas say about member names. */
interface MemberNames {
  /** Short names by long name, both of parameters and of attributes. */
  readonly shortNames: ReadonlyMap<string, string>
  /** Short names whose data type is an integer wherever they occur. */
  readonly integers: ReadonlySet<string>
}

let names: MemberNames | undefined

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function definitionAt(reference: string): unknown {
  const [file = '', name = ''] = reference.split('.schema.json#/$defs/')
  const source = [...schemaSources()].find(([schema]) => schema === file)?.[1]
  const defined: unknown = source?.['$defs']
  return isRecord(defined) ? defined[name] : undefined
}

/** Whether a schema admits integers, itself or as entries of a list. */
function admitsInteger(schema: unknown): boolean {
  if (!isRecord(schema)) return false
  const { type, items, $ref: reference } = schema
  if (type === 'integer' || (Array.isArray(type) && type.includes('integer'))) return true
  if (items !== undefined && admitsInteger(items)) return true
  if (typeof reference !== 'string') return false
  return admitsInteger(definitionAt(reference.startsWith('#') ? `common.schema.json${reference}` : reference))
}

/** The definitions that list parameters and attributes; those of data types have members with everyday names. */
const listings = ['parameters', 'attributes', 'members'] as const

function collect(): MemberNames {
  const shortNames = new Map<string, string>()
  const integers = new Set<string>()
  const walk = (schema: unknown): void => {
    if (Array.isArray(schema)) schema.forEach(walk)
    if (!isRecord(schema)) return
    for (const inside of Object.values(schema)) walk(inside)
    const { properties } = schema
    if (!isRecord(properties)) return
    for (const [name, described] of Object.entries(properties))
      if (admitsInteger(described)) integers.add(name)
  }
  for (const [schema, source] of schemaSources()) {
    walk(source)
    for (const listing of listings) {
      const listed = definitionAt(`${schema}.schema.json#/$defs/${listing}`)
      const properties = isRecord(listed) && isRecord(listed['properties']) ? listed['properties'] : {}
      for (const [name, described] of Object.entries(properties)) {
        const longName = isRecord(described) ? described['description'] : undefined
        if (typeof longName === 'string' && longName !== name) shortNames.set(longName, name)
      }
    }
  }
  return { shortNames, integers }
}

/** The short name that a long name stands for (TS-0004 8.2); undefined for anything else. */
export function shortNameOf(longName: string): string | undefined {
  return (names ??= collect()).shortNames.get(longName)
}

/** Whether a short name is that of an integer. */
export function isIntegerMember(shortName: string): boolean {
  return (names ??= collect()).integers.has(shortName)
}
