import type { CaseContext } from '../lib/case/index.js'
import { accessControlOperation, attribute, operation, type ValueObject } from '../lib/primitive/index.js'
import {
  describeReply,
  type IncomingRequest,
  type Reply,
  type Scope,
  type Session,
} from '../lib/sut/index.js'
import { eventType, reports } from './notifications.js'
import { succeeded } from './replies.js'

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

/** What became of a NOTIFY: what came back, and what arrived at the receiver. */
export interface Delivery {
  readonly reply: Reply
  readonly arrived: IncomingRequest | undefined
}

/** Sends a NOTIFY from one AE to another, which answers it at once. */
export async function deliver(sender: Session, receiver: Session, text: string): Promise<Delivery> {
  const connection = receiver.open
  const reply = await sender.notify(receiver.target, message(sender, text))
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
