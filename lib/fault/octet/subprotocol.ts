import { octetFault, type WrittenFacts } from '../define.js'
import { accepting, refusing } from '../rows.js'
import type { HttpHead } from '../http-head.js'
import { end, forward, inAcceptance, stateless } from '../steps.js'
import type { OctetFault } from '../types.js'

const field = 'Sec-WebSocket-Protocol'

/** An offer in which a server of any release finds a name. */
const own = 'oneM2M.R2.0.json, oneM2M.json'

/** A fault that names another subprotocol in the 101; the connection goes on as the server has agreed to it. */
function names(
  id: string,
  text: string,
  value: (agreed: string, offered: readonly string[]) => string,
  facts: WrittenFacts = { kills: ['6.2.3.5-2'], also: ['6.2.3.5-1', '6.2.2.7-2', '6.2.2.7-3', '6.2.2.9-5'] },
): OctetFault {
  return octetFault(
    id,
    text,
    facts,
    inAcceptance((head, request) =>
      head.withValue(field, value(head.values(field)[0] ?? '', request.list(field))),
    ),
  )
}

/** Whether a handshake offers one name, and that in capitals. */
function inCapitals(request: HttpHead): boolean {
  return /^ONEM2M[A-Z0-9.]*$/.test(request.values(field).join(','))
}

/** Whether a handshake offers extensions. */
function offersExtensions(request: HttpHead): boolean {
  return request.values('Sec-WebSocket-Extensions').length > 0
}

