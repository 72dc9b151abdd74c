import type { BehaviourOf } from '../lib/spec/index.js'
import { PreconditionError, type EvidenceReference, type Scope, type Session } from '../lib/sut/index.js'
import type { WriteOutcome } from '../lib/wire/index.js'
import { endingSoFar } from './endings.js'
import { plainHandshake } from './handshakes.js'
import { withoutAnswerTo } from './open-requests.js'
import { groundsOn, succeeded } from './replies.js'

/** What the SUT made of a message that is no proper primitive. */
export interface Reaction {
  /** Undefined when the connection was left neither serving nor closed, which no reading excuses. */
  readonly behaviour: BehaviourOf<'message-that-is-no-primitive'> | undefined
  /** One line for findings. */
  readonly came: string
  readonly evidence: EvidenceReference
}

/**
 * The reaction that shows on the connection by now: a response beside that to the request `regular`, or the end.
 * Whatever its rqi: nobody says what the answer to an unreadable message carries.
 */
function reactionSoFar({ open: connection }: Session, seen: number, regular?: string): Reaction | undefined {
  const since = connection.responses.slice(seen)
  const [answer] = regular === undefined ? since : withoutAnswerTo(regular, since)
  if (answer !== undefined) {
    const { rsc } = answer.response
    const behaviour = rsc !== undefined && rsc < 4000 ? 'served-as-if-right' : 'error-response'
    return { behaviour, came: `a response with rsc ${rsc ?? 'missing'}`, evidence: answer.evidence }
  }
  const ending = endingSoFar(connection)
  return ending.kind === 'open'
    ? undefined
    : { behaviour: ending.kind, came: ending.came, evidence: ending.evidence }
}

/**
 * Sends a message that is no proper primitive on the connection of a registered AE, and finds out what the SUT makes
 * of it. When nothing has come after the silence window, a regular request shows whether the connection still serves:
 * an answer to the message that is late comes before the response to that one, or shortly after.
 */
export async function reactionTo(
  sut: Scope,
  sender: Session,
  write: () => Promise<WriteOutcome>,
): Promise<Reaction> {
  const { open: connection } = sender
  const seen = connection.responses.length
  await write()
  if (reactionSoFar(sender, seen) === undefined) {
    await connection.wire.next((event) => event.kind === 'message' || event.kind === 'close', sut.silenceMs)
  }
  const early = reactionSoFar(sender, seen)
  if (early !== undefined) return early
  const regular = await sender.retrieve(sender.target)
  const late = reactionSoFar(sender, seen, regular.request.rqi)
  if (late !== undefined) return late
  const { came, evidence } = groundsOn(regular)
  return succeeded(regular)
    ? { behaviour: 'no-reaction', came: 'nothing, and the connection goes on serving', evidence }
    : { behaviour: undefined, came: `nothing, and to ${regular.sent} after it ${came}`, evidence }
}

/** Whether the SUT takes a fresh connection; two attempts, as one that fails may be chance. */
async function servesAnybody(sut: Scope): Promise<boolean> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const done = await sut.upgrade(plainHandshake(sut), { watched: false })
      if (done.connection !== undefined) return true
    } catch (problem) {
      // No TCP connection: that is what is asked here, not a reason to give up.
      if (!(problem instanceof PreconditionError)) throw problem
    }
  }
  return false
}

/** What a message has done beyond its own connection; undefined when nothing. */
export async function damageBy(
  sut: Scope,
  bystander: Session,
): Promise<'server-down' | 'others-hurt' | undefined> {
  if (!(await servesAnybody(sut))) return 'server-down'
  return succeeded(await bystander.retrieve(bystander.target)) ? undefined : 'others-hurt'
}
