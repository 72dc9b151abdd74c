import { clause, type CaseContext } from '../../lib/case/index.js'
import { accessControlOperation, resourceType } from '../../lib/primitive/index.js'
import { describeReply, required, type Reply } from '../../lib/sut/index.js'
import { addressesOf, formsInWords, type Address } from '../addresses.js'
import { message } from '../correspondents.js'
import { reports } from '../notifications.js'
import { attributesIn, groundsOn, statusOf, succeeded } from '../replies.js'

const row = 'TS-0001/9.3.1-1'

/** Judges whether a request was served that is served in another form of address. */
function judgeForm(
  { sut, classify }: CaseContext,
  { form, dash }: Address,
  reply: Reply,
  served: boolean,
): void {
  const early = dash && sut.system.edition !== 'R3'
  const refused = early ? 'dash-not-understood-in-release-2' : 'not-understood'
  const grounds = groundsOn(reply, 'The request is served whatever the form of its address.')
  const sent = `${grounds.sent}, a ${form} address`
  classify('forms-of-address', served ? 'understood' : refused, row, { ...grounds, sent })
}

const accepted =
  'Served in each form: pass; "-" not understood before Release 3: noted; another one not understood: fail. The absolute ' +
  'forms are left out, since nothing tells the SP-ID.'

clause('TS-0001/9.3.1', 'Resource Addressing: Generic Principles', (test) => {
  test('CSE/REG/062', {
    title: 'serves every operation of a registered AE in each form of address',
    covers: [row],
    per: 'serialization',
    sends:
      `CREATE, RETRIEVE, UPDATE and DELETE of a container, in the form of address that all cases use, then in each other one: ` +
      `${formsInWords}.`,
    accepts: accepted,
    async run(context) {
      const { sut } = context
      const session = await sut.session()
      const path = await session.container('place')
      const identifier = required(await session.retrieve(path), 2000)['ri']
      // What is not served in the form that all cases use has nothing to do with forms: others judge that.
      const usual = new Map<number, boolean>()
      const judge = (address: Address, reply: Reply, served: boolean): void => {
        const { op } = reply.request
        if (!usual.has(op)) usual.set(op, served)
        if (usual.get(op) === true) judgeForm(context, address, reply, served)
      }
      for (const [index, address] of addressesOf(sut.system, { path, identifier }).entries()) {
        const name = `c${index}`
        const retrieved = await session.retrieve(address.to)
        judge(address, retrieved, attributesIn(retrieved)?.['rn'] === 'place')
        const created = await session.create(address.to, resourceType.container, { rn: name })
        judge(address, created, succeeded(created))
        const updated = await session.update(address.to, resourceType.container, { lbl: [name] })
        judge(address, updated, succeeded(updated))
        const child = `${path}/${name}`
        const described = await session.retrieve(child)
        if (!succeeded(described)) continue
        const childAddresses = addressesOf(sut.system, {
          path: child,
          identifier: attributesIn(described)?.['ri'],
        })
        const deleted = await session.delete(
          childAddresses.find(({ form }) => form === address.form)?.to ?? child,
        )
        judge(address, deleted, succeeded(deleted))
      }
      if (![...usual.values()].includes(true)) {
        context.inconclusive('no operation was served, in whatever form of address')
      }
    },
  })

  test('CSE/NTF/050', {
    title: 'delivers the NOTIFY of another AE in whatever form it addresses the <AE>',
    covers: [row],
    per: 'serialization',
    sends: `A NOTIFY of one registered AE to another one, whose policy lets it notify, in each form of address: ${formsInWords}.`,
    accepts: `${accepted} Delivered in no form at all: inconclusive, since CSE/NTF/006 judges that.`,
    async run(context) {
      const { sut, inconclusive } = context
      const [sender, receiver] = await Promise.all([sut.session(), sut.session()])
      await receiver.grant([sender.identifier], accessControlOperation.notify)
      const connection = receiver.open
      const place = { path: receiver.target, identifier: receiver.registration.attributes['ri'] }
      const sent: { readonly address: Address; readonly reply: Reply; readonly arrived: boolean }[] = []
      for (const [index, address] of addressesOf(sut.system, place).entries()) {
        const text = `form-${index}`
        const reply = await sender.notify(address.to, message(sender, text))
        // A SUT may report success first and deliver later.
        if (succeeded(reply)) await connection.nextRequest(reports(text))
        sent.push({ address, reply, arrived: connection.received.some(reports(text)) })
      }
      const [first] = sent
      if (!sent.some(({ arrived }) => arrived)) {
        return inconclusive(
          `no NOTIFY was delivered, in whatever form of address: ${first?.reply.sent ?? 'nothing was sent'} brought ` +
            (first === undefined ? 'nothing' : describeReply(first.reply.outcome)),
        )
      }
      // With an error for each, also for what was delivered, the forms make no difference.
      const confirmed = sent.some(({ reply, arrived }) => arrived && statusOf(reply) === 2000)
      for (const { address, reply, arrived } of sent) {
        judgeForm(context, address, reply, arrived && (!confirmed || statusOf(reply) === 2000))
      }
    },
  })
})
