import { resolve } from 'node:path'
import { defaultConfiguration } from './defaults.js'
import { headerProblem } from './headers.js'
import type { Problem } from './schema.js'
import { secretsOfHeader } from './secrets.js'
import { loadTls } from './tls.js'
import type { Path } from './tree.js'
import type { Configuration, ConfigurationDocument, TlsConfiguration, Timeouts } from './types.js'
import { secretsOfQuery, splitCredentials, urlProblem } from './url.js'

/** A complete configuration, and what is wrong with it beyond the schema. */
export interface Settled {
  readonly configuration: Configuration
  readonly problems: readonly Problem[]
}

type SutDocument = NonNullable<ConfigurationDocument['sut']>

/** What one part of the settling found. */
interface Findings {
  readonly problems: readonly Problem[]
  readonly secrets: readonly string[]
}

interface SettledUrl extends Findings {
  readonly url: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Credentials in the URL go out as an Authorization header field, as HTTP clients do: URLs of RFC 6455 3 have none.
 * A configured field of that name is stronger.
 */
function settleUrl(document: SutDocument): SettledUrl {
  const { url, headers = {} } = document
  if (url === undefined) return { url, headers, problems: [], secrets: [] }
  const problem = urlProblem(url, ['ws', 'wss'])
  if (problem !== undefined)
    return { url, headers, problems: [{ path: ['sut', 'url'], text: problem }], secrets: [] }
  const split = splitCredentials(url)
  const querySecrets = secretsOfQuery(split.url)
  if (split.credentials === undefined) return { url, headers, problems: [], secrets: querySecrets }
  const { user, password } = split.credentials
  const pair = `${user}:${password}`
  const given = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
  const authorization = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
  return {
    url: split.url,
    headers: given ? headers : { ...headers, Authorization: authorization },
    problems: [],
    secrets: [...querySecrets, pair, password === '' ? user : password],
  }
}

function settleProxy(proxy: string | undefined): readonly Problem[] {
  if (proxy === undefined) return []
  const path: Path = ['sut', 'proxy']
  const problem = urlProblem(proxy, ['http'])
  if (problem !== undefined) return [{ path, text: problem }]
  if (splitCredentials(proxy).credentials === undefined) return []
  return [{ path, text: 'has a user name or password; proxies that want one are not supported' }]
}

function settleHeaders(names: readonly string[]): readonly Problem[] {
  return names.flatMap((name): readonly Problem[] => {
    const text = headerProblem(name)
    return text === undefined ? [] : [{ path: ['sut', 'headers', name], text }]
  })
}

/** A deadline for the whole case that is shorter than what it waits for would blame the tester for a silent SUT. */
function settleTimeouts(timeouts: Timeouts): readonly Problem[] {
  const longest = timeouts.idle > timeouts.response ? 'idle' : 'response'
  if (timeouts.case > timeouts[longest]) return []
  const text = `must be longer than timeouts.${longest} (${timeouts[longest]} ms), not ${timeouts.case}`
  return [{ path: ['timeouts', 'case'], text }]
}

/**
 * Fills in the defaults, reads the files that are named, and checks what a schema cannot. `folderOf` says where the
 * relative file name in a setting starts.
 */
export function settle(
  document: ConfigurationDocument,
  updateExpect: boolean,
  folderOf: (path: Path) => string,
): Settled {
  const defaults = defaultConfiguration()
  const { sut = {}, run = {} } = document
  const url = settleUrl(sut)
  const loaded = sut.tls === undefined ? undefined : loadTls(sut.tls, folderOf)
  const tls: TlsConfiguration | undefined = loaded?.tls
  const timeouts = { ...defaults.timeouts, ...document.timeouts }
  const path = (name: 'expect' | 'out'): string | undefined => {
    const value = run[name]
    return value === undefined ? undefined : resolve(folderOf(['run', name]), value)
  }
  const configuration: Configuration = {
    sut: {
      ...defaults.sut,
      ...sut,
      url: url.url,
      originators: { ...defaults.sut.originators, ...sut.originators },
      headers: url.headers,
      product: { ...defaults.sut.product, ...sut.product },
      tls,
    },
    ics: { ...defaults.ics, ...document.ics },
    serializations: document.serializations ?? defaults.serializations,
    timeouts,
    limits: { ...defaults.limits, ...document.limits },
    run: { ...defaults.run, ...run, expect: path('expect'), out: path('out'), updateExpect },
    secrets: [
      ...url.secrets,
      ...(loaded?.secrets ?? []),
      ...Object.entries(url.headers).flatMap(([name, value]) => secretsOfHeader(name, value)),
    ],
  }
  const problems: readonly Problem[] = [
    ...url.problems,
    ...settleProxy(sut.proxy),
    ...settleHeaders(Object.keys(sut.headers ?? {})),
    ...(loaded?.problems ?? []),
    ...settleTimeouts(timeouts),
  ]
  return { configuration, problems }
}
