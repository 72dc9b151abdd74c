import { clause, type CaseContext } from '../../lib/case/index.js'
import type { RequirementId, Serialization } from '../../lib/spec/index.js'
import { opcodeName } from '../../lib/wire/index.js'

interface SerializationCase {
  readonly id: 'CSE/SER/001' | 'CSE/SER/002' | 'CSE/SER/003'
  readonly watched: 'CSE/WCH/012' | 'CSE/WCH/021' | 'CSE/WCH/022'
  readonly serialization: Serialization
  readonly row: RequirementId
  readonly opcode: 1 | 2
}

/** Table 6.2.2.9-1. */
const table: readonly SerializationCase[] = [
  { id: 'CSE/SER/001', watched: 'CSE/WCH/012', serialization: 'json', row: '6.2.2.9-1', opcode: 1 },
  { id: 'CSE/SER/002', watched: 'CSE/WCH/021', serialization: 'xml', row: '6.2.2.9-2', opcode: 1 },
  { id: 'CSE/SER/003', watched: 'CSE/WCH/022', serialization: 'cbor', row: '6.2.2.9-3', opcode: 2 },
]

/** Judges the opcode of every message that comes in answer to a registration, a request and a request that fails. */
async function judgeOpcodes(
  context: CaseContext,
  { serialization, row, opcode }: SerializationCase,
): Promise<void> {
  const { sut, expect, inconclusive } = context
  const session = await sut.session({ serialization })
  const opcodes: { readonly opcode: number; readonly row: number }[] = []
  session.open.wire.onEvent((event) => {
    if (event.kind === 'message') opcodes.push({ opcode: event.opcode, row: event.evidence })
  })
  const served = await session.retrieve(session.target)
  const refused = await session.retrieve(`${session.target}/none`)
  if (opcodes.length === 0) return inconclusive(`no data message came in answer to ${served.sent}`)
  for (const seen of opcodes) {
    expect(seen.opcode, row, {
      sent: `${served.sent}; ${refused.sent}, as ${serialization}`,
      came: `a ${opcodeName(seen.opcode)} message`,
      wanted: `Every data message is ${opcodeName(opcode)}.`,
      evidence: session.open.evidence(seen.row),
    }).to.equal(opcode)
  }
}

clause('6.2.2.9', 'Subprotocol names and serialization formats: opcodes', (test) => {
  for (const entry of table) {
    const { id, watched, serialization, row, opcode } = entry
    const name = opcodeName(opcode)
    test(id, {
      title: `sends its ${serialization} primitives in ${name} messages`,
      covers: [row],
      needs: [serialization],
      sends: 'A registration, then RETRIEVE of the own <AE> and of a resource that is not there.',
      accepts: `Opcode ${opcode} (${name}) in every data message; any other is not accepted.`,
      async run(context) {
        await judgeOpcodes(context, entry)
      },
    })

    test.watch(watched, {
      title: `sends ${name} messages on every connection for ${serialization}`,
      covers: [row],
      needs: [serialization],
      watches: ['message'],
      sends: 'Nothing of its own: all data messages of the run.',
      accepts: `Opcode ${opcode} (${name}) in every data message of such a connection.`,
    })
  }

  test.watch('CSE/WCH/023', {
    title: 'keeps to the serialization of the subprotocol in all its primitives',
    covers: ['6.2.2.9-4'],
    watches: ['message'],
    sends: 'Nothing of its own: all data messages of the run.',
    accepts:
      'Messages that decode with the codec of the subprotocol agreed to on their connection, and only these.',
  })
})
