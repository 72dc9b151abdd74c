import type { HandshakeDefect, NamedSerialization, SubprotocolChoice } from '../../cse/index.js'
import { behaviourFault, type WrittenFacts } from '../define.js'
import { accepting, refusing } from '../rows.js'
import type { BehaviourFault } from '../types.js'
import { right } from './right.js'

type Select = (offered: readonly string[], supported: readonly NamedSerialization[]) => SubprotocolChoice

const none: SubprotocolChoice = { kind: 'none' }

/** A fault in the choice of the subprotocol. */
function selects(id: string, text: string, facts: WrittenFacts, selectSubprotocol: Select): BehaviourFault {
  return behaviourFault(id, text, facts, () => ({ selectSubprotocol }))
}

/** A defect of the handshake that is not minded. */
function tolerates(defect: HandshakeDefect, id: string, text: string, facts: WrittenFacts): BehaviourFault {
  return behaviourFault(id, text, facts, () => ({ toleratesDefect: (found) => found === defect }))
}

/** The first supported name that fits one of the offer, under the name of the server. */
function selectedAs(fits: (offered: string, own: string) => boolean): Select {
  return (offered, supported) => {
    const match = supported.find(({ name }) => offered.some((each) => fits(each, name)))
    return match === undefined ? none : { kind: 'selected', ...match }
  }
}

const anyRefusal = { also: ['6.2.3.1-3'] } as const

