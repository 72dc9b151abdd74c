import { clause } from '../../lib/case/index.js'
import type { Application } from '../../lib/sut/index.js'
import { attributesIn, groundsOn, statusOf } from '../replies.js'
import { applied } from '../sessions.js'

/** The last part of an identifier: the AE-ID stem, whether it was written SP-relative or not. */
function stemOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.split('/').at(-1) : undefined
}

clause('TS-0001/10.2.2.2', 'Create <AE>: the identifier', (test) => {
  test('CSE/REG/004', {
    title: 'assigns each AE an identifier of its own and reports it',
    covers: ['TS-0001/10.2.2.2-1'],
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
