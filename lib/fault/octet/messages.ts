import { encodeFrame, opcodes } from '../../wire/index.js'
import { octetFault, type WrittenFacts } from '../define.js'
import { reframed, type TamperFrame } from '../frame-reader.js'
import { inText, isPlainText, primitiveIn } from '../messages.js'
import { primitives, serving } from '../rows.js'
import { forward, nothing, perConnection, stateless } from '../steps.js'
import type { OctetFault, Step, Transform } from '../types.js'

const json = { serializations: ['json'] } as const

/** Rows on what must not be answered: a second response to something else looks like one. */
const answered = ['RFC6455/5.1-2', 'RFC6455/7.1.7-5', 'RFC6455/8.1-1']

/** What a message that is no primitive leads to. */
const garbled: readonly string[] = [...primitives, ...serving]

function textFrame(text: string): Buffer {
  return encodeFrame({ opcode: opcodes.text, payload: Buffer.from(text, 'utf8'), mask: false })
}

function inWholeText(edit: (frame: TamperFrame) => readonly Step[]): Transform {
  return stateless({ fromServer: (frame) => (isPlainText(frame) ? edit(frame) : frame) })
}

/** A message that nobody asked for, as soon as the connection is open. */
function greeting(id: string, text: string, message: string): OctetFault {
  return octetFault(
    id,
    text,
    { kills: ['5.1-3'], also: [...primitives, '6.2.2.9-3'] },
    stateless({ answer: (head) => (head.status === 101 ? forward(head.octets, textFrame(message)) : head) }),
  )
}

/** A fault in the text of every uncompressed message. */
function text(id: string, what: string, facts: WrittenFacts, edit: (text: string) => string): OctetFault {
  return octetFault(id, what, { ...facts, also: [...(facts.also ?? []), ...primitives] }, inText(edit))
}

/** Error responses in the serialization of another subprotocol. */
function errorsInXml(frame: TamperFrame): readonly Step[] | TamperFrame {
  const primitive = primitiveIn(frame)
  const code = primitive?.parameters['rsc']
  if (typeof code !== 'number' || code < 4000) return frame
  const rqi = primitive?.parameters['rqi']
  const identifier = typeof rqi === 'string' ? rqi.replaceAll(/[<&]/g, '') : ''
  const xml = `<m2m:rsp xmlns:m2m="http://www.onem2m.org/xml/protocols"><rsc>${code}</rsc><rqi>${identifier}</rqi></m2m:rsp>`
  return forward(reframed(frame, { payload: Buffer.from(xml, 'utf8') }))
}

