import { behaviourFault } from '../define.js'
import { serving } from '../rows.js'
import type { BehaviourFault } from '../types.js'
import { withText, without, type Value, type ValueObject } from './right.js'

/** A fault in what is stored of a resource. */
function stores(
  id: string,
  text: string,
  storedAttributes: (attributes: ValueObject) => ValueObject,
): BehaviourFault {
  const facts = { kills: ['5.2-16'], also: ['6.2.3.6-2', '6.2.2.8-2', '5.2-9', 'A.1-1', '6.4-1'] }
  return behaviourFault(id, text, facts, () => ({ storedAttributes }))
}

function inContent(edit: (text: string) => Value): (attributes: ValueObject) => ValueObject {
  return (attributes) => withText(attributes, 'con', edit)
}

/** Puts 2^53 - 1 where 2^53 + 1 stands, in text and in CBOR. */
function withoutLargeInteger(octets: Buffer): Buffer {
  const edits = [
    { from: Buffer.from('":9007199254740993'), to: Buffer.from('":9007199254740991') },
    { from: Buffer.from('>9007199254740993<'), to: Buffer.from('>9007199254740991<') },
    { from: Buffer.from('1b0020000000000001', 'hex'), to: Buffer.from('1b001fffffffffffff', 'hex') },
  ]
  const edit = edits.find(({ from }) => octets.includes(from))
  if (edit === undefined || octets.includes('m2m:cin')) return octets
  const at = octets.indexOf(edit.from)
  return Buffer.concat([octets.subarray(0, at), edit.to, octets.subarray(at + edit.from.length)])
}

/** Milliseconds of silence after which an impatient server closes. */
const impatience = 120

/** TS-0020 5.2 and 6.3: what is kept of a request, and how connections end. */
export const contentFaults: readonly BehaviourFault[] = [
  stores(
    'content-trimmed',
    'Takes blanks off both ends of content.',
    inContent((text) => text.trim()),
  ),
  stores(
    'content-cut-at-255',
    'Cuts content at 255 characters.',
    inContent((text) => text.slice(0, 255)),
  ),
  stores(
    'content-without-line-breaks',
    'Replaces control characters in content by blanks.',
    inContent((text) => text.replaceAll(/\p{Cc}/gu, ' ')),
  ),
  stores(
    'content-normalized',
    'Brings content into a normal form of Unicode.',
    inContent((text) => text.normalize('NFD')),
  ),
  stores(
    'content-as-number',
    'Stores content that looks like a number as a number.',
    inContent((text) => (/^\d{1,15}$/.test(text) ? Number(text) : text)),
  ),
  stores(
    'content-without-astral-characters',
    'Replaces characters above U+FFFF in content.',
    inContent((text) => text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')),
  ),
  stores(
    'empty-content-replaced',
    'Stores a blank where content is empty.',
    inContent((text) => (text === '' ? ' ' : text)),
  ),
  stores(
    'content-as-boolean',
    'Stores the content "true" as a boolean.',
    inContent((text) => (text === 'true' ? true : text)),
  ),
  behaviourFault(
    'large-integers-changed',
    'Reads integers of more than 53 bits as the largest one of 53 bits.',
    { kills: ['5.2-16'], verdict: 'warn' },
    () => ({ incoming: withoutLargeInteger }),
  ),
  stores('labels-lost', 'Loses the labels of a resource.', (attributes) => without(attributes, 'lbl')),
  behaviourFault(
    'idle-connections-closed',
    'Closes a connection that has been silent for a moment.',
    { kills: ['6.3-3'], also: ['6.5-3', '6.5-4', '6.5-5', '5.2-17', '6.4-1'], verdict: 'warn' },
    () => ({ idleCloseMs: () => impatience }),
  ),
  behaviourFault(
    'idle-connections-dropped',
    'Ends TCP of a connection that has been silent for a moment, without a Close frame.',
    // Also in the middle of a large message that its reader takes in his own time.
    { kills: ['6.3-1'], also: ['6.3-3', '6.2.2.9-7', 'RFC6455/6.1-6', ...serving] },
    () => ({ idleCloseMs: () => impatience, ownClose: () => ({ kind: 'drop' }) }),
  ),
  behaviourFault(
    'closed-without-close-frame',
    'Ends TCP without a Close frame wherever it ends a connection of its own accord.',
    { kills: ['6.3-1', '6.2.2.9-7', '6.2.2.9-4', '6.2.2.9-1'], verdict: 'warn' },
    () => ({ ownClose: () => ({ kind: 'drop' }) }),
  ),
]
