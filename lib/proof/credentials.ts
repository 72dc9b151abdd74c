import type { CseTls } from '../cse/index.js'
import type { Reached } from '../fault/index.js'
import type { TlsConfiguration } from '../sut/configuration/index.js'
import { selfSigned } from '../wire/index.js'

/** Credentials of a CSE, and of the tester that is to reach it. */
export interface Credentials {
  readonly cse: CseTls
  readonly tester: TlsConfiguration
}

/** Fresh credentials where a deviation shows in TLS only (TS-0020 clause 7); undefined where it is reached by ws. */
export function credentialsFor({ over }: Reached): Credentials | undefined {
  if (over === undefined) return undefined
  const [server, client] = [selfSigned('SUT'), selfSigned('AE')]
  return {
    cse: { ...server, clients: client.cert },
    tester: { ...client, ca: server.cert, files: {} },
  }
}