/** TS-0020 6.2.3.5: the field Sec-WebSocket-Protocol of the 101. */
export const subprotocolFaults: readonly OctetFault[] = [
  octetFault(
    'subprotocol-missing',
    'Leaves Sec-WebSocket-Protocol out of the 101.',
    { kills: ['6.2.3.5-1'], also: ['6.2.3.5-2', '6.2.2.7-1', '6.2.2.7-2', '6.2.2.7-3', '6.2.2.9-5'] },
    inAcceptance((head) => head.without(field)),
  ),
  octetFault(
    'subprotocol-twice',
    'Sends Sec-WebSocket-Protocol twice, both times with the right name.',
    { kills: ['6.2.3.5-1'], also: ['6.2.3.5-2', '6.2.2.7-2', '6.2.2.7-3', '6.2.2.9-5'] },
    inAcceptance((head) => head.withLine(`${field}: ${head.values(field)[0] ?? ''}`)),
  ),
  names('subprotocol-empty', 'Sends Sec-WebSocket-Protocol without a value.', () => ''),
  names('subprotocol-lower-case', 'Names the subprotocol in lower case.', (agreed) => agreed.toLowerCase()),
  names('subprotocol-capitals', 'Names the serialization in capitals, as oneM2M.R2.0.JSON.', (agreed) =>
    agreed.replace(/[a-z]+$/, (word) => word.toUpperCase()),
  ),
  names(
    'subprotocol-quoted',
    'Puts the name of the subprotocol in quotation marks.',
    (agreed) => `"${agreed}"`,
  ),
  names('subprotocol-cut', 'Names the subprotocol without its last character.', (agreed) =>
    agreed.slice(0, -1),
  ),
  names(
    'subprotocol-of-another-release',
    'Names the subprotocol of the other release, which was not offered.',
    (agreed) =>
      agreed.includes('R2.0.') ? agreed.replace('R2.0.', '') : agreed.replace('oneM2M.', 'oneM2M.R2.0.'),
  ),
  names('subprotocol-never-offered', 'Names a subprotocol that has nothing to do with oneM2M.', () => 'mqtt'),
  names('subprotocol-list-echoed', 'Names every subprotocol that was offered.', (agreed, offered) =>
    offered.length > 1 ? offered.join(', ') : `${agreed}, ${agreed}`,
  ),
  names(
    'subprotocol-first-echoed',
    'Names the first subprotocol of the offer, whether it speaks that one or not.',
    (agreed, offered) => offered[0] ?? agreed,
    {
      kills: ['6.2.3.5-1', '6.2.3.5-2', '6.2.2.7-1', '6.2.2.9-4'],
      also: ['6.2.2.7-2', '6.2.2.9-1', '6.2.2.9-5'],
      verdict: 'warn',
    },
  ),
  octetFault(
    'subprotocol-missing-with-extensions',
    'Leaves Sec-WebSocket-Protocol out of a 101 to a handshake that offers extensions.',
    { kills: ['6.2.3.5-1'] },
    inAcceptance((head, request) => (offersExtensions(request) ? head.without(field) : head)),
  ),
  octetFault(
    'subprotocol-mangled-with-extensions',
    'Names another subprotocol than offered in a 101 to a handshake that offers extensions.',
    { kills: ['6.2.3.5-2'] },
    inAcceptance((head, request) => (offersExtensions(request) ? head.withValue(field, 'mqtt') : head)),
  ),
  octetFault(
    'refusal-names-subprotocol',
    'Refuses offers of several subprotocols with an HTTP error that names one of them.',
    // The flow of annex A.1 begins with such an offer.
    { kills: ['6.2.3.5-2'], also: ['6.2.2.7-1', '6.2.2.7-3', '6.2.2.9-5', 'A.1-1'] },
    inAcceptance((head, request) => {
      if (request.list(field).length < 2) return head
      const refusal = `HTTP/1.1 400 Bad Request\r\n${field}: ${head.values(field)[0] ?? ''}\r\nContent-Length: 0\r\n\r\n`
      return [...forward(Buffer.from(refusal, 'latin1')), end]
    }),
  ),
  octetFault(
    'subprotocol-invented',
    'Names a subprotocol although the client offered none.',
    { kills: ['6.2.3.5-2'], also: ['6.2.3.5-1', '6.2.2.7-1', '6.2.2.9-5', '6.2.3.1-3'] },
    stateless({
      request: (head) =>
        head.list(field).length > 0 ? head : head.without(field).withLine(`${field}: ${own}`),
    }),
  ),
  octetFault(
    'subprotocol-always-its-own',
    'Answers an offer in which it knows nothing with the name that it likes.',
    { kills: ['6.2.3.5-2'], also: ['6.2.3.5-1', '6.2.2.7-1', '6.2.2.9-5', '6.2.3.1-3'] },
    stateless({
      request: (head) => {
        const offered = head.list(field)
        return offered.length > 0 && !offered.some((name) => /^oneM2M\.(?:R2\.0\.)?json$/.test(name))
          ? head.without(field).withLine(`${field}: ${own}`)
          : head
      },
    }),
  ),
  octetFault(
    'subprotocol-twice-answered-twice',
    'Answers an offer that names a subprotocol twice with a list that does so too.',
    { kills: ['6.2.3.5-2'] },
    inAcceptance((head, request) => {
      const [name = '', second] = request.list(field)
      return name === second ? head.withValue(field, `${name}, ${name}`) : head
    }),
  ),
  octetFault(
    'subprotocol-lines-answered-twice',
    'Answers each of several equal Sec-WebSocket-Protocol lines with one of its own.',
    { kills: ['6.2.3.5-1'], also: ['6.2.3.5-2'] },
    inAcceptance((head, request) => {
      const [name, second] = request.values(field)
      return name !== undefined && name === second ? head.withLine(`${field}: ${name}`) : head
    }),
  ),
  octetFault(
    'subprotocol-empty-element-refused',
    'Refuses an offer of subprotocols with an empty element.',
    { kills: ['6.2.3.5-1', '6.2.3.5-2'], verdict: 'warn' },
    stateless({
      request: (head) =>
        head.values(field).some((value) => /^,|,[ \t]*,|,$/.test(value)) ? head.without(field) : head,
    }),
  ),
  octetFault(
    'subprotocol-tab-refused',
    'Refuses an offer of subprotocols with a tab before a comma.',
    { kills: ['6.2.3.5-1', '6.2.3.5-2'], verdict: 'warn' },
    stateless({
      request: (head) =>
        head.values(field).some((value) => value.includes('\t,')) ? head.without(field) : head,
    }),
  ),
  octetFault(
    'other-spelling-accepted-without-name',
    'Accepts offers of a subprotocol in capitals without naming one.',
    { kills: ['6.2.3.5-2'], also: ['6.2.3.1-3'], verdict: 'warn' },
    stateless({
      request: (head) => (inCapitals(head) ? head.withValue(field, own) : head),
      answer: (head, request) => (inCapitals(request) ? head.without(field) : head),
    }),
  ),
  octetFault(
    'subprotocol-lines-refused',
    'Refuses an offer that is spread over several Sec-WebSocket-Protocol lines.',
    { kills: ['6.2.2.7-2'], also: ['6.2.3.5-2'] },
    stateless({ request: (head) => (head.values(field).length > 1 ? head.without(field) : head) }),
  ),
  octetFault(
    'subprotocol-first-line-only',
    'Reads the first Sec-WebSocket-Protocol line only.',
    { kills: ['6.2.2.7-2'], also: [...accepting, ...refusing] },
    stateless({
      request: (head) => {
        const [first] = head.values(field)
        return first === undefined ? head : head.without(field).withLine(`${field}: ${first}`)
      },
    }),
  ),
]