/** TS-0020 6.2: what becomes of a handshake. */
export const handshakeFaults: readonly BehaviourFault[] = [
  selects(
    'subprotocol-only-if-first',
    'Looks at the first name of an offer only.',
    { kills: ['6.2.3.5-1', '6.2.3.5-2'], also: accepting, verdict: 'warn' },
    (offered, supported) => right.selectSubprotocol(offered.slice(0, 1), supported),
  ),
  selects(
    'subprotocol-by-ignoring-case',
    'Compares subprotocol names without regard to letter case and answers in its own spelling.',
    { kills: ['6.2.3.5-2'], also: ['6.2.2.9-5', '6.2.2.7-1', '6.2.3.1-3'] },
    selectedAs((offered, own) => offered.toLowerCase() === own.toLowerCase()),
  ),
  selects(
    'subprotocol-by-prefix',
    'Takes any name that begins with oneM2M for its own.',
    { kills: ['6.2.3.5-2'], also: ['6.2.3.5-1', '6.2.2.9-5', '6.2.2.7-1', '6.2.3.1-3'] },
    selectedAs((offered) => offered.startsWith('oneM2M')),
  ),
  selects(
    'accepted-without-subprotocol',
    'Accepts handshakes in which it supports no name, and names none.',
    { kills: ['6.2.3.5-1'], also: ['6.2.3.5-2', '6.2.2.7-1', '6.2.2.9-5', '6.2.3.1-3'], verdict: 'warn' },
    (offered, supported) => {
      const choice = right.selectSubprotocol(offered, supported)
      return choice.kind === 'selected'
        ? choice
        : { kind: 'selected', name: undefined, serialization: 'json' }
    },
  ),
  selects(
    'unregistered-name-taken',
    'Agrees to a name that nobody registered, where it stands first in the offer.',
    { kills: ['6.2.3.5-1', '6.2.3.5-2', '6.2.2.7-1'], also: ['6.2.2.9-5', '6.2.2.7-2'], verdict: 'warn' },
    (offered, supported) => {
      const [first] = offered
      return first === undefined || first.startsWith('oneM2M')
        ? right.selectSubprotocol(offered, supported)
        : { kind: 'selected', name: first, serialization: 'json' }
    },
  ),
  selects(
    'unknown-name-spoils-offer',
    'Refuses an offer in which any name is unknown to it.',
    {
      kills: ['6.2.3.5-1', '6.2.3.5-2', '6.2.2.7-1'],
      also: ['6.2.2.7-2', '6.2.2.7-3', '6.2.2.9-5', '6.2.3.1-2'],
      verdict: 'warn',
    },
    (offered, supported) =>
      offered.every((name) => supported.some((own) => own.name === name))
        ? right.selectSubprotocol(offered, supported)
        : none,
  ),
  selects(
    'no-subprotocol-known',
    'Agrees to no subprotocol at all.',
    { kills: ['6.2.2.9-5', '6.2.3.1-2'], also: accepting },
    () => none,
  ),

  tolerates('method', 'handshake-by-any-method', 'Accepts handshakes with other methods than GET.', {
    kills: ['6.2.3.1-3'],
  }),
  tolerates('http version', 'handshake-of-http-1-0', 'Accepts handshakes of HTTP/1.0.', {
    kills: ['6.2.3.1-3'],
  }),
  tolerates('host', 'handshake-without-host', 'Accepts handshakes without Host, or with several.', {
    kills: ['6.2.2.2-1'],
    ...anyRefusal,
  }),
  tolerates(
    'upgrade',
    'handshake-to-any-protocol',
    'Accepts handshakes whose Upgrade names another protocol.',
    {
      kills: ['6.2.3.1-3'],
      also: ['6.2.2.3-1'],
    },
  ),
  tolerates('version', 'handshake-of-any-version', 'Accepts handshakes with a version that does not exist.', {
    kills: ['6.2.2.6-1'],
    ...anyRefusal,
  }),
  tolerates('no version', 'handshake-without-version', 'Accepts handshakes without Sec-WebSocket-Version.', {
    kills: ['6.2.2.6-1'],
    ...anyRefusal,
  }),
  tolerates('key', 'handshake-without-key', 'Accepts handshakes without a usable Sec-WebSocket-Key.', {
    kills: ['6.2.2.5-1'],
    also: ['6.2.3.1-3', '6.2.3.4-1'],
  }),
  tolerates(
    'extensions syntax',
    'malformed-extensions-ignored',
    'Ignores a Sec-WebSocket-Extensions that is malformed.',
    {
      kills: ['6.2.3.6-3'],
      verdict: 'warn',
    },
  ),

  behaviourFault(
    'unknown-version-dropped',
    'Ends TCP without an answer on a Sec-WebSocket-Version that it does not know.',
    { kills: ['6.2.3.1-3', '6.2.2.6-1'], also: refusing },
    () => ({ refusal: (defect, decided) => (defect === 'version' ? 'drop' : decided) }),
  ),
  behaviourFault(
    'unknown-subprotocol-dropped',
    'Ends TCP without an answer where it supports no subprotocol of the offer.',
    { kills: ['6.2.3.1-3', '6.2.3.5-1'], also: refusing },
    () => ({ refusal: (defect, decided) => (defect === 'subprotocol' ? 'drop' : decided) }),
  ),
  behaviourFault(
    'unknown-subprotocol-as-success',
    'Answers 204 where it supports no subprotocol of the offer.',
    { kills: ['6.2.3.1-3', '6.2.3.5-1'], also: refusing },
    () => ({
      refusal: (defect, decided) => (defect === 'subprotocol' ? { ...decided, status: 204 } : decided),
    }),
  ),
  behaviourFault(
    'unknown-version-as-redirect',
    'Redirects handshakes with a version that it does not know.',
    { kills: ['6.2.3.1-3'], also: ['6.2.2.6-1'], verdict: 'warn' },
    () => ({ refusal: (defect, decided) => (defect === 'version' ? { ...decided, status: 301 } : decided) }),
  ),

  behaviourFault(
    'every-compression-offer-taken',
    'Takes offers of compression whose parameters are unknown, repeated or out of range.',
    { kills: ['6.2.3.6-3'], also: ['6.2.3.6-1', '6.2.2.8-1'] },
    () => ({
      acceptCompression: (offers) =>
        right.acceptCompression(offers) ??
        (offers.some(({ name }) => name === 'permessage-deflate') ? 'permessage-deflate' : undefined),
    }),
  ),
  behaviourFault(
    'compression-limits-forgotten',
    'Takes an offer of compression without what it demands of the server.',
    { kills: ['6.2.3.6-1'], also: ['6.2.2.8-1', 'RFC7692/7.2.1-4', 'RFC7692/7.2.1-5'] },
    () => ({
      acceptCompression: (offers) =>
        right.acceptCompression(offers) === undefined ? undefined : 'permessage-deflate',
    }),
  ),
  behaviourFault(
    'last-compression-offer-taken',
    'Takes the last of several acceptable offers of compression.',
    { kills: ['RFC7692/5-2'], verdict: 'warn' },
    () => ({ acceptCompression: (offers) => right.acceptCompression(offers.toReversed()) }),
  ),
  behaviourFault(
    'subprotocol-field-misnamed',
    'Names the subprotocol in a field Sec-WebSocket-Subprotocol.',
    { kills: ['6.2.3.5-1'], also: ['6.2.3.5-2', '6.2.2.7-1', '6.2.2.7-2', '6.2.2.7-3', '6.2.2.9-5'] },
    () => ({
      upgradeHeaders: (lines) =>
        lines.map((line) => line.replace(/^Sec-WebSocket-Protocol:/i, 'Sec-WebSocket-Subprotocol:')),
    }),
  ),
]
