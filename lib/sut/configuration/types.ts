import type { Edition, IcsItem, Serialization } from '../../spec/types.js'
import type { Endpoint } from '../../wire/types.js'

/** TLS towards the SUT. The certificates and the key are the contents of the files, PEM. */
export interface TlsConfiguration extends NonNullable<Endpoint['tls']> {
  /** The files as they were named, for the report. */
  readonly files: { readonly ca?: string; readonly cert?: string; readonly key?: string }
}

/** The system under test, as far as its operator describes it (IXIT). */
export interface SutConfiguration {
  /** A ws or wss URL without user name and password; undefined: the embedded reference CSE. */
  readonly url: string | undefined
  /** SP-relative CSE-ID such as `/id-in`; undefined: read from the CSEBase. */
  readonly cseId: string | undefined
  /** Name of the CSEBase; undefined: read from the CSEBase. */
  readonly cseName: string | undefined
  readonly edition: 'auto' | Edition
  readonly originators: {
    /** Who may see the resources of everybody. */
    readonly admin: string
    /** How an AE asks for its identifier: `auto`, `C`, `S`, or a stem of the operator's choice. */
    readonly ae: string
  }
  /** Header fields that every handshake carries beyond TS-0020; `{originator}` stands for the originator. */
  readonly headers: Readonly<Record<string, string>>
  readonly tls: TlsConfiguration | undefined
  /** URL of an HTTP proxy to reach the SUT through (TS-0020 6.6). */
  readonly proxy: string | undefined
  /** Octets of the largest message that the SUT takes; larger ones it refuses (RFC 6455 10.4). `auto`: not declared. */
  readonly maxMessage: 'auto' | number
  /** Milliseconds without a message after which the SUT closes a connection by policy. `auto`: none is declared. */
  readonly idleTimeout: 'auto' | number
  /** Command that brings a dead SUT back. */
  readonly restart: string | undefined
  readonly product: { readonly vendor: string; readonly name: string; readonly version: string }
}

/** Deadlines in milliseconds. */
export interface Timeouts {
  readonly connect: number
  readonly response: number
  readonly close: number
  /** The shortest window without an event that counts as absence. */
  readonly silence: number
  /** How long a connection is left alone to see that it is kept open (TS-0020 6.3). */
  readonly idle: number
  /** A case that takes longer is an error of the tester. */
  readonly case: number
}

/** Sizes in octets. */
export interface Limits {
  /** The largest message that the tester takes from the SUT. */
  readonly receive: number
  readonly evidencePerCase: number
}

/** What is run, and how. */
export interface RunConfiguration {
  /** Clauses to run; empty: all. */
  readonly clauses: readonly string[]
  /** Text that the title or the id of a case has to contain. */
  readonly grep: string | undefined
  /** Ids of cases to run; empty: all. */
  readonly cases: readonly string[]
  readonly concurrency: number
  /** Decides the order of the cases; 31 bits. */
  readonly seed: number
  /** Absolute path of the expectation file. */
  readonly expect: string | undefined
  /** Write the expectation file anew from the results. */
  readonly updateExpect: boolean
  /** Absolute path of the run folder; undefined: a new folder in `reports`. */
  readonly out: string | undefined
}

/** Everything that can be set, with nothing left open. */
export interface Configuration {
  readonly sut: SutConfiguration
  readonly ics: Readonly<Record<IcsItem, 'auto' | boolean>>
  readonly serializations: 'auto' | readonly Serialization[]
  readonly timeouts: Timeouts
  readonly limits: Limits
  readonly run: RunConfiguration
  /** Values that must not appear in any output, whatever way they got here. */
  readonly secrets: readonly string[]
}

/** What a configuration file may say: schemas/configuration.schema.json as a type. */
export interface ConfigurationDocument {
  readonly $schema?: string
  readonly sut?: {
    readonly url?: string
    readonly cseId?: string
    readonly cseName?: string
    readonly edition?: 'auto' | Edition
    readonly originators?: { readonly admin?: string; readonly ae?: string }
    readonly headers?: Readonly<Record<string, string>>
    readonly tls?: {
      readonly ca?: string
      readonly cert?: string
      readonly key?: string
      readonly serverName?: string
      readonly insecure?: boolean
    }
    readonly proxy?: string
    readonly maxMessage?: 'auto' | number
    readonly idleTimeout?: 'auto' | number
    readonly restart?: string
    readonly product?: { readonly vendor?: string; readonly name?: string; readonly version?: string }
  }
  readonly ics?: Readonly<Partial<Record<IcsItem, 'auto' | boolean>>>
  readonly serializations?: 'auto' | readonly Serialization[]
  readonly timeouts?: Partial<Timeouts>
  readonly limits?: Partial<Limits>
  readonly run?: {
    readonly clauses?: readonly string[]
    readonly grep?: string
    readonly cases?: readonly string[]
    readonly concurrency?: number
    readonly seed?: number
    readonly expect?: string
    readonly out?: string
  }
}
