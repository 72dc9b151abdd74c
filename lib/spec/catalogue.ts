import { clauseOf, clauses, type ClauseId } from './clauses.js'
import { readings, type ReadingId } from './readings.js'
import { overview } from './requirements/5-overview.js'
import { introduction } from './requirements/6.1-introduction.js'
import { handshakeGeneral } from './requirements/6.2.1-general.js'
import { clientHandshake } from './requirements/6.2.2-client-handshake.js'
import { serverHandshake } from './requirements/6.2.3-server-handshake.js'
import { closing } from './requirements/6.3-closing.js'
import { registration } from './requirements/6.4-registration.js'
import { requests } from './requirements/6.5-requests.js'
import { proxy } from './requirements/6.6-proxy.js'
import { security } from './requirements/7-security.js'
import { exampleFlow } from './requirements/A.1-flow.js'
import { rfc6455OpeningHandshake } from './requirements/rfc6455-4.js'
import { rfc6455Framing } from './requirements/rfc6455-5.js'
import { rfc6455Transfer } from './requirements/rfc6455-6.js'
import { rfc6455Closing } from './requirements/rfc6455-7.js'
import { rfc6455Errors } from './requirements/rfc6455-8.js'
import { rfc7692 } from './requirements/rfc7692.js'
import { ts0001 } from './requirements/ts-0001.js'
import { ts0004 } from './requirements/ts-0004.js'
import { ts0004Errors } from './requirements/ts-0004-errors.js'
import { ts0004RemoteCse } from './requirements/ts-0004-remote-cse.js'
import type { Reading, Requirement, RequirementId } from './types.js'

const places: ReadonlyMap<ClauseId, number> = new Map([...clauses.keys()].map((id, place) => [id, place]))

/** Rows that stand in several files by topic, in the order of their clauses; those of one clause stay as they were. */
function inDocumentOrder(...topics: readonly (readonly Requirement[])[]): readonly Requirement[] {
  const place = ({ id }: Requirement): number => places.get(clauseOf(id)) ?? places.size
  return topics.flat().sort((one, other) => place(one) - place(other))
}

/** Every row, in document order: TS-0020 first, then the documents behind it. */
export const requirements: readonly Requirement[] = [
  ...overview,
  ...introduction,
  ...handshakeGeneral,
  ...clientHandshake,
  ...serverHandshake,
  ...closing,
  ...registration,
  ...requests,
  ...proxy,
  ...security,
  ...exampleFlow,
  ...rfc6455OpeningHandshake,
  ...rfc6455Framing,
  ...rfc6455Transfer,
  ...rfc6455Closing,
  ...rfc6455Errors,
  ...rfc7692,
  ...inDocumentOrder(ts0004, ts0004Errors, ts0004RemoteCse),
  ...ts0001,
]

const byId: ReadonlyMap<RequirementId, Requirement> = new Map(requirements.map((row) => [row.id, row]))

/** The row with this id; undefined where the catalogue has none. */
export function requirementById(id: RequirementId): Requirement | undefined {
  return byId.get(id)
}

/** The readings that bear on a row, with their ids. */
export function readingsOf(row: RequirementId): readonly (readonly [ReadingId, Reading])[] {
  return Object.entries<Reading>(readings).filter((entry): entry is [ReadingId, Reading] =>
    entry[1].rows.includes(row),
  )
}
