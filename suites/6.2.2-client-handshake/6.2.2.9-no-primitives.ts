import { clause, type CaseContext } from '../../lib/case/index.js'
import { operation } from '../../lib/primitive/index.js'
import type { RequirementId, Serialization } from '../../lib/spec/index.js'
import { describeRequest, required, type Session } from '../../lib/sut/index.js'
import { opcodeName } from '../../lib/wire/index.js'
import { damageBy, reactionTo } from '../reactions.js'

/** A message that is no primitive. */
interface NoPrimitive {
  readonly words: string
  readonly octets: Buffer
}

const text = (words: string, content: string): NoPrimitive => ({
  words,
  octets: Buffer.from(content, 'utf8'),
})
const binary = (words: string, hex: string): NoPrimitive => ({ words, octets: Buffer.from(hex, 'hex') })

/** Messages that are no primitive in each serialization. */
const noPrimitives: Readonly<Record<Serialization, readonly NoPrimitive[]>> = {
  json: [
    text('an empty message', ''),
    text('ill-formed JSON', '{"op":2,"to":'),
    text('an empty object', '{}'),
    text('an array', '[{"op":2}]'),
    text('a number', '2'),
    text('null', 'null'),
    text('an object without op and rsc', '{"greeting":"hello"}'),
  ],
  xml: [
    text('an empty message', ''),
    text('ill-formed XML', '<m2m:rqp xmlns:m2m="http://www.onem2m.org/xml/protocols"><op>2</op>'),
    text('an empty primitive', '<m2m:rqp xmlns:m2m="http://www.onem2m.org/xml/protocols"/>'),
    text('another root', '<greeting>hello</greeting>'),
    text('no markup', 'hello'),
  ],
  cbor: [
    binary('an empty message', ''),
    binary('a map that is cut off', 'a2626f70'),
    binary('an empty map', 'a0'),
    binary('an array', '81a1626f7002'),
    binary('a number', '02'),
    binary('null', 'f6'),
    binary('a map without op and rsc', 'a1686772656574696e676568656c6c6f'),
  ],
}

/** An AE that sends what is wrong, and one that has nothing to do with it; both are served before. */
async function parties({
  sut,
}: CaseContext): Promise<{ readonly sender: Session; readonly bystander: Session }> {
  // What answers a message that is no request may well lack an rqi, so the watch cases do not look on.
  const [sender, bystander] = await Promise.all([sut.session({ watched: false }), sut.session()])
  required(await sender.retrieve(sender.target), 2000)
  required(await bystander.retrieve(bystander.target), 2000)
  return { sender, bystander }
}

/** Sends one wrong message, judges what became of it and of the others, and leaves the sender with a connection. */
async function judgeReaction(
  { sut, classify, expect }: CaseContext,
  { sender, bystander }: { readonly sender: Session; readonly bystander: Session },
  row: RequirementId,
  { words, octets, opcode }: NoPrimitive & { readonly opcode: 1 | 2 },
): Promise<'served' | 'down'> {
  const { open: connection } = sender
  const reaction = await reactionTo(sut, sender, () => connection.wire.sendMessage(opcode, octets))
  const damage = await damageBy(sut, bystander)
  const grounds = { sent: words, came: reaction.came, evidence: reaction.evidence }
  const behaviour = damage ?? reaction.behaviour
  if (behaviour === undefined) {
    const wanted = 'The connection goes on serving, or is closed.'
    expect(behaviour, row, { ...grounds, wanted }).to.not.equal(undefined)
  } else classify('message-that-is-no-primitive', behaviour, row, grounds)
  if (damage === 'server-down') return 'down'
  if (connection.ended !== undefined || reaction.behaviour === undefined) {
    await connection.wire.destroy()
    await sender.reopen()
  }
  return 'served'
}

const accepts =
  'An error response or a Close frame: pass; served as if right: noted; no reaction, or a bare drop of TCP: warn; the ' +
  'SUT down, others hurt, or a connection that neither serves nor closes: fail.'

clause('6.2.2.9', 'Subprotocol names and serialization formats: messages that are no primitive', (test) => {
  test('CSE/SER/006', {
    title: 'survives a request in a message with the wrong opcode',
    covers: ['6.2.2.9-4'],
    per: 'serialization',
    hazard: true,
    sends: 'RETRIEVE of the own <AE> with the other data opcode; with the right one it is served first.',
    accepts,
    async run(context) {
      const both = await parties(context)
      const { sender } = both
      const connection = sender.open
      const request = sender.build({ op: operation.retrieve, to: sender.target })
      const opcode = connection.opcode === 1 ? 2 : 1
      const words = `${describeRequest(request)} as ${connection.serialization} in a ${opcodeName(opcode)} message`
      await judgeReaction(context, both, '6.2.2.9-4', { words, octets: connection.encode(request), opcode })
    },
  })

  test('CSE/SER/007', {
    title: 'survives messages that are no primitive',
    covers: ['6.2.2.9-7'],
    per: 'serialization',
    hazard: true,
    sends:
      'Messages with the right opcode that are empty, ill-formed, or well-formed and no primitive, one at a time.',
    accepts,
    async run(context) {
      const both = await parties(context)
      const { opcode } = both.sender.open
      for (const message of noPrimitives[context.serialization]) {
        const outcome = await judgeReaction(context, both, '6.2.2.9-7', { ...message, opcode })
        if (outcome === 'down') return
      }
    },
  })
})
