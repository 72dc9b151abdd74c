import { expect } from 'chai'
import {
  editions,
  readings,
  readingsByEdition,
  readingsOf,
  type BehaviourOf,
  type Reading,
} from '../../lib/spec/index.js'
import { compressionReadings } from '../../lib/spec/readings/compression.js'
import { connectionReadings } from '../../lib/spec/readings/connections.js'
import { declarationReadings } from '../../lib/spec/readings/declarations.js'
import { errorReadings } from '../../lib/spec/readings/errors.js'
import { framingReadings } from '../../lib/spec/readings/framing.js'
import { handshakeReadings } from '../../lib/spec/readings/handshake.js'
import { notificationReadings } from '../../lib/spec/readings/notifications.js'
import { primitiveReadings } from '../../lib/spec/readings/primitives.js'
import { registrationReadings } from '../../lib/spec/readings/registration.js'
import { requestReadings } from '../../lib/spec/readings/requests.js'
import { securityReadings } from '../../lib/spec/readings/security.js'
import { subprotocolReadings } from '../../lib/spec/readings/subprotocol.js'

const all = Object.entries<Reading>(readings)

describe('readings', () => {
  it('lose none where the groups are put together', () => {
    const groups = [
      handshakeReadings,
      subprotocolReadings,
      compressionReadings,
      connectionReadings,
      registrationReadings,
      requestReadings,
      notificationReadings,
      primitiveReadings,
      errorReadings,
      framingReadings,
      securityReadings,
      declarationReadings,
    ]
    expect(all).to.have.length(groups.reduce((sum, group) => sum + Object.keys(group).length, 0))
  })

  it('have kebab-case names, and behaviours told in sentences', () => {
    const name = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/
    for (const [id, reading] of all) {
      expect(id).to.match(name)
      expect(reading.question, id).to.match(/[.?]$/)
      for (const [key, behaviour] of Object.entries(reading.behaviours)) {
        expect(key, id).to.match(name)
        expect(behaviour.text, `${id} ${key}`).to.match(/\.$/)
      }
    }
  })

  it('decide something: the behaviours of a reading do not all end in the same failure', () => {
    const hopeless = all.filter(([, { behaviours }]) =>
      Object.values(behaviours).every((seen) => seen.verdict === 'fail'),
    )
    expect(hopeless.map(([id]) => id)).to.deep.equal([])
  })

  it('depend on the edition where one is named, with the same behaviours in each', () => {
    for (const topic of Object.values(readingsByEdition)) {
      const behaviours = editions.map((edition) => Object.keys(readings[topic[edition]].behaviours))
      expect(editions.map((edition) => readings[topic[edition]].edition)).to.deep.equal([...editions])
      expect(new Set(behaviours.map((keys) => keys.join())).size).to.equal(1)
    }
    const inTopics = Object.values(readingsByEdition).flatMap((topic) => Object.values<string>(topic))
    expect(all.filter(([, reading]) => reading.edition !== undefined).map(([id]) => id)).to.have.members(
      inTopics,
    )
  })

  it('judge the acknowledgement code by the edition', () => {
    const topic = readingsByEdition['acknowledgement-code']
    const accepted: BehaviourOf<(typeof topic)['R3']> = 'accepted'
    expect(editions.map((edition) => readings[topic[edition]].behaviours[accepted].verdict)).to.deep.equal([
      'pass',
      'pass',
      'warn',
    ])
  })

  it('are found from the row that they bear on', () => {
    expect(readingsOf('6.2.2.5-1').map(([id]) => id)).to.deep.equal(['malformed-key', 'missing-key'])
    expect(readingsOf('6.2.3.4-1').map(([id]) => id)).to.deep.equal(['fields-of-a-refusal'])
    expect(readingsOf('6.2.1-5')).to.deep.equal([])
  })
})
