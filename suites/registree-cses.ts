import type { CaseContext } from '../lib/case/index.js'
import { operation, type ValueObject } from '../lib/primitive/index.js'
import {
  describeReply,
  registeredCse,
  type IncomingRequest,
  type RegistreeCse,
  type Reply,
  type Session,
} from '../lib/sut/index.js'

/** What the CSE that the tester plays answers to a request for it. */
export interface CseAnswer {
  readonly rsc: number
  readonly pc?: ValueObject
}

/** A request for a CSE, and what became of it. */
export interface Passage {
  /** What came back to the sender. */
  readonly reply: Reply
  /** The request as it arrived at the CSE; undefined when it did not. */
  readonly arrived: IncomingRequest | undefined
}

/** Whether a request of the SUT is for something with this name at the CSE, whatever the form of the address. */
export function isFor(cse: RegistreeCse, name: string): (incoming: IncomingRequest) => boolean {
  return ({ request: { to = '' } }) =>
    to.split('/').at(-1) === name && (!to.startsWith('/') || to.includes(`${cse.identifier}/`))
}

/**
 * Waits for a request for something with this name at a CSE that the tester plays, at most so many milliseconds (the
 * response timeout by default). Once its sender has an answer it is not waited for any longer.
 */
export async function arrival(
  cse: RegistreeCse,
  name: string,
  answered: Promise<unknown>,
  deadlineMs?: number,
): Promise<IncomingRequest | undefined> {
  const connection = cse.open
  const next = connection.nextRequest(isFor(cse, name), deadlineMs)
  const first = await Promise.race([next, answered.then(() => undefined)])
  return first?.kind === 'received' ? first.item : connection.received.find(isFor(cse, name))
}

/** Lets an entity send a request for something with this name at a CSE that the tester plays, and answers it there. */
export async function passOn(
  cse: RegistreeCse,
  name: string,
  send: () => Promise<Reply>,
  { rsc, pc }: CseAnswer,
): Promise<Passage> {
  const connection = cse.open
  connection.answering = 'by the case'
  const pending = send()
  const incoming = await arrival(cse, name, pending)
  if (incoming !== undefined) await connection.respond(incoming, rsc, pc)
  const reply = await pending
  connection.answering = 'at once'
  return { reply, arrived: incoming ?? connection.received.find(isFor(cse, name)) }
}

/** Content of an answer to a RETRIEVE: a contentInstance of the CSE. */
export function instanceAt(cse: RegistreeCse, content: string): ValueObject {
  const time = '20240101T000000'
  return {
    'm2m:cin': {
      ty: 4,
      ri: 'cin1',
      rn: 'instance',
      pi: 'cnt1',
      ct: time,
      lt: time,
      et: '20990101T000000',
      st: 1,
      cs: Buffer.byteLength(content),
      con: content,
      lbl: [cse.identifier],
    },
  }
}

/** RETRIEVE of something at the CSE, which the CSE answers with a contentInstance of this content. */
export function retrieveAt(cse: RegistreeCse, sender: Session, name: string): Promise<Passage> {
  return passOn(cse, name, () => sender.retrieve(cse.address(name)), {
    rsc: 2000,
    pc: instanceAt(cse, name),
  })
}

/** A registered CSE that is known to get what others send to it, and an AE that has sent something. */
export interface Reachable {
  readonly cse: RegistreeCse
  readonly sender: Session
}

/**
 * Registers a CSE and an AE, and has one RETRIEVE of the AE passed on to the CSE: the unmodified twin of what the case
 * is about. Where it does not arrive the case is inconclusive, since CSE/NTF/040 judges it.
 */
export async function reachableCse({ sut, inconclusive }: CaseContext): Promise<Reachable> {
  const cse = await registeredCse(sut)
  const sender = await sut.session()
  const { reply, arrived } = await retrieveAt(cse, sender, 'twin')
  if (arrived === undefined) {
    inconclusive(
      'a request for a registered CSE was not passed on to it, which CSE/NTF/040 judges: ' +
        `${reply.sent} brought ${describeReply(reply.outcome)}`,
    )
  }
  return { cse, sender }
}

/** Names of the operations, as the findings write them. */
export const operationName: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(operation).map(([name, value]) => [value, name.toUpperCase()]),
)

/** What arrived at the CSE and what came back, as grounds for the vendor. */
export function describePassage({ reply, arrived }: Passage): string {
  const request = arrived?.request
  const at =
    request === undefined
      ? 'nothing at the CSE'
      : `${operationName[request.op ?? 0] ?? 'a request'} of ${request.to ?? 'no address'} at the CSE`
  return `${at}, and ${describeReply(reply.outcome)} for the sender`
}
