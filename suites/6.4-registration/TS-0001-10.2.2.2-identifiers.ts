import { clause, type CaseContext } from '../../lib/case/index.js'
import { operation, resourceType } from '../../lib/primitive/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import { describeReply, type Application, type Reply } from '../../lib/sut/index.js'
import { attributesIn, failed, groundsOn, statusOf, succeeded } from '../replies.js'
import { applied } from '../sessions.js'

/** The last part of an identifier: the AE-ID stem, whether it was written SP-relative or not. */
function stemOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.split('/').at(-1) : undefined
}

clause('TS-0001/10.2.2.2', 'Create <AE>: the identifier', (test) => {
  test('CSE/REG/004', {
    title: 'assigns each AE an identifier of its own and reports it',
    covers: ['TS-0001/10.2.2.2-1'],
    per: 'serialization',
    sends:
      'Two registrations that leave the AE-ID to the registrar (fr "C"), over a connection each; where that form is ' +
      'refused, in the form that the SUT takes.',
    accepts: 'aei begins with the letter asked for, ri is its stem, and the two differ.',
    async run({ sut, expect, inconclusive }) {
      const byRegistrar = async (): Promise<Application> =>
        sut.apply(await sut.open({ originator: 'C' }), 'C')
      const first = await byRegistrar()
      const free = statusOf(first.reply) === 2001
      const usual = async (): Promise<Application> =>
        (await applied(sut, (originator) => sut.open({ originator }))).application
      const applications = free ? [first, await byRegistrar()] : [await usual(), await usual()]

      const assigned = applications.map(({ from, reply }) => {
        if (statusOf(reply) !== 2001) return inconclusive(`a registration was refused: ${reply.sent}`)
        const attributes = attributesIn(reply)
        const stem = stemOf(attributes?.['aei'])
        const came = `aei ${JSON.stringify(attributes?.['aei'] ?? null)} and ri ${JSON.stringify(attributes?.['ri'] ?? null)}`
        const grounds = { ...groundsOn(reply), came }
        expect(stem?.startsWith(from.slice(0, 1)), undefined, grounds).to.equal(true)
        expect(attributes?.['ri'], undefined, grounds).to.equal(stem)
        return { stem, grounds }
      })
      const [one, other] = assigned
      if (one === undefined || other === undefined) return
      const came = `${JSON.stringify(one.stem ?? null)} for the first AE and ${JSON.stringify(other.stem ?? null)} for the second`
      expect(other.stem, undefined, { ...other.grounds, came }).not.to.equal(one.stem)
    },
  })
})

const row = 'TS-0001/10.2.2.2-1'

/** A way to ask for an AE-ID. */
interface Asking {
  readonly id: 'CSE/REG/071' | 'CSE/REG/072' | 'CSE/REG/073' | 'CSE/REG/074' | 'CSE/REG/075'
  readonly words: string
  /** `fr` of the registration; undefined leaves it out. */
  readonly from: (context: CaseContext) => string | undefined
  /** How the stem has to begin, for a stem that is asked for by its kind only. */
  readonly kinds: readonly string[]
}

const askings: readonly Asking[] = [
  { id: 'CSE/REG/071', words: 'without fr', from: () => undefined, kinds: ['C', 'S'] },
  { id: 'CSE/REG/072', words: 'with fr "C"', from: () => 'C', kinds: ['C'] },
  { id: 'CSE/REG/073', words: 'with fr "S"', from: () => 'S', kinds: ['S'] },
  {
    id: 'CSE/REG/074',
    words: 'with a full stem of the kind C as fr',
    from: ({ sut }) => sut.system.names.stem().replace(/^./, 'C'),
    kinds: [],
  },
  {
    id: 'CSE/REG/075',
    words: 'with a full stem of the kind S as fr',
    from: ({ sut }) => sut.system.names.stem().replace(/^./, 'S'),
    kinds: [],
  },
]

/** What the registrar made of the wish. */
function behaviourOf(
  reply: Reply,
  asked: string | undefined,
  kinds: readonly string[],
): BehaviourOf<'assigned-identifier'> {
  const attributes = attributesIn(reply)
  const stem = stemOf(attributes?.['aei'])
  if (stem === undefined || attributes?.['ri'] !== stem) return 'not-reported'
  if (kinds.length === 0) return stem === asked ? 'as-asked-for' : 'another-stem'
  const assigned = stem.length > 1 && kinds.some((kind) => stem.startsWith(kind))
  return assigned ? 'as-asked-for' : 'another-kind'
}

clause('TS-0001/10.2.2.2', 'Create <AE>: ways to ask for an identifier', (test) => {
  for (const { id, words, from, kinds } of askings) {
    test(id, {
      title: `assigns an AE-ID to an AE that registers ${words}, and reports it`,
      covers: [row],
      per: 'serialization',
      sends: `CREATE of an <AE> ${words}.`,
      accepts:
        'aei and ri with a stem of the kind asked for, or the full stem that was given: pass; another full stem: warn; another ' +
        'kind, or aei and ri that differ: fail. Refused with an error, as a policy may have it: noted.',
      async run(context) {
        const { sut, classify, inconclusive } = context
        const asked = from(context)
        const connection = await sut.open({ originator: asked ?? 'C' })
        const name = sut.system.names.resource()
        const target = `${sut.system.base}/${name}`
        sut.adopt(target)
        const requester = sut.requester(connection)
        const { fr: _own, ...anonymous } = requester.build({
          op: operation.create,
          to: sut.system.base,
          ty: resourceType.AE,
          pc: { 'm2m:ae': { rn: name, ...sut.system.registrationAttributes() } },
        })
        const reply = await requester.requestAs(asked === undefined ? anonymous : { ...anonymous, fr: asked })
        if (failed(reply)) {
          classify('assigned-identifier', 'refused', row, reply)
          return
        }
        if (!succeeded(reply)) return inconclusive(`no response came: ${describeReply(reply.outcome)}`)
        const { aei, ri } = attributesIn(reply) ?? {}
        const grounds = groundsOn(reply, 'The AE-ID is as it was asked for, in aei and in ri.')
        classify('assigned-identifier', behaviourOf(reply, asked, kinds), row, {
          ...grounds,
          sent: `${grounds.sent}, ${words}`,
          came: `aei ${JSON.stringify(aei ?? null)} and ri ${JSON.stringify(ri ?? null)}`,
        })
      },
    })
  }
})
