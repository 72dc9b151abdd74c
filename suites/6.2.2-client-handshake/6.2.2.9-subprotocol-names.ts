import { clause, type CaseContext } from '../../lib/case/index.js'
import { describeHandshake, type Upgrade } from '../../lib/sut/index.js'
import { agreedName, namesOfOtherEditions, offering, tableNames } from '../subprotocols.js'

/** A name that was offered alone, and the answer. */
interface Offered {
  readonly name: string
  readonly done: Upgrade
}

/** Offers each name alone, all at the same time. */
function offerEachAlone({ sut }: CaseContext, names: readonly string[]): Promise<readonly Offered[]> {
  return Promise.all(names.map(async (name) => ({ name, done: await sut.upgrade(offering(sut, [name])) })))
}

/** Whether the name was agreed to, letter by letter. */
function isAgreed({ name, done }: Offered): boolean {
  return agreedName(done, [name]) !== undefined
}

clause('6.2.2.9', 'Subprotocol names and serialization formats', (test) => {
  test('CSE/SUB/001', {
    title: 'agrees to a name of the edition that is offered alone, and answers with exactly that name',
    covers: ['6.2.2.9-5', '6.2.3.5-1', '6.2.3.5-2'],
    sends:
      'A handshake for each name of table 6.2.2.9-1 alone; where none is agreed to, for those of other editions.',
    accepts:
      'At least one name agreed to, each in a 101 with Sec-WebSocket-Protocol once. Only names of another edition: ' +
      'inconclusive; no name of any: fail.',
    async run(context) {
      const { sut, classify, expect, inconclusive } = context
      const own = await offerEachAlone(context, tableNames(sut))
      const agreed = own.some(isAgreed)
      const others = agreed ? [] : await offerEachAlone(context, namesOfOtherEditions(sut))
      const all = [...own, ...others]
      const grounds = {
        sent: `handshakes with ${all.map(({ name }) => name).join(', ')}, each name alone`,
        came: all.map(({ name, done }) => `to ${name} ${describeHandshake(done.outcome)}`).join('; '),
        evidence: sut.evidence,
      }
      const accepted = own.some(({ done }) => done.connection !== undefined)
      if (agreed) classify('subprotocol-of-the-edition', 'name-of-the-edition', '6.2.2.9-5', grounds)
      else if (others.some(isAgreed)) {
        classify('subprotocol-of-the-edition', 'name-of-another-edition', '6.2.2.9-5', grounds)
      } else if (!accepted) classify('subprotocol-of-the-edition', 'no-name', '6.2.2.9-5', grounds)
      // What becomes of names that the SUT does not support is the matter of CSE/SUB/013, unless it supports none.
      const judged = own.filter(
        (each) =>
          each.done.connection !== undefined &&
          (!agreed || isAgreed(each) || sut.subprotocols.includes(each.name)),
      )
      for (const { name, done } of judged) {
        expect(done, '6.2.3.5-1').to.carryOnce('Sec-WebSocket-Protocol')
        expect(done, '6.2.3.5-2').to.selectOneOf([name])
      }
      if (!agreed) return inconclusive('no name of the edition was agreed to, letter by letter')
    },
  })
})
