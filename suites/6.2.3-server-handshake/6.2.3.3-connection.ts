import { clause } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import type { Upgrade } from '../../lib/sut/index.js'
import { headerList } from '../../lib/wire/index.js'
import { acceptance, regularHandshakes } from '../handshakes.js'

const handshakes = [
  { id: 'CSE/HSK/036', ...regularHandshakes.plain },
  { id: 'CSE/HSK/037', ...regularHandshakes.varied },
] as const

/** How an answer names Upgrade in Connection. */
function upgradeNamed({ outcome }: Upgrade): BehaviourOf<'connection-of-the-answer'> {
  const options = outcome.kind === 'answer' ? headerList(outcome.answer, 'Connection') : []
  if (!options.some((option) => option.toLowerCase() === 'upgrade')) return 'upgrade-missing'
  return options.length === 1 ? 'upgrade-alone' : 'upgrade-in-a-list'
}

clause('6.2.3.3', 'Connection header', (test) => {
  for (const { id, words, sends, request } of handshakes) {
    test(id, {
      title: `carries Connection: Upgrade in the answer that accepts ${words}`,
      covers: ['6.2.3.3-1'],
      sends,
      accepts:
        'In the 101 Connection with the value Upgrade in any letter case: pass; a list that names it: noted; a refusal makes ' +
        'the case inconclusive.',
      async run(context) {
        const done = await acceptance(context, request(context.sut))
        context.classify('connection-of-the-answer', upgradeNamed(done), '6.2.3.3-1', done)
      },
    })
  }

  test.watch('CSE/WCH/041', {
    title: 'names Upgrade in Connection of every 101',
    covers: ['6.2.3.3-1'],
    watches: ['handshake accepted'],
    sends: 'Nothing of its own: all handshakes of the run.',
    accepts: 'Connection that names Upgrade in any letter case, whatever the handshake that is accepted.',
  })
})
