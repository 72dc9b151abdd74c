import type { RecordLine } from './types.js'

/**
 * Where a line has words of this tool: its enumerations, ids, titles and paths. They can hold no secret, and a secret
 * that happens to be spelt like one of them must not make the record unreadable. Everything else may come from the
 * configuration or from the SUT.
 */
const own: ReadonlySet<string> = new Set([
  'kind',
  'tool.name',
  'tool.version',
  'startedAt',
  'edition',
  'environment.node',
  'environment.platform',
  'facts.name',
  'id',
  'clause',
  'covers',
  'title',
  'verdict',
  'requirement',
  'evidence',
  'findings.requirement',
  'findings.verdict',
  'findings.evidence',
  'notes.requirement',
  'notes.evidence',
  'judgements.requirement',
  'judgements.verdict',
])

/** Settings that are named by the operator: header fields. */
const headerSetting = /^(sut\.headers\.)(.*)$/s

/** The name of a setting, of which the name of a header field is not ours. */
function settingName(name: string, clean: (text: string) => string): string {
  return name.replace(headerSetting, (_whole, group: string, field: string) => `${group}${clean(field)}`)
}

/** A copy of a line in which every text that is not this tool's own went through `clean`. */
export function discreetLine(line: RecordLine, clean: (text: string) => string): unknown {
  const walk = (value: unknown, place: string): unknown => {
    if (typeof value === 'string') return own.has(place) ? value : clean(value)
    if (Array.isArray(value)) return value.map((entry: unknown) => walk(entry, place))
    if (typeof value !== 'object' || value === null) return value
    const below = place === '' ? '' : `${place}.`
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [
        place === 'configuration' ? settingName(name, clean) : name,
        walk(entry, `${below}${name}`),
      ]),
    )
  }
  return walk(line, '')
}
