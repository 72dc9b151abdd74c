import { octetFault } from '../define.js'
import type { HttpHead } from '../http-head.js'
import { inAcceptance } from '../steps.js'
import type { OctetFault } from '../types.js'

/** Whether a handshake offers more than one subprotocol. */
function offersSeveral(request: HttpHead): boolean {
  return request.list('Sec-WebSocket-Protocol').length > 1
}

/** TS-0020 6.2.3.2 and 6.2.3.3: the fields Upgrade and Connection of the 101. */
export const upgradeFieldFaults: readonly OctetFault[] = [
  octetFault(
    'upgrade-missing',
    'Leaves Upgrade out of the 101.',
    { kills: ['6.2.3.2-1'] },
    inAcceptance((head) => head.without('Upgrade')),
  ),
  octetFault(
    'upgrade-empty',
    'Sends Upgrade without a value in the 101.',
    { kills: ['6.2.3.2-1'] },
    inAcceptance((head) => head.withValue('Upgrade', '')),
  ),
  octetFault(
    'upgrade-another-protocol',
    'Sends Upgrade: h2c in the 101.',
    { kills: ['6.2.3.2-1'] },
    inAcceptance((head) => head.withValue('Upgrade', 'h2c')),
  ),
  octetFault(
    'upgrade-longer-word',
    'Sends Upgrade: websockets in the 101, which contains the right word.',
    { kills: ['6.2.3.2-1'] },
    inAcceptance((head) => head.withValue('Upgrade', 'websockets')),
  ),
  octetFault(
    'connection-missing',
    'Leaves Connection out of the 101.',
    { kills: ['6.2.3.3-1'] },
    inAcceptance((head) => head.without('Connection')),
  ),
  octetFault(
    'connection-keep-alive',
    'Sends Connection: keep-alive in the 101.',
    { kills: ['6.2.3.3-1'] },
    inAcceptance((head) => head.withValue('Connection', 'keep-alive')),
  ),
  octetFault(
    'connection-longer-word',
    'Sends Connection: Upgraded in the 101, which contains the right word.',
    { kills: ['6.2.3.3-1'] },
    inAcceptance((head) => head.withValue('Connection', 'Upgraded')),
  ),
  octetFault(
    'upgrade-twice',
    'Sends Upgrade twice in the 101, with websocket and with another protocol.',
    { kills: ['6.2.3.2-1'] },
    inAcceptance((head) => head.withLine('Upgrade: h2c')),
  ),
  octetFault(
    'upgrade-missing-after-lists',
    'Leaves Upgrade out of a 101 to an offer of several subprotocols.',
    { kills: ['6.2.3.2-1'] },
    inAcceptance((head, request) => (offersSeveral(request) ? head.without('Upgrade') : head)),
  ),
  octetFault(
    'connection-missing-after-lists',
    'Leaves Connection out of a 101 to an offer of several subprotocols.',
    { kills: ['6.2.3.3-1'] },
    inAcceptance((head, request) => (offersSeveral(request) ? head.without('Connection') : head)),
  ),
  octetFault(
    'upgrade-and-connection-swapped',
    'Sends Upgrade: Upgrade and Connection: websocket in the 101.',
    { kills: ['6.2.3.2-1', '6.2.3.3-1'] },
    inAcceptance((head) => head.withValue('Upgrade', 'Upgrade').withValue('Connection', 'websocket')),
  ),
]