/** TS-0020 5.1, 5.2, 6.1: one primitive, one message, nothing else. */
export const messageFaults: readonly OctetFault[] = [
  greeting('greeting-text', 'Greets each client with a text message.', 'Welcome'),
  greeting(
    'greeting-json',
    'Greets each client with a JSON object that is no primitive.',
    '{"status":"connected"}',
  ),
  greeting('greeting-empty', 'Sends an empty text message as soon as a connection is open.', ''),
  octetFault(
    'keep-alive-message',
    'Sends a keep-alive of its own, a message that is no primitive, after each second message.',
    { kills: ['5.1-3'], also: [...primitives, '6.2.2.9-3'] },
    perConnection(() => {
      let count = 0
      return {
        fromServer: (frame) => {
          if (!isPlainText(frame)) return frame
          count += 1
          return count % 2 === 0 ? forward(frame.octets, textFrame('{"keepalive":true}')) : frame
        },
      }
    }),
  ),
  octetFault(
    'message-twice',
    'Sends every message twice.',
    {
      kills: ['5.2-17'],
      also: ['5.2-3', '5.2-8', '6.4-1', '6.4-2', '6.4-4', '6.5-2', ...answered, 'TS-0004/7.2.1.2-2'],
    },
    inWholeText((frame) => forward(frame.octets, frame.octets)),
  ),
  octetFault(
    'message-split',
    'Spreads every primitive over two messages.',
    { kills: ['6.1-2', '5.1-3'], also: [...garbled, 'RFC6455/5.6-1'] },
    inWholeText((frame) => {
      const middle = frame.payload.length >> 1
      return forward(
        reframed(frame, { payload: frame.payload.subarray(0, middle) }),
        reframed(frame, { payload: frame.payload.subarray(middle) }),
      )
    }),
  ),
  octetFault(
    'message-glued',
    'Puts every primitive twice into one message.',
    { kills: ['6.1-2', '5.1-3'], also: garbled },
    inWholeText((frame) =>
      forward(reframed(frame, { payload: Buffer.concat([frame.payload, frame.payload]) })),
    ),
  ),
  octetFault(
    'binary-message-split',
    'Spreads every primitive in CBOR over two messages.',
    { kills: ['6.1-2', '5.1-3'], also: garbled, serializations: ['cbor'] },
    stateless({
      fromServer: (frame) => {
        if (frame.opcode !== opcodes.binary || !frame.fin || frame.rsv !== 0) return frame
        const middle = frame.payload.length >> 1
        return forward(
          reframed(frame, { payload: frame.payload.subarray(0, middle) }),
          reframed(frame, { payload: frame.payload.subarray(middle) }),
        )
      },
    }),
  ),
  octetFault(
    'text-on-cbor-swallowed',
    'Swallows text messages on connections for CBOR.',
    { kills: ['6.2.2.9-4'], verdict: 'warn', serializations: ['cbor'] },
    stateless({
      fromClient: (frame, { request }) =>
        isPlainText(frame) &&
        /^sec-websocket-protocol:[^,]*cbor\r?$/im.test(request.octets.toString('latin1'))
          ? nothing
          : frame,
    }),
  ),
  octetFault(
    'message-cut-at-1024',
    'Cuts its messages at 1024 octets.',
    { kills: ['5.1-3', '5.2-16'], also: [...garbled, 'RFC6455/5.6-1'] },
    inWholeText((frame) =>
      frame.payload.length > 1024
        ? forward(reframed(frame, { payload: frame.payload.subarray(0, 1024) }))
        : [...forward(frame.octets)],
    ),
  ),
  octetFault(
    'large-message-lost',
    'Loses its messages of 65 536 octets and more.',
    { kills: ['5.2-17', '5.2-9'], also: ['5.2-16', ...serving] },
    inWholeText((frame) => (frame.payload.length < 65_536 ? forward(frame.octets) : nothing)),
  ),
  text(
    'message-in-array',
    'Puts every primitive into a JSON array.',
    { kills: ['TS-0004/8.4.2-1', '6.2.2.9-7', '5.1-3'], also: serving, ...json },
    (message) => `[${message}]`,
  ),
  text(
    'message-as-string',
    'Sends every primitive as a JSON string that holds JSON.',
    { kills: ['TS-0004/8.4.2-1', '6.2.2.9-7', '5.1-3'], also: serving, ...json },
    (message) => JSON.stringify(message),
  ),
  text(
    'message-with-nul',
    'Ends every message with a NUL character.',
    { kills: ['5.1-3'], also: serving },
    (message) => `${message}\0`,
  ),
  text(
    'message-with-byte-order-mark',
    'Begins every message with a byte order mark.',
    { kills: ['TS-0004/8.4.2-1', '5.1-3'], also: serving, ...json },
    (message) => `\ufeff${message}`,
  ),
  text(
    'message-with-prefix',
    'Begins every message with its length in a line of its own.',
    { kills: ['5.1-3'], also: serving },
    (message) => `${message.length}\n${message}`,
  ),
  text(
    'message-with-trailing-comma',
    'Puts a comma behind the last member of its JSON objects.',
    { kills: ['TS-0004/8.4.2-1', '5.1-3'], also: serving, ...json },
    (message) => message.replace(/\}$/, ',}'),
  ),
  text(
    'message-with-comment',
    'Puts a comment into its JSON.',
    { kills: ['TS-0004/8.4.2-1', '5.1-3'], also: serving, ...json },
    (message) => message.replace(/^\{/, '{/* oneM2M */'),
  ),
  text(
    'message-in-single-quotes',
    'Writes its JSON with single quotation marks.',
    { kills: ['TS-0004/8.4.2-1', '5.1-3'], also: serving, ...json },
    (message) => message.replaceAll('"', "'"),
  ),
  text(
    'member-twice',
    'Sends the member rqi twice in every primitive.',
    { kills: ['TS-0004/8.4.2-1'], also: serving, ...json },
    (message) => message.replace(/"rqi":("(?:[^"\\]|\\.)*")/, '"rqi":$1,"rqi":$1'),
  ),
  text(
    'attribute-twice',
    'Sends the attribute ri twice in every representation.',
    { kills: ['TS-0004/8.4.2-1'], also: serving, ...json },
    (message) => message.replace(/"ri":("(?:[^"\\]|\\.)*")/, '"ri":$1,"ri":$1'),
  ),
  text(
    'integer-as-decimal',
    'Prints rsc as 2000.0.',
    { kills: ['6.2.2.9-7'], also: ['TS-0004/7.2.1.2-1'], verdict: 'warn', ...json },
    (message) => message.replace(/"rsc":(\d+)/, '"rsc":$1.0'),
  ),
  octetFault(
    'errors-in-xml',
    'Sends error responses in XML, whatever the subprotocol.',
    { kills: ['6.2.2.9-4', '5.1-3'], also: garbled, ...json },
    stateless({ fromServer: errorsInXml }),
  ),
]
