import { editions, serializations, type Edition, type Serialization } from '../spec/types.js'

/** Credentials of a CSE that listens for wss, PEM. */
export interface CseTls {
  readonly cert: string
  readonly key: string
  /** Certificates of the authorities whose clients are let in. */
  readonly clients: string
  /** The newest version of TLS that is spoken; 1.3 when left out. */
  readonly newest?: 'TLSv1.2'
}

/** What can be chosen about an embedded CSE. Everything but the edition has a default. */
export interface CseOptions {
  readonly edition: Edition
  /** Address to listen at; `127.0.0.1` by default. */
  readonly host?: string
  /** TCP port; 0, the default, takes a free one. */
  readonly port?: number
  /** CSE-ID, SP-relative; `/id-in` by default. */
  readonly cseId?: string
  /** Name of the CSEBase resource, an m2m:resourceName of every edition (TS-0004 6.3.3); `cse-in` by default. */
  readonly cseName?: string
  /** FQDN of the service provider, the first part of absolute addresses; `sp.example` by default. */
  readonly serviceProvider?: string
  /** Originator that may do everything without being registered; `CAdmin` by default. */
  readonly adminOriginator?: string
  /** Serializations to offer; all that have a codec by default. */
  readonly serializations?: readonly Serialization[]
  /** Whether permessage-deflate is accepted; true by default. */
  readonly permessageDeflate?: boolean
  /** Octets of the largest message that is taken, after inflation; {@link defaultMaxMessage} by default. */
  readonly maxMessage?: number
  /** Milliseconds to wait for the answer to a request of the CSE; 5000 by default. */
  readonly requestTimeoutMs?: number
  /** TLS in front, with authentication of both sides (TS-0020 clause 7); plain TCP when left out. */
  readonly tls?: CseTls
  /** Overrides of single rules: a module that exports `rulesFor(name): Partial<Rules>`. For `startCse` only. */
  readonly rules?: { readonly module: string; readonly name: string }
}

/** {@link CseOptions} with the defaults filled in. */
export interface Settings {
  readonly edition: Edition
  readonly host: string
  readonly port: number
  readonly cseId: string
  readonly cseName: string
  readonly serviceProvider: string
  readonly adminOriginator: string
  readonly serializations: readonly Serialization[]
  readonly permessageDeflate: boolean
  readonly maxMessage: number
  readonly requestTimeoutMs: number
  readonly tls: CseTls | undefined
}

/** Octets of the largest message that an embedded CSE takes unless told otherwise. */
export const defaultMaxMessage = 1024 * 1024

function integerWithin(name: string, value: number, least: number, most: number): number {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new Error(`${name} must be an integer from ${least} to ${most}, not ${String(value)}`)
  }
  return value
}

function matching(name: string, value: string, pattern: RegExp, example: string): string {
  if (!pattern.test(value)) throw new Error(`${name} must look like ${example}, not ${JSON.stringify(value)}`)
  return value
}

/**
 * Fills in the defaults.
 * @throws Error that names the option which is out of range.
 */
export function settle(options: CseOptions): Settings {
  if (!editions.includes(options.edition)) {
    throw new Error(`edition must be one of ${editions.join(', ')}, not ${JSON.stringify(options.edition)}`)
  }
  const wanted = options.serializations ?? serializations
  if (wanted.length === 0) throw new Error('the embedded CSE needs at least one serialization')
  return {
    edition: options.edition,
    host: options.host ?? '127.0.0.1',
    port: integerWithin('port', options.port ?? 0, 0, 65535),
    cseId: matching('cseId', options.cseId ?? '/id-in', /^\/[A-Za-z0-9][A-Za-z0-9._~-]*$/, '/id-in'),
    cseName: matching('cseName', options.cseName ?? 'cse-in', /^[A-Za-z][A-Za-z0-9._-]*$/, 'cse-in'),
    serviceProvider: matching(
      'serviceProvider',
      options.serviceProvider ?? 'sp.example',
      /^[a-z][a-z0-9.-]*$/,
      'sp.example',
    ),
    adminOriginator: matching(
      'adminOriginator',
      options.adminOriginator ?? 'CAdmin',
      /^[A-Za-z0-9._~-]+$/,
      'CAdmin',
    ),
    serializations: wanted,
    permessageDeflate: options.permessageDeflate ?? true,
    maxMessage: integerWithin('maxMessage', options.maxMessage ?? defaultMaxMessage, 1024, 1024 ** 3),
    requestTimeoutMs: integerWithin('requestTimeoutMs', options.requestTimeoutMs ?? 5000, 1, 600_000),
    tls: options.tls,
  }
}
