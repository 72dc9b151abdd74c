import type { CaseContext } from '../lib/case/index.js'
import type { RequirementId } from '../lib/spec/index.js'
import { required, type Session } from '../lib/sut/index.js'
import { damageBy, reactionTo } from './reactions.js'

/** A message that is no primitive. */
export interface NoPrimitive {
  readonly words: string
  readonly octets: Buffer
}

/** Who is there when something wrong is sent. */
export interface Parties {
  readonly sender: Session
  readonly bystander: Session
}

/** An AE that sends what is wrong, and one that has nothing to do with it; both are served before. */
export async function parties({ sut }: CaseContext): Promise<Parties> {
  // What answers a message that is no request may well lack an rqi, so the watch cases do not look on.
  const [sender, bystander] = await Promise.all([sut.session({ watched: false }), sut.session()])
  required(await sender.retrieve(sender.target), 2000)
  required(await bystander.retrieve(bystander.target), 2000)
  return { sender, bystander }
}

/** Sends one wrong message, judges what became of it and of the others, and leaves the sender with a connection. */
export async function judgeReaction(
  { sut, classify, expect }: CaseContext,
  { sender, bystander }: Parties,
  row: RequirementId,
  { words, octets, opcode }: NoPrimitive & { readonly opcode: 1 | 2 },
): Promise<'served' | 'refused' | 'down'> {
  const { open: connection } = sender
  const reaction = await reactionTo(sut, sender, () => connection.wire.sendMessage(opcode, octets))
  const damage = await damageBy(sut, bystander)
  const grounds = { sent: words, came: reaction.came, evidence: reaction.evidence }
  const behaviour = damage ?? reaction.behaviour
  if (behaviour === undefined) {
    const wanted = 'The connection goes on serving, or is closed.'
    expect(behaviour, row, { ...grounds, wanted }).to.not.equal(undefined)
  } else classify('message-that-is-no-primitive', behaviour, row, grounds)
  if (damage === 'server-down') return 'down'
  if (connection.ended !== undefined || reaction.behaviour === undefined) {
    await connection.wire.destroy()
    await sender.reopen()
  }
  return behaviour === 'error-response' ? 'refused' : 'served'
}

/** The outcomes that {@link judgeReaction} knows, for the description of a case. */
export const accepts =
  'An error response or a Close frame: pass; served as if right: noted; no reaction, or a bare drop of TCP: warn; the ' +
  'SUT down, others hurt, or a connection that neither serves nor closes: fail.'
