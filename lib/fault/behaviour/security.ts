import { behaviourFault } from '../define.js'
import { accepting, refusing, serving } from '../rows.js'
import type { BehaviourFault } from '../types.js'

/** TS-0020 7: TLS, and who is let in by it. */
export const securityFaults: readonly BehaviourFault[] = [
  behaviourFault(
    'plain-clients-served-at-wss',
    'Serves clients without TLS at the port of wss as it serves those with it.',
    { kills: ['7-1'], over: 'wss' },
    () => ({ withoutTls: () => 'served' }),
  ),
  behaviourFault(
    'plain-handshakes-accepted-at-wss',
    'Answers 101 to handshakes without TLS at the port of wss, and then ends TCP.',
    { kills: ['7-1'], over: 'wss' },
    () => ({ withoutTls: () => 'accepted only' }),
  ),
  behaviourFault(
    'no-client-authentication',
    'Lets everybody in at wss, with whatever credential or none.',
    { kills: ['7-2'], over: 'wss' },
    () => ({ stranger: () => 'served' }),
  ),
  behaviourFault(
    'clients-without-certificate-served',
    'Checks the certificates of clients that have one, and serves those that have none.',
    { kills: ['7-2'], over: 'wss' },
    () => ({ stranger: (credential) => (credential === 'missing' ? 'served' : 'dropped') }),
  ),
  behaviourFault(
    'certificates-unchecked',
    'Wants a certificate of every client, and takes any.',
    { kills: ['7-2'], over: 'wss' },
    () => ({ stranger: (credential) => (credential === 'unknown' ? 'served' : 'dropped') }),
  ),
  behaviourFault(
    'strangers-refused-by-http',
    'Lets clients without the right certificate through TLS, and refuses their handshake with 401.',
    { kills: ['7-2'], verdict: 'warn', over: 'wss' },
    () => ({ stranger: () => 'refused by HTTP' }),
  ),
  behaviourFault(
    'known-clients-refused-now-and-then',
    'Refuses every fifth client with the right certificate.',
    { kills: ['7-2'], also: [...accepting, ...refusing, ...serving], over: 'wss' },
    () => {
      let known = 0
      return { admitsKnown: () => (known += 1) % 5 !== 0 }
    },
  ),
]
