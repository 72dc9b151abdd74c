import { clause, type CaseContext } from '../../lib/case/index.js'
import { describeHandshake, type Upgrade } from '../../lib/sut/index.js'
import { permutations, refusal } from '../handshakes.js'
import {
  agreedName,
  offering,
  offeringInLines,
  supportedNames,
  tableNames,
  unregisteredNames,
} from '../subprotocols.js'

const row = '6.2.2.7-2'

/** One offer in its two forms, judged by how the second one is answered compared with the first. */
async function compareForms({ sut, classify, expect }: CaseContext, offer: readonly string[]): Promise<void> {
  const inList = await sut.upgrade(offering(sut, offer))
  const inLines = await sut.upgrade(offeringInLines(sut, offer))
  const grounds = {
    sent: `the offer ${offer.join(', ')} in one header field, then in ${offer.length} of them`,
    came: `${describeHandshake(inList.outcome)}; then ${describeHandshake(inLines.outcome)}`,
    evidence: inLines.evidence,
  }
  const accepted = [inList, inLines].filter((done: Upgrade) => done.connection !== undefined).length
  const [first, second] = [agreedName(inList, offer), agreedName(inLines, offer)]
  if (accepted === 1) classify('subprotocol-in-several-fields', 'one-form-refused', row, grounds)
  else if (first !== undefined && second !== undefined) {
    const behaviour = first === second ? 'same-name' : 'another-offered-name'
    classify('subprotocol-in-several-fields', behaviour, row, grounds)
  } else {
    // Refused, or accepted without a name, in both forms: that is judged elsewhere, the forms are treated alike.
    const wanted = 'Both forms of an offer are answered alike.'
    expect([second, refusal(inLines)], row, { ...grounds, wanted }).to.deep.equal([first, refusal(inList)])
  }
}

clause('6.2.2.7', 'Sec-WebSocket-Protocol header', (test) => {
  test('CSE/SUB/008', {
    title: 'treats several Sec-WebSocket-Protocol fields with one name each like one field with the list',
    covers: [row],
    sends: 'The names of the table in one list, then in the same order in a field each; in every order.',
    accepts:
      'The same name for both forms: pass; two different offered names: warn; only one form refused: fail.',
    async run(context) {
      supportedNames(context)
      for (const offer of permutations(tableNames(context.sut))) await compareForms(context, offer)
    },
  })

  test('CSE/SUB/009', {
    title: 'reads all of several Sec-WebSocket-Protocol fields where the first has an unregistered name',
    covers: [row],
    sends:
      'An unregistered name and a supported one, in one list, then in a field each; for each supported name.',
    accepts:
      'The same answer to both forms; a form that is refused while the other is accepted is not accepted.',
    async run(context) {
      const [unregistered] = unregisteredNames
      for (const name of supportedNames(context)) await compareForms(context, [unregistered, name])
    },
  })
})
