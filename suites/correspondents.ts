import type { CaseContext } from '../lib/case/index.js'
import {
  accessControlOperation,
  attribute,
  operation,
  type RequestParameters,
  type ValueObject,
} from '../lib/primitive/index.js'
import {
  describeReply,
  type IncomingRequest,
  type Reply,
  type Requester,
  type Scope,
  type Session,
} from '../lib/sut/index.js'
import { eventType, reports } from './notifications.js'
import { statusOf, succeeded } from './replies.js'

/** Content of a NOTIFY that one AE sends to another, told apart by its text (see {@link reports}). */
export function message(sender: Session, text: string): ValueObject {
  const representation = { 'm2m:cin': { con: text } }
  return {
    'm2m:sgn': {
      nev: { rep: representation, net: eventType.createOfChild },
      sur: `${sender.target}/watch`,
    },
  }
}

/** Whether a request of the SUT is a NOTIFY, whatever it says. */
export function isNotification({ request }: IncomingRequest): boolean {
  return request.op === operation.notify || attribute(request.pc, '/m2m:sgn') !== undefined
}

/** Who needs the privilege to notify when a CSE sends on behalf of an AE: that AE, and the CSE where it is known. */
export function notifiersOf({ system }: Scope, session: Session): readonly string[] {
  const { cseId } = system.profile
  return [session.identifier, ...(cseId === undefined ? [] : [cseId])]
}

/** The code of TS-0004 for an address at which there is nothing. */
const notFound = 4004

/** The AEs that a SUT finds by their AE-ID only: what comes later goes there at once, so that it is one request. */
const foundByIdentifier = new WeakSet<Session>()

/**
 * Sends a NOTIFY to an AE: to its <AE>, and where the SUT finds nothing at that address to the AE-ID, which is its
 * unstructured form. CSE/NTF/050 judges the forms, so nobody else is to fail for one that this SUT does not know.
 */
export async function notifyAe(
  sender: Requester,
  receiver: Session,
  content: ValueObject,
  more: Partial<RequestParameters> = {},
): Promise<Reply> {
  if (!foundByIdentifier.has(receiver)) {
    const reply = await sender.notify(receiver.target, content, more)
    if (statusOf(reply) !== notFound) return reply
  }
  const reply = await sender.notify(receiver.identifier, content, more)
  if (statusOf(reply) !== notFound) foundByIdentifier.add(receiver)
  return reply
}

/** What became of a NOTIFY: what came back, and what arrived at the receiver. */
export interface Delivery {
  readonly reply: Reply
  readonly arrived: IncomingRequest | undefined
}

/** Sends a NOTIFY from one AE to another, which answers it at once. */
export async function deliver(sender: Session, receiver: Session, text: string): Promise<Delivery> {
  const connection = receiver.open
  const reply = await notifyAe(sender, receiver, message(sender, text))
  // A SUT may report success first and deliver later; after an error there is nothing to wait for.
  if (succeeded(reply)) await connection.nextRequest(reports(text))
  return { reply, arrived: connection.received.find(reports(text)) }
}

/** Two AEs, of which one may notify the other. */
export interface Correspondents {
  readonly sender: Session
  readonly receiver: Session
}

/**
 * Registers two AEs, of which one may notify the other, and has one NOTIFY delivered: the unmodified twin of what the
 * case is about, and the control target afterwards. Where that fails the case is inconclusive, since CSE/NTF/006
 * judges it.
 */
export async function correspondents({ sut, inconclusive }: CaseContext): Promise<Correspondents> {
  const [sender, receiver] = await Promise.all([sut.session(), sut.session()])
  await receiver.grant([sender.identifier], accessControlOperation.notify)
  const { reply, arrived } = await deliver(sender, receiver, 'twin')
  if (arrived === undefined) {
    inconclusive(
      `a NOTIFY from one registered AE to another was not delivered, which CSE/NTF/006 judges: ` +
        `${reply.sent} brought ${describeReply(reply.outcome)}`,
    )
  }
  return { sender, receiver }
}
