import type { EvidenceReference, PrimitiveConnection } from '../lib/sut/index.js'
import { droppedByTester } from '../lib/wire/index.js'

/** How the SUT ended a connection, or that it did not. */
export interface Ending {
  readonly kind: 'close-frame' | 'bare-drop' | 'open'
  /** Code of the Close frame, where it has one. */
  readonly code: number | undefined
  /** One line for findings. */
  readonly came: string
  readonly evidence: EvidenceReference
}

/** How a connection stands at this moment. */
export function endingSoFar(connection: Pick<PrimitiveConnection, 'ended' | 'evidence'>): Ending {
  const { ended } = connection
  const dropped = ended?.kind === 'reset' && ended.reason === droppedByTester
  if (ended === undefined || dropped) {
    return {
      kind: 'open',
      code: undefined,
      came: dropped ? 'the connection stayed open until the tester dropped it' : 'the connection stayed open',
      evidence: connection.evidence(ended?.evidence ?? 0),
    }
  }
  const evidence = connection.evidence(ended.evidence)
  if (ended.kind !== 'close') {
    const came = `the end of TCP (${ended.kind}) without a Close frame`
    return { kind: 'bare-drop', code: undefined, came, evidence }
  }
  const code = ended.code === undefined ? 'without a code' : `with code ${ended.code}`
  const reason = ended.reason.length === 0 ? '' : ` and the reason ${JSON.stringify(ended.reason.toString())}`
  return { kind: 'close-frame', code: ended.code, came: `a Close frame ${code}${reason}`, evidence }
}

/**
 * Waits for the SUT to end a connection: by a Close frame, or by TCP alone. Nothing more is sent meanwhile, as that
 * could provoke a reset which takes the Close frame with it.
 */
export async function endingOf(connection: PrimitiveConnection, deadlineMs: number): Promise<Ending> {
  if (connection.ended === undefined)
    await connection.wire.next((event) => event.kind === 'close', deadlineMs)
  return endingSoFar(connection)
}
