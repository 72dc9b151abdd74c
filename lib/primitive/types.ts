import type { Serialization } from '../spec/types.js'

/** A value as JSON (and CBOR, and by the rules of TS-0004 8.3 XML) can carry it. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value }
/** An object of such values, keyed by oneM2M short names. */
export type ValueObject = { readonly [key: string]: Value }

/** Operations of TS-0004 6.3.4.2.5. */
export const operation = { create: 1, retrieve: 2, update: 3, delete: 4, notify: 5 } as const
export type Operation = (typeof operation)[keyof typeof operation]

/** Response types of TS-0004 6.3.4.2.6 (`rt.rtv`). */
export const responseType = {
  nonBlockingRequestSynch: 1,
  nonBlockingRequestAsynch: 2,
  blockingRequest: 3,
  flexBlocking: 4,
  noResponse: 5,
} as const

/** Resource types of TS-0004 6.3.4.2.1 that the suite and the embedded CSE deal with. */
export const resourceType = {
  accessControlPolicy: 1,
  AE: 2,
  container: 3,
  contentInstance: 4,
  CSEBase: 5,
  group: 9,
  node: 14,
  pollingChannel: 15,
  remoteCSE: 16,
  request: 17,
  schedule: 18,
  subscription: 23,
} as const

/** Operations of an access control rule (TS-0004 accessControlOperations, `acop`); several are added up. */
export const accessControlOperation = {
  create: 1,
  retrieve: 2,
  update: 4,
  delete: 8,
  notify: 16,
  discovery: 32,
} as const

/** Short name of a resource type as a member of `pc`, e.g. `m2m:cnt`. */
export const resourceName: Readonly<Record<number, string>> = {
  1: 'm2m:acp',
  2: 'm2m:ae',
  3: 'm2m:cnt',
  4: 'm2m:cin',
  5: 'm2m:cb',
  9: 'm2m:grp',
  14: 'm2m:nod',
  15: 'm2m:pch',
  16: 'm2m:csr',
  17: 'm2m:req',
  18: 'm2m:sch',
  23: 'm2m:sub',
}

/** Request primitive as the tester sends it (TS-0004 6.4.1): short names, unwrapped. */
export interface RequestPrimitive {
  readonly op: Operation
  readonly to: string
  readonly rqi: string
  readonly fr?: string
  readonly rvi?: string
  readonly ty?: number
  readonly pc?: ValueObject
  readonly rt?: { readonly rtv: number; readonly nu?: readonly string[] }
  readonly rcn?: number
  readonly [parameter: string]: Value | undefined
}

/** Response primitive as the tester sends it (TS-0004 6.4.2): short names, unwrapped. */
export interface ResponsePrimitive {
  readonly rsc: number
  readonly rqi: string
  readonly rvi?: string
  readonly pc?: ValueObject
  readonly [parameter: string]: Value | undefined
}

/** Root members of JSON (R2.0 only) and XML primitives. */
export const wrapper = { request: 'm2m:rqp', response: 'm2m:rsp' } as const

/** Serializations for which a codec exists in this version. */
export const availableSerializations: readonly Serialization[] = ['json', 'xml', 'cbor']
