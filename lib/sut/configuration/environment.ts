import { nearest } from './nearest.js'
import { namedSource, type NamedLeaf, type Source } from './source.js'
import type { Path } from './tree.js'

/** The variables of the process, or what stands for them. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * How the text of a variable is read. `text`: as it is. `scalar`: whole numbers, true and false become what they look
 * like. `list`: separated by commas.
 */
type Reading = 'text' | 'scalar' | 'list'

/** One environment variable. */
export interface EnvironmentVariable {
  readonly name: string
  /** The setting it makes; undefined for the one that names the configuration file. */
  readonly path: Path | undefined
  readonly reading: Reading
}

function variable(name: string, path: string | undefined, reading: Reading = 'text'): EnvironmentVariable {
  return { name: `TS0020_${name}`, path: path?.split('.'), reading }
}

/** All environment variables. An empty one counts as not set. */
export const environmentVariables: readonly EnvironmentVariable[] = [
  variable('CONFIG', undefined),
  variable('URL', 'sut.url'),
  variable('CSE_ID', 'sut.cseId'),
  variable('CSE_NAME', 'sut.cseName'),
  variable('EDITION', 'sut.edition'),
  variable('ORIGINATOR', 'sut.originators.admin'),
  variable('AE_ORIGINATOR', 'sut.originators.ae'),
  variable('TLS_CA', 'sut.tls.ca'),
  variable('TLS_CERT', 'sut.tls.cert'),
  variable('TLS_KEY', 'sut.tls.key'),
  variable('TLS_SERVER_NAME', 'sut.tls.serverName'),
  variable('TLS_INSECURE', 'sut.tls.insecure', 'scalar'),
  variable('PROXY', 'sut.proxy'),
  variable('MAX_MESSAGE', 'sut.maxMessage', 'scalar'),
  variable('IDLE_TIMEOUT', 'sut.idleTimeout', 'scalar'),
  variable('RESTART', 'sut.restart'),
  variable('PRODUCT_VENDOR', 'sut.product.vendor'),
  variable('PRODUCT_NAME', 'sut.product.name'),
  variable('PRODUCT_VERSION', 'sut.product.version'),
  variable('ICS_JSON', 'ics.json', 'scalar'),
  variable('ICS_XML', 'ics.xml', 'scalar'),
  variable('ICS_CBOR', 'ics.cbor', 'scalar'),
  variable('ICS_PERMESSAGE_DEFLATE', 'ics.permessageDeflate', 'scalar'),
  variable('ICS_NON_BLOCKING_SYNCH', 'ics.nonBlockingSynch', 'scalar'),
  variable('ICS_NON_BLOCKING_ASYNCH', 'ics.nonBlockingAsynch', 'scalar'),
  variable('ICS_FLEX_BLOCKING', 'ics.flexBlocking', 'scalar'),
  variable('ICS_NO_RESPONSE', 'ics.noResponse', 'scalar'),
  variable('ICS_REMOTE_CSE', 'ics.remoteCse', 'scalar'),
  variable('SERIALIZATION', 'serializations', 'list'),
  variable('TIMEOUT_CONNECT', 'timeouts.connect', 'scalar'),
  variable('TIMEOUT_RESPONSE', 'timeouts.response', 'scalar'),
  variable('TIMEOUT_CLOSE', 'timeouts.close', 'scalar'),
  variable('TIMEOUT_SILENCE', 'timeouts.silence', 'scalar'),
  variable('TIMEOUT_IDLE', 'timeouts.idle', 'scalar'),
  variable('TIMEOUT_CASE', 'timeouts.case', 'scalar'),
  variable('LIMIT_RECEIVE', 'limits.receive', 'scalar'),
  variable('LIMIT_EVIDENCE_PER_CASE', 'limits.evidencePerCase', 'scalar'),
  variable('CLAUSE', 'run.clauses', 'list'),
  variable('GREP', 'run.grep'),
  variable('CASE', 'run.cases', 'list'),
  variable('CONCURRENCY', 'run.concurrency', 'scalar'),
  variable('SEED', 'run.seed', 'scalar'),
  variable('EXPECT', 'run.expect'),
  variable('OUT', 'run.out'),
]

/** `TS0020_HEADER_X_M2M_ORIGIN` makes the header field X-M2M-ORIGIN; names of header fields have no case. */
export const headerPrefix = 'TS0020_HEADER_'

function read(text: string, reading: Reading): unknown {
  switch (reading) {
    case 'text':
      return text
    case 'scalar':
      if (/^(true|false)$/.test(text)) return text === 'true'
      return /^\d+$/.test(text) ? Number(text) : text
    case 'list':
      return text === 'auto' ? text : text.split(',').map((entry) => entry.trim())
  }
}

function unknown(name: string): string {
  const known = [...environmentVariables.map((entry) => entry.name), `${headerPrefix}<NAME>`]
  const near = nearest(name, known)
  const hint = near === undefined ? '' : `did you mean ${near}? `
  return `${name} is not a known environment variable; ${hint}known are ${known.join(', ')}`
}

/** What the environment sets. */
export interface EnvironmentSettings {
  /** The configuration file that the environment names. */
  readonly file: string | undefined
  readonly source: Source
  readonly errors: readonly string[]
}

/** Reads all `TS0020_*` variables; one that is not known is an error, because it is probably mistyped. */
export function readEnvironment(environment: Environment, cwd: string): EnvironmentSettings {
  const leaves: NamedLeaf[] = []
  const errors: string[] = []
  let file: string | undefined
  for (const [name, text] of Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!name.startsWith('TS0020_') || text === undefined || text === '') continue
    const known = environmentVariables.find((entry) => entry.name === name)
    if (known?.path !== undefined) leaves.push({ path: known.path, value: read(text, known.reading), name })
    else if (known !== undefined) file = text
    else if (name.startsWith(headerPrefix) && name !== headerPrefix) {
      const field = name.slice(headerPrefix.length).replaceAll('_', '-')
      leaves.push({ path: ['sut', 'headers', field], value: text, name })
    } else errors.push(unknown(name))
  }
  return { file, source: namedSource(leaves, cwd), errors }
}
