import type { Configuration } from '../sut/configuration/index.js'
import { addressOf, authority as authorityOf, hostOf, type Endpoint } from '../wire/index.js'

/** Where a run connects to, and what it writes into the Host header field. */
export interface Target {
  readonly endpoint: Endpoint
  readonly authority: string
}

/** The endpoint behind a ws or wss URL that the configuration has found to be well-formed. */
export function endpointOf(url: string, configuration: Configuration): Target {
  const address = addressOf(new URL(url))
  if (address === undefined) throw new Error('the URL of a SUT is one of ws or wss')
  const { host, port, secure, usualPort } = address
  const { tls, proxy } = configuration.sut
  const through = proxy === undefined ? undefined : new URL(proxy)
  return {
    endpoint: {
      host,
      port,
      ...(secure ? { tls: tls ?? {} } : {}),
      ...(through === undefined
        ? {}
        : { proxy: { host: hostOf(through), port: through.port === '' ? 80 : Number(through.port) } }),
    },
    authority: usualPort ? new URL(url).hostname : authorityOf(host, port),
  }
}
