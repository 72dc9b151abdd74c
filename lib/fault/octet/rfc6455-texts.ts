import { encodeFrame, invalidUtf8At, opcodes } from '../../wire/index.js'
import { octetFault } from '../define.js'
import { reframed } from '../frame-reader.js'
import { isData, isPlainText } from '../messages.js'
import { primitives, unusualText } from '../rows.js'
import { forward, nothing, perConnection, reply } from '../steps.js'
import type { OctetFault, Tampering, Transform } from '../types.js'
import { closes, failing, fromClient } from './rfc6455-rows.js'

const facts = { kills: ['RFC6455/8.1-1'], also: failing }

/** What is wrong in UTF-8 (RFC 3629), each octet as the character of its value. */
const wrong = {
  overlong: /[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xf0[\x80-\x8f][\x80-\xbf]{2}/g,
  surrogates: /\xed[\xa0-\xbf][\x80-\xbf]/g,
  aboveTheLast: /\xf4[\x90-\xbf][\x80-\xbf]{2}|[\xf5-\xf7][\x80-\xbf]{3}/g,
  fiveOrSix: /[\xf8-\xfb][\x80-\xbf]{4}|[\xfc\xfd][\x80-\xbf]{5}/g,
  unknown: /[\xfe\xff]/g,
  lonely: /(?<![\x80-\xff])[\x80-\xbf]+/g,
  incomplete:
    /[\xc2-\xdf](?![\x80-\xbf])|[\xe1-\xec\xee\xef][\x80-\xbf]?(?![\x80-\xbf])|[\xf1-\xf3][\x80-\xbf]{0,2}(?![\x80-\xbf])/g,
  cutOff: /[\xc2-\xdf]$|[\xe0-\xef][\x80-\xbf]?$|[\xf0-\xf4][\x80-\xbf]{0,2}$/,
} as const

/** Takes text that is wrong in one respect for right; only messages of one frame. */
function overlooks(pattern: RegExp): Transform {
  return fromClient((frame) => {
    if (!isPlainText(frame) || invalidUtf8At(frame.payload) === undefined) return frame
    const before = frame.payload.toString('latin1')
    const after = before.replace(pattern, pattern === wrong.cutOff ? '' : '?')
    return after === before ? frame : forward(reframed(frame, { payload: Buffer.from(after, 'latin1') }))
  })
}

/** Does not look at the UTF-8 of messages in several frames. */
function overlooksFragments(): Tampering {
  let held: Buffer[] = []
  let payloads: Buffer[] = []
  let text = false
  return {
    fromClient: (frame) => {
      if (!isData(frame) || (frame.fin && frame.opcode !== opcodes.continuation)) return frame
      if (frame.opcode !== opcodes.continuation) {
        held = []
        payloads = []
        text = frame.opcode === opcodes.text
      }
      held.push(frame.octets)
      payloads.push(frame.payload)
      if (!frame.fin) return nothing
      const whole = Buffer.concat(payloads)
      if (!text || invalidUtf8At(whole) === undefined) return forward(...held)
      return forward(reframed(frame, { opcode: opcodes.text, payload: Buffer.from(whole.toString('utf8')) }))
    },
  }
}

/** Answers text that is not UTF-8 with an error response, as if it were no more than a bad request. */
const answersWithError = fromClient((frame) => {
  if (!isPlainText(frame) || invalidUtf8At(frame.payload) === undefined) return frame
  const identifier = /"rqi":"([^"]*)"/.exec(frame.payload.toString('latin1'))?.[1] ?? ''
  const payload = Buffer.from(JSON.stringify({ rsc: 4000, rqi: identifier, rvi: '2a' }))
  return reply(encodeFrame({ opcode: opcodes.text, payload, mask: false }))
})

/** Closes with 1007 on valid text that has these characters. */
function refuses(characters: RegExp): Transform {
  return fromClient((frame) =>
    isPlainText(frame) &&
    invalidUtf8At(frame.payload) === undefined &&
    characters.test(frame.payload.toString('utf8'))
      ? closes(1007)
      : frame,
  )
}

/** RFC 6455 5.6 and 8.1: what the server takes for UTF-8. */
export const rfc6455TextFaults: readonly OctetFault[] = [
  octetFault(
    'utf8-overlong-taken',
    'Takes overlong forms in text messages.',
    facts,
    overlooks(wrong.overlong),
  ),
  octetFault(
    'utf8-surrogates-taken',
    'Takes surrogates in text messages.',
    facts,
    overlooks(wrong.surrogates),
  ),
  octetFault(
    'utf8-above-10ffff-taken',
    'Takes code points above U+10FFFF in text messages.',
    facts,
    overlooks(wrong.aboveTheLast),
  ),
  octetFault(
    'utf8-five-octets-taken',
    'Takes sequences of five and six octets in text messages.',
    facts,
    overlooks(wrong.fiveOrSix),
  ),
  octetFault(
    'utf8-unknown-octets-taken',
    'Takes the octets FE and FF in text messages.',
    facts,
    overlooks(wrong.unknown),
  ),
  octetFault(
    'utf8-lonely-continuations-taken',
    'Takes continuation octets without a lead octet in text messages.',
    facts,
    overlooks(wrong.lonely),
  ),
  octetFault(
    'utf8-incomplete-taken',
    'Takes sequences that lack octets in text messages.',
    facts,
    overlooks(wrong.incomplete),
  ),
  octetFault(
    'utf8-cut-off-taken',
    'Takes text messages that end inside a character.',
    facts,
    overlooks(wrong.cutOff),
  ),
  octetFault(
    'utf8-of-fragments-unchecked',
    'Does not look at the UTF-8 of messages in several frames.',
    facts,
    perConnection(overlooksFragments),
  ),
  octetFault(
    'utf8-error-answered',
    'Answers text that is not UTF-8 with an error response and leaves the connection open.',
    { ...facts, also: [...failing, ...primitives, '6.3-1'], serializations: ['json'] },
    answersWithError,
  ),
  octetFault(
    'non-characters-refused',
    'Closes with 1007 on the non-characters of Unicode, which UTF-8 has.',
    { kills: ['RFC6455/5.6-2'], also: unusualText },
    refuses(
      /[\ufffe\uffff]|[\ud83f\ud87f\ud8bf\ud8ff\ud93f\ud97f\ud9bf\ud9ff\uda3f\uda7f\udabf\udaff\udb3f\udb7f\udbbf\udbff][\udffe\udfff]/,
    ),
  ),
  octetFault(
    'planes-above-the-first-refused',
    'Closes with 1007 on characters above U+FFFF.',
    { kills: ['RFC6455/5.6-2'], also: unusualText },
    refuses(/[\u{10000}-\u{10ffff}]/u),
  ),
  octetFault(
    'nul-refused-as-text',
    'Closes with 1007 on U+0000.',
    { kills: ['RFC6455/8.1-1'], also: unusualText, verdict: 'warn' },
    refuses(new RegExp(String.fromCharCode(0))),
  ),
]
