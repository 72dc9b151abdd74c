import { isObject, type Json, type JsonObject } from '../json.js'
import { inText, jsonIn, primitiveIn, serialized } from '../messages.js'
import { reframed } from '../frame-reader.js'
import { forward, perConnection } from '../steps.js'
import type { Liberty, Transform } from '../types.js'
import { inOctets } from './define.js'

/** Another way to write what a message says. */
function written(write: (value: JsonObject) => string): Transform {
  return inText((text) => {
    const value = jsonIn(text)
    return isObject(value) ? write(value) : text
  })
}

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, reversed(inner)]),
  )
}

/** JSON with its solidi, and whatever is not ASCII, escaped. */
function escaped(text: string): string {
  return text
    .replaceAll('/', '\\/')
    .replaceAll(
      /[^\x20-\x7e]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`,
    )
}

/** Adds what a response may carry beside rsc and rqi. */
function talkative(): Transform {
  return perConnection(() => {
    const originators = new Map<string, Json>()
    return {
      fromClient: (frame) => {
        const primitive = primitiveIn(frame)
        const { rqi, fr } = primitive?.parameters ?? {}
        if (primitive?.kind === 'request' && typeof rqi === 'string' && fr !== undefined)
          originators.set(rqi, fr)
        return frame
      },
      fromServer: (frame) => {
        const primitive = primitiveIn(frame)
        if (primitive?.kind !== 'response') return frame
        const { rqi } = primitive.parameters
        const to = typeof rqi === 'string' ? originators.get(rqi) : undefined
        const more: JsonObject = {
          ...(to === undefined ? {} : { to }),
          fr: '/id-in',
          ot: '20261121T120000,000000',
          rset: '20361121T120000',
        }
        return forward(
          reframed(frame, { payload: serialized(primitive, { ...more, ...primitive.parameters }) }),
        )
      },
    }
  })
}

/** What RFC 8259 and TS-0004 8.4 leave open of a primitive in JSON; seen where messages are not compressed. */
export const jsonLiberties: readonly Liberty[] = [
  inOctets(
    'json-with-blanks',
    'Writes JSON over several lines, with blanks and line ends around it.',
    { by: 'RFC 8259 2' },
    written((value) => `\r\n\t ${JSON.stringify(value, null, 2).replaceAll('\n', '\r\n')} \n`),
  ),
  inOctets(
    'json-members-in-reverse-order',
    'Writes the members of JSON objects in another order.',
    { by: 'RFC 8259 4' },
    written((value) => JSON.stringify(reversed(value))),
  ),
  inOctets(
    'json-with-escapes',
    'Escapes the solidus and whatever is not ASCII.',
    { by: 'RFC 8259 7' },
    written((value) => escaped(JSON.stringify(value))),
  ),
  inOctets(
    'talkative-responses',
    'Sends to, fr, ot and rset with each response.',
    { by: 'Reading of 6.2.2.9-7' },
    talkative(),
  ),
]
