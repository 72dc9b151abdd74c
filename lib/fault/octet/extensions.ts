import { octetFault } from '../define.js'
import type { RequirementId } from '../../spec/index.js'
import type { HttpHead } from '../http-head.js'
import { inAcceptance, stateless } from '../steps.js'
import type { OctetFault, Tampering } from '../types.js'

const field = 'Sec-WebSocket-Extensions'
const name = 'permessage-deflate'

/** Whether a head offers or agrees to compression. */
export function compresses(head: HttpHead | undefined): boolean {
  return head?.values(field).some((value) => value.includes(name)) ?? false
}

/** Rows that suffer where compressed messages come that nothing has announced: they are no text and no primitives. */
const unannounced: readonly RequirementId[] = ['RFC6455/5.6-1', '5.1-3', '6.1-2', '6.2.2.9-7']

/** Rows that suffer where the client is told of a promise that the server does not know of. */
export const promises: readonly RequirementId[] = [
  'RFC7692/7.2.1-1',
  'RFC7692/7.2.1-4',
  'RFC7692/7.2.1-5',
  '6.2.2.8-2',
  '6.2.3.6-2',
]

/** A fault in the parameters of an answer that agrees to compression. */
function parameters(
  id: string,
  text: string,
  edit: (agreed: string, offered: string) => string,
  also: readonly RequirementId[] = [],
): OctetFault {
  return octetFault(
    id,
    text,
    { kills: ['6.2.3.6-1'], also: ['6.2.2.8-1', ...also] },
    inAcceptance((head, request) =>
      compresses(head)
        ? head.withValue(field, edit(head.values(field).join(', '), request.values(field).join(', ')))
        : head,
    ),
  )
}

/** Does not tell the server of a parameter, and promises it to the client. */
function promisedInVain(parameter: RegExp): Tampering {
  return {
    request: (head) =>
      head.withLines(field, (line) => line.replaceAll(new RegExp(`\\s*;\\s*${parameter.source}`, 'g'), '')),
    answer: (head, request) => {
      const promise = parameter.exec(request.values(field).join(','))?.[0]
      return head.status === 101 && compresses(head) && promise !== undefined
        ? head.withValue(field, `${head.values(field)[0] ?? name}; ${promise}`)
        : head
    },
  }
}

