import { expect } from 'chai'
import { droppedByTester, type WireEvent } from '../../lib/wire/index.js'
import { endingSoFar } from '../../suites/endings.js'

type Ended = Extract<WireEvent, { readonly kind: 'close' | 'end' | 'reset' }>

/** How a connection that has ended like this stands. */
function after(ended: Ended | undefined): string {
  const evidence = (row: number) => ({ file: 'evidence/x.jsonl', row })
  const { kind, came, evidence: where } = endingSoFar({ ended, evidence })
  return `${kind}: ${came}, row ${where.row}`
}

describe('how a SUT has ended a connection', () => {
  it('is by a Close frame, with what it says', () => {
    const close = { kind: 'close', code: 1001, reason: Buffer.from('bye'), evidence: 7, time: 0 } as const
    expect(after(close)).to.equal('close-frame: a Close frame with code 1001 and the reason "bye", row 7')
    expect(after({ ...close, code: undefined, reason: Buffer.alloc(0) })).to.equal(
      'close-frame: a Close frame without a code, row 7',
    )
  })

  it('is by the end of TCP alone', () => {
    expect(after({ kind: 'end', evidence: 3, time: 0 })).to.equal(
      'bare-drop: the end of TCP (end) without a Close frame, row 3',
    )
    expect(after({ kind: 'reset', reason: 'ECONNRESET', evidence: 3, time: 0 })).to.equal(
      'bare-drop: the end of TCP (reset) without a Close frame, row 3',
    )
  })

  it('is not at all, also where the tester has dropped the connection in the end', () => {
    expect(after(undefined)).to.equal('open: the connection stayed open, row 0')
    expect(after({ kind: 'reset', reason: droppedByTester, evidence: 9, time: 0 })).to.equal(
      'open: the connection stayed open until the tester dropped it, row 9',
    )
  })
})
