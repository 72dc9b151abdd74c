import type { CaseContext } from '../lib/case/index.js'
import type { PrimitiveConnection } from '../lib/sut/index.js'
import type { Ending } from './endings.js'

/** Rows that demand the end of TCP from the server. */
export type EndOfTcp = 'RFC6455/5.5.1-9' | 'RFC6455/7.1.7-1' | 'RFC6455/5.5.1-11'

/**
 * Judges that the server ends TCP once Close frames went both ways (RFC 6455 5.5.1), or where it failed the connection.
 * Returns how it did; undefined where it did not.
 */
export async function judgeEndOfTcp(
  { sut, expect }: CaseContext,
  connection: PrimitiveConnection,
  row: EndOfTcp,
  sent: string,
  ending: Ending,
): Promise<'end' | 'reset' | undefined> {
  const over = await connection.wire.next((event) => event.kind === 'end', sut.system.timeouts.close)
  const how = over.kind === 'end' || over.kind === 'reset' ? over.kind : undefined
  const bySut = how !== undefined && connection.wire.endedBy === 'sut'
  expect(bySut, row, {
    sent,
    came:
      how === undefined
        ? `${ending.came}, but TCP stayed open`
        : `${ending.came} and the end of TCP (${how}${bySut ? '' : ', by the tester'})`,
    evidence: 'evidence' in over ? connection.evidence(over.evidence) : ending.evidence,
  }).to.equal(true)
  return bySut ? how : undefined
}
