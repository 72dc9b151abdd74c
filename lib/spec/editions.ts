import { editions, type Edition, type IcsItem, type Serialization } from './types.js'

/** What changes between the editions of TS-0020 and the TS-0004 behind each. */
export interface EditionData {
  /** Subprotocol name of each serialization (table 6.2.2.9-1, and the change request for R3). */
  readonly subprotocols: Readonly<Record<Serialization, string>>
  /** Whether a JSON primitive is wrapped in `m2m:rqp` / `m2m:rsp` in this edition's examples. */
  readonly wrapsJson: boolean
  /** Value of releaseVersionIndicator that requests carry; undefined where the parameter does not exist. */
  readonly releaseVersion: string | undefined
  /** Whether a response must carry releaseVersionIndicator. */
  readonly responseReleaseVersion: 'absent' | 'should' | 'shall'
  /** Acknowledgement codes: [plain pass, accepted with a warning], for rt 1 and rt 2. */
  readonly acknowledgement: Readonly<
    Record<'synch' | 'asynch', { readonly pass: readonly number[]; readonly warn: readonly number[] }>
  >
  /** Value of `srv` (supportedReleaseVersions) in a registration; undefined where it does not exist. */
  readonly supportedReleaseVersions: readonly string[] | undefined
}

/** ICS items that an edition before the one named does not know. */
export const icsSince: Partial<Readonly<Record<IcsItem, Edition>>> = { noResponse: 'R3' }

/** Whether an edition is that one or a later one. */
export function reached(edition: Edition, since: Edition): boolean {
  return editions.indexOf(edition) >= editions.indexOf(since)
}

const release2Names = { json: 'oneM2M.R2.0.json', xml: 'oneM2M.R2.0.xml', cbor: 'oneM2M.R2.0.cbor' } as const
const release3Names = { json: 'oneM2M.json', xml: 'oneM2M.xml', cbor: 'oneM2M.cbor' } as const

/** The table "Editions": one entry an edition. */
export const editionData: Readonly<Record<Edition, EditionData>> = {
  'R2.0': {
    subprotocols: release2Names,
    wrapsJson: true,
    releaseVersion: undefined,
    responseReleaseVersion: 'absent',
    acknowledgement: {
      synch: { pass: [1000], warn: [1001, 1002] },
      asynch: { pass: [1000], warn: [1001, 1002] },
    },
    supportedReleaseVersions: undefined,
  },
  R2A: {
    subprotocols: release2Names,
    wrapsJson: false,
    releaseVersion: '2a',
    responseReleaseVersion: 'should',
    acknowledgement: {
      synch: { pass: [1000, 1001, 1002], warn: [] },
      asynch: { pass: [1000, 1001, 1002], warn: [] },
    },
    supportedReleaseVersions: ['2a'],
  },
  R3: {
    subprotocols: release3Names,
    wrapsJson: false,
    releaseVersion: '3',
    responseReleaseVersion: 'shall',
    acknowledgement: {
      synch: { pass: [1001], warn: [1000, 1002] },
      asynch: { pass: [1002], warn: [1000, 1001] },
    },
    supportedReleaseVersions: ['3'],
  },
}
