/** A CSE that works, behind something that puts untrusted text into everything it says. */
import { startCseHere } from '../../lib/cse/server.js'
import { reframed, type TamperFrame } from '../../lib/fault/frame-reader.js'
import type { HttpHead } from '../../lib/fault/http-head.js'
import { isObject, type JsonObject } from '../../lib/fault/json.js'
import { isPlainText, primitiveIn, serialized } from '../../lib/fault/messages.js'
import { end, forward, reply } from '../../lib/fault/steps.js'
import { startTamper } from '../../lib/fault/tamper.js'
import type { Step, Transform } from '../../lib/fault/types.js'
import { resourcePrefix } from '../../lib/sut/names.js'
import { encodeFrame } from '../../lib/wire/index.js'
import { corpus } from './untrusted-corpus.js'

/** A system under test that listens. */
export interface HostileSut {
  readonly url: string
  stop(): Promise<void>
}

/** Takes the entries of a list in turn, again and again. */
function inTurn<Entry>(entries: readonly Entry[]): () => Entry {
  let count = 0
  return () => entries[count++ % entries.length]!
}

/** As the octets of a head: HttpHead takes characters up to U+00FF for octets. */
function octetsOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

type AnswerEdit = (head: HttpHead, text: string) => HttpHead | readonly Step[]

/** What is done to answers to handshakes; `as it is` keeps enough of them working for the run to get anywhere. */
const answerEdits: readonly AnswerEdit[] = [
  (head) => head,
  (head, text) => head.withStart(`HTTP/1.1 101 ${octetsOf(text)}`),
  (head) => head,
  (head, text) => head.withLine(`Server: ${octetsOf(text)}`).withLine(`${octetsOf(text)}: x`),
  (head) => head,
  (head, text) => head.withValue('Sec-WebSocket-Protocol', octetsOf(text)),
  (head) => head,
  (head, text) => head.withValue('Sec-WebSocket-Extensions', octetsOf(text)),
  (head) => head,
  (head, text) => head.withValue('Upgrade', octetsOf(text)).withValue('Connection', octetsOf(text)),
  (head) => head,
  (_head, text) => [...reply(Buffer.from(`HTTP/1.1 403 ${text}\r\n\r\n<html>${text}`, 'utf8')), end],
  (head) => head,
  (head, text) => head.withValue('Sec-WebSocket-Accept', octetsOf(text)),
  (head) => head,
  (_head, text) => [...reply(Buffer.from(text, 'utf8')), end],
]

type ResponseEdit = (parameters: JsonObject, text: string) => JsonObject

/** What is done to responses; of those that succeed many are left alone, for the same reason. */
const responseEdits: readonly ResponseEdit[] = [
  (parameters) => parameters,
  (parameters, text) => ({ ...parameters, [text]: text }),
  (parameters) => parameters,
  (parameters, text) => ({ ...parameters, rsc: 4000, pc: { 'm2m:dbg': text } }),
  (parameters) => parameters,
  (parameters, text) => ({ ...parameters, rvi: text }),
  (parameters) => parameters,
  (parameters, text) => ({ ...parameters, rsc: text }),
  (parameters) => parameters,
  (parameters, text) => ({ ...parameters, ...named(parameters, text) }),
  (parameters) => parameters,
  (parameters, text) => ({ ...parameters, rqi: text }),
]

/** The resource of a response with hostile names and addresses. */
function named({ pc }: JsonObject, text: string): JsonObject {
  if (!isObject(pc)) return {}
  const members = { rn: text, ri: text, aei: text, csi: `/${text}`, poa: [text], [text]: text }
  const resources = Object.entries(pc).map(([name, resource]) => [
    name,
    isObject(resource) ? { ...resource, ...members } : resource,
  ])
  return { pc: Object.fromEntries(resources) as JsonObject }
}

type FrameEdit = (frame: TamperFrame, text: Buffer) => readonly Step[]

/** What comes along with a message now and then. */
const additions: readonly FrameEdit[] = [
  () => [],
  () => [],
  (_frame, payload) => forward(encodeFrame({ opcode: 9, payload: payload.subarray(0, 125), mask: false })),
  () => [],
  () => [],
  (_frame, payload) => forward(encodeFrame({ opcode: 1, payload, mask: false })),
  () => [],
  () => [],
  (_frame, payload) =>
    forward(
      encodeFrame({
        opcode: 8,
        payload: Buffer.concat([Buffer.from([0x0f, 0xa0]), payload.subarray(0, 123)]),
        mask: false,
      }),
    ),
]

const poisoned: Transform = () => {
  const text = inTurn(corpus.map((entry) => entry.text))
  const answerEdit = inTurn(answerEdits)
  const responseEdit = inTurn(responseEdits)
  const addition = inTurn(additions)
  return () => ({
    answer: (head) =>
      head.status === 101
        ? answerEdit()(head, text())
        : head.withStart(`HTTP/1.1 ${head.status} ${octetsOf(text())}`),
    fromServer: (frame) => {
      if (!isPlainText(frame)) return frame
      const primitive = primitiveIn(frame)
      const before = addition()(frame, Buffer.from(text(), 'utf8'))
      if (primitive?.kind !== 'response') return [...before, ...forward(frame.octets)]
      const parameters = responseEdit()(primitive.parameters, text())
      return [...before, ...forward(reframed(frame, { payload: serialized(primitive, parameters) }))]
    },
  })
}

/** Lists resources with hostile names as left over by earlier runs, and refuses to remove every other one. */
const littered: Transform = () => {
  const text = inTurn(corpus.map((entry) => entry.text))
  let deletions = 0
  return () => ({
    fromServer: (frame) => {
      const primitive = primitiveIn(frame)
      if (primitive?.kind !== 'response') return frame
      const { parameters } = primitive
      const edited = (edits: JsonObject): readonly Step[] =>
        forward(reframed(frame, { payload: serialized(primitive, { ...parameters, ...edits }) }))
      const { pc, rsc } = parameters
      if (isObject(pc) && Object.hasOwn(pc, 'm2m:uril')) {
        const paths = corpus.map((entry) => `cse-in/${resourcePrefix}${entry.text.replaceAll('/', '|')}`)
        return edited({ pc: { 'm2m:uril': paths } })
      }
      if (rsc !== 4004) return frame
      deletions += 1
      return deletions % 2 === 0 ? frame : edited({ rsc: 4103, pc: { 'm2m:dbg': text() } })
    },
  })
}

async function start(tamper: Transform): Promise<HostileSut> {
  const cse = await startCseHere({ edition: 'R2A' })
  const front = await startTamper({ target: cse.url, tamper })
  return {
    url: front.url,
    stop: async () => {
      await front.stop()
      await cse.stop()
    },
  }
}

/** A SUT that puts untrusted text into status lines, header fields, primitives, pings and Close frames. */
export function startHostileSut(): Promise<HostileSut> {
  return start(poisoned)
}

/** A SUT that is full of resources with hostile names. */
export function startLitteredSut(): Promise<HostileSut> {
  return start(littered)
}