/** TS-0020 6.2.3.6 and RFC 7692 7.1: the field Sec-WebSocket-Extensions of the 101. */
export const extensionFaults: readonly OctetFault[] = [
  octetFault(
    'extensions-unasked',
    'Agrees to permessage-deflate that nobody offered.',
    { kills: ['6.2.3.6-3'], also: ['6.2.3.6-1', '6.2.2.8-3', 'RFC7692/7.2.1-1'] },
    inAcceptance((head, request) =>
      request.values(field).length > 0 ? head : head.withLine(`${field}: ${name}`),
    ),
  ),
  octetFault(
    'extensions-unknown',
    'Agrees to an extension that does not exist.',
    { kills: ['6.2.3.6-3'], also: ['6.2.3.6-1'] },
    inAcceptance((head) => head.withLine(`${field}: x-onem2m-turbo`)),
  ),
  octetFault(
    'extensions-empty',
    'Sends Sec-WebSocket-Extensions without a value where it agrees to none.',
    { kills: ['6.2.3.6-3'], also: ['6.2.3.6-1'] },
    inAcceptance((head) => (compresses(head) ? head : head.withLine(`${field}:`))),
  ),
  octetFault(
    'extensions-empty-when-declined',
    'Declines offers of extensions with the field Sec-WebSocket-Extensions without a value.',
    { kills: ['6.2.3.6-3'] },
    inAcceptance((head, request) =>
      request.values(field).length > 0 && !compresses(head) ? head.withLine(`${field}:`) : head,
    ),
  ),
  octetFault(
    'extensions-empty-after-lists',
    'Sends Sec-WebSocket-Extensions without a value in a 101 to an offer of several subprotocols.',
    { kills: ['6.2.3.6-3'] },
    inAcceptance((head, request) =>
      request.list('Sec-WebSocket-Protocol').length > 1 && !compresses(head)
        ? head.withLine(`${field}:`)
        : head,
    ),
  ),
  octetFault(
    'extensions-lost',
    'Compresses with permessage-deflate without having agreed to it in the answer.',
    {
      kills: ['6.2.2.8-3'],
      also: ['6.2.3.6-1', '6.2.3.6-2', '6.2.2.8-2', ...unannounced],
    },
    inAcceptance((head) => head.without(field)),
  ),
  octetFault(
    'extensions-old-name',
    'Agrees to the offered permessage-deflate under the name x-webkit-deflate-frame.',
    {
      kills: ['6.2.3.6-1'],
      also: ['6.2.3.6-3', '6.2.2.8-1', '6.2.2.8-3', '6.2.3.6-2', ...unannounced],
    },
    inAcceptance((head) => (compresses(head) ? head.withValue(field, 'x-webkit-deflate-frame') : head)),
  ),
  octetFault(
    'extensions-misspelt-taken',
    'Takes the printed name permmessage-deflate for an offer of compression.',
    { kills: ['6.2.3.6-3'], also: ['6.2.3.6-1'], verdict: 'warn' },
    stateless({
      answer: (head, request) =>
        head.status === 101 && request.values(field).some((value) => value.includes('permmessage-deflate'))
          ? head.without(field).withLine(`${field}: permmessage-deflate`)
          : head,
    }),
  ),
  parameters(
    'extensions-window-16',
    'Answers an offer of compression with a window of 16 bits.',
    (agreed) => `${agreed}; server_max_window_bits=16`,
  ),
  parameters(
    'extensions-window-with-leading-zero',
    'Answers an offer of compression with server_max_window_bits=015.',
    (agreed) => `${agreed}; server_max_window_bits=015`,
  ),
  parameters(
    'extensions-unknown-parameter',
    'Answers an offer of compression with a parameter that does not exist.',
    (agreed) => `${agreed}; compression_level=9`,
  ),
  parameters(
    'extensions-value-too-much',
    'Gives server_no_context_takeover a value in its answer.',
    (agreed) => `${agreed.replace(/;\s*server_no_context_takeover/, '')}; server_no_context_takeover=true`,
    promises,
  ),
  parameters(
    'extensions-parameter-twice',
    'Names server_no_context_takeover twice in its answer.',
    (agreed) => `${agreed}; server_no_context_takeover; server_no_context_takeover`,
    promises,
  ),
  parameters(
    'extensions-client-window-unasked',
    'Limits the window of a client that did not offer client_max_window_bits.',
    (agreed, offered) =>
      offered.includes('client_max_window_bits') ? agreed : `${agreed}; client_max_window_bits=15`,
  ),
  parameters(
    'extensions-offer-echoed',
    'Echoes the offer of compression, client_max_window_bits without a value included.',
    (_agreed, offered) => offered,
  ),
  parameters(
    'extensions-offered-limit-ignored',
    'Leaves out of its answer what the offer demands of the server.',
    (agreed) => agreed.replaceAll(/;\s*server_[a-z_]+(?:=\d+)?/g, ''),
  ),
  octetFault(
    'extensions-largest-window-not-named',
    'Leaves out of its answer that it agrees to the largest window.',
    { kills: ['6.2.3.6-1'], verdict: 'warn' },
    inAcceptance((head) =>
      head.withLines(field, (line) => line.replaceAll(/;\s*server_max_window_bits=15/g, '')),
    ),
  ),
  octetFault(
    'context-kept-against-promise',
    'Keeps its compression context although it has agreed to server_no_context_takeover.',
    { kills: ['RFC7692/7.2.1-4'], also: promises },
    stateless(promisedInVain(/server_no_context_takeover/)),
  ),
  octetFault(
    'window-larger-than-promised',
    'Compresses with the largest window although it has agreed to a smaller one.',
    { kills: ['RFC7692/7.2.1-5'], also: promises },
    stateless(promisedInVain(/server_max_window_bits=\d+/)),
  ),
  octetFault(
    'compression-offer-refused',
    'Refuses handshakes that offer compression with parameters.',
    {
      kills: ['6.2.3.6-3'],
      also: ['6.2.2.8-1', '6.2.2.3-1', '6.2.2.4-1'],
      verdict: 'warn',
    },
    stateless({
      request: (head) =>
        head.values(field).some((value) => value.includes(';')) ? head.without('Sec-WebSocket-Key') : head,
    }),
  ),
]
