import type { Configuration } from '../sut/configuration/index.js'
import { authority as authorityOf, type Endpoint } from '../wire/index.js'

/** Where a run connects to, and what it writes into the Host header field. */
export interface Target {
  readonly endpoint: Endpoint
  readonly authority: string
}

/** Default ports of the ws and wss URI schemes (RFC 6455 3). */
const defaultPorts: Readonly<Record<string, number>> = { 'ws:': 80, 'wss:': 443 }

/** An address as sockets take it: a URL has an IPv6 address in brackets (RFC 3986 3.2.2). */
function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

/** The endpoint behind a ws or wss URL that the configuration has found to be well-formed. */
export function endpointOf(url: string, configuration: Configuration): Target {
  const parsed = new URL(url)
  const secure = parsed.protocol === 'wss:'
  const defaultPort = defaultPorts[parsed.protocol] ?? 80
  const host = withoutBrackets(parsed.hostname)
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
        : {
            proxy: {
              host: withoutBrackets(through.hostname),
              port: through.port === '' ? 80 : Number(through.port),
            },
          }),
    },
    authority: port === defaultPort ? parsed.hostname : authorityOf(host, port),
  }
}
