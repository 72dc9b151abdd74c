import { clause } from '../../lib/case/index.js'
import { declarationVerdicts, judgeDeclaration } from '../declarations.js'
import { isAcknowledgement, modes, requestResourceOf, retrieveOwn } from '../non-blocking.js'
import { groundsOn } from '../replies.js'

clause('6.5', 'Handling of Non-Registration Request: declared transfer modes', (test) => {
  test('CSE/ICS/004', {
    title: 'acknowledges the non-blocking requests that the ICS declares, and no others',
    covers: ['6.5-2'],
    sends: 'RETRIEVE of the own <AE> with rt 1, and with rt 2.',
    accepts: declarationVerdicts,
    async run(context) {
      const { sut } = context
      const session = await sut.session()
      for (const mode of Object.values(modes)) {
        const reply = await retrieveOwn(session, mode)
        requestResourceOf(sut, reply)
        const offered = reply.outcome.kind === 'response' ? isAcknowledgement(reply) : undefined
        judgeDeclaration(context, '6.5-2', mode.item, offered, groundsOn(reply))
      }
    },
  })
})
