import { clause } from '../../lib/case/index.js'
import { operation, resourceType, type RequestPrimitive } from '../../lib/primitive/index.js'
import { required } from '../../lib/sut/index.js'
import { contentOf } from '../contents.js'
import { accepts, judgeReaction, parties } from '../no-primitives.js'
import { groundsOn, succeeded } from '../replies.js'
import { misdelimited, unusualForms } from '../unusual-primitives.js'

clause('6.2.2.9', 'Subprotocol names and serialization formats: unusual primitives', (test) => {
  test('CSE/SER/028', {
    title: 'serves or refuses a request in an unusual form, and takes nothing else out of it',
    covers: ['6.2.2.9-7', '5.2-16'],
    per: 'serialization',
    hazard: true,
    sends:
      'CREATE of a contentInstance, the same primitive in forms that no document shows. JSON: byte order mark, integers as ' +
      'decimals and strings, comments; XML: other or no namespace, qualified local elements, another order, rn as an element; ' +
      'CBOR: eight octets for each length, texts in chunks, byte strings, doubles, a tag.',
    accepts: `${accepts} Where it is served the content is the one that was sent; another: fail.`,
    async run(context) {
      const { expect } = context
      const both = await parties(context)
      const { sender } = both
      // A SUT that selected another subprotocol than it was offered speaks that one's serialization.
      const { serialization } = sender.open
      const container = await sender.container('data')
      const build = (con: string, rn: string): RequestPrimitive =>
        sender.build({
          op: operation.create,
          to: container,
          ty: resourceType.contentInstance,
          pc: { 'm2m:cin': { rn, con } },
        })
      let last = 'é 😀 regular'
      required(await sender.requestAs(build(last, 'regular')), 2001)
      const forms = unusualForms(serialization, sender.open.encode(build(last, 'counted')))
      let compared = false
      for (const index of forms.keys()) {
        if (sender.open.ended !== undefined) await sender.reopen()
        const content = `é 😀 unusual ${index}`
        const request = build(content, `unusual${index}`)
        const form = unusualForms(serialization, sender.open.encode(request))[index]
        if (form === undefined) continue
        const { opcode } = sender.open
        const message = { words: `CREATE of a contentInstance ${form.words}`, octets: form.octets, opcode }
        const reaction = await judgeReaction(context, both, '6.2.2.9-7', message)
        if (reaction === 'down') return context.inconclusive('the SUT serves nobody any more')
        const read = await sender.retrieve(`${container}/la`)
        if (!succeeded(read)) continue
        compared = true
        const found = contentOf(read)
        const refused = reaction === 'refused'
        expect((found === content && !refused) || found === last, '5.2-16', {
          ...groundsOn(
            read,
            refused
              ? `It was answered with an error, so the newest content is still ${JSON.stringify(last)}.`
              : `The newest content is ${JSON.stringify(content)}, or still ${JSON.stringify(last)}.`,
          ),
          sent: message.words,
          came: `con ${JSON.stringify(found ?? null)}`,
        }).to.equal(true)
        if (typeof found === 'string') last = found
      }
      if (!compared) context.inconclusive('no RETRIEVE was served with which the content could be seen')
    },
  })

  test('CSE/SER/029', {
    title: 'survives messages that hold more than a request, or less, or claim to hold much more',
    covers: ['6.2.2.9-7'],
    per: 'serialization',
    hazard: true,
    sends:
      'Two requests in one message; a request with something before or behind it, or without its last octet; CBOR also with ' +
      'lengths that announce very much, text that is not UTF-8, and heads that are reserved. The regular request is served first.',
    accepts,
    async run(context) {
      const both = await parties(context)
      const { sender } = both
      const request = sender.build({ op: operation.retrieve, to: sender.target })
      const second = sender.build({ op: operation.retrieve, to: sender.target })
      const messages = misdelimited(
        sender.open.serialization,
        sender.open.encode(request),
        sender.open.encode(second),
      )
      for (const message of messages) {
        const { opcode } = sender.open
        const outcome = await judgeReaction(context, both, '6.2.2.9-7', { ...message, opcode })
        if (outcome === 'down') return
      }
    },
  })
})
