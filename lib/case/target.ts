import type { Configuration } from '../sut/configuration/index.js'
import { authority as authorityOf, type Endpoint } from '../wire/index.js'

/** Where a run connects to, and what it writes into the Host header field. */
export interface Target {
  readonly endpoint: Endpoint
  readonly authority: string
}

/** Default ports of the ws and wss URI schemes (RFC 6455 3). */
const defaultPorts: Readonly<Record<string, number>> = { 'ws:': 80, 'wss:': 443 }

/** The endpoint behind a ws or wss URL that the configuration has found to be well-formed. */
export function endpointOf(url: string, configuration: Configuration): Target {
  const parsed = new URL(url)
  const secure = parsed.protocol === 'wss:'
  const defaultPort = defaultPorts[parsed.protocol] ?? 80
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = parsed.port === '' ? defaultPort : Number(parsed.port)
  const { tls, proxy } = configuration.sut
  const through = proxy === undefined ? undefined : new URL(proxy)
  return {
    endpoint: {
      host,
      port,
      ...(secure ? { tls: tls ?? {} } : {}),
      ...(through === undefined
        ? {}
        : { proxy: { host: through.hostname, port: through.port === '' ? 80 : Number(through.port) } }),
    },
    authority: port === defaultPort ? parsed.hostname : authorityOf(host, port),
  }
}
