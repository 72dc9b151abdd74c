import type { CaseContext } from '../lib/case/index.js'
import { attribute, resourceType, type ValueObject } from '../lib/primitive/index.js'
import type { BehaviourOf, RequirementId } from '../lib/spec/index.js'
import { required, type Reply, type Requester, type Session } from '../lib/sut/index.js'
import { attributesIn, groundsOn, statusOf } from './replies.js'

/** What admits an originator that is not registered to the target of its request. */
export type Admission = 'nothing' | 'a policy' | 'the CSEBase being open'

const whenServed: Readonly<Record<Admission, BehaviourOf<'unregistered-originator'>>> = {
  nothing: 'served-without-admission',
  'a policy': 'served-by-policy',
  'the CSEBase being open': 'csebase-retrieved',
}

/** Codes that TS-0004 has for it: not registered, no privilege, security association required. */
const expectedCodes: readonly number[] = [4106, 4103, 4107]

/** What is known about a request of an originator that is not registered. */
export interface Intrusion {
  readonly reply: Reply
  /** What the request has changed on the SUT, in words; undefined when nothing is changed. */
  readonly changed: string | undefined
  readonly admission: Admission
}

/** Whether a response lets the request through: a code below the errors, or content without any code. */
function served({ outcome }: Reply): boolean {
  if (outcome.kind !== 'response') return false
  const { rsc, pc } = outcome.response
  return rsc === undefined ? attribute(pc, '/m2m:dbg') === undefined && pc !== undefined : rsc < 4000
}

/**
 * Judges what became of a request whose originator is not registered, by the reading `unregistered-originator`: how it
 * was answered at 5.2-17, what was done at `row`. Both are judged in any case.
 */
export function judgeIntrusion(
  { expect, classify }: CaseContext,
  row: RequirementId,
  { reply, changed, admission }: Intrusion,
): void {
  const { outcome } = reply
  const ended = outcome.kind === 'closed' && outcome.how === 'close frame'
  const answered = outcome.kind === 'response' || ended
  if (outcome.kind === 'timeout') {
    classify('unregistered-originator', 'silence', '5.2-17', reply)
  } else {
    const wanted = 'An error response, or a Close frame in its place.'
    expect(answered, '5.2-17', groundsOn(reply, wanted)).to.equal(true)
  }
  const grounds = groundsOn(reply, 'An error response and nothing changed.')
  const came = changed === undefined ? grounds.came : `${grounds.came}; afterwards ${changed}`
  if (served(reply)) {
    classify('unregistered-originator', whenServed[admission], row, { ...grounds, came })
  } else if (changed !== undefined) {
    classify('unregistered-originator', 'state-changed', row, { ...grounds, came })
  } else if (ended) {
    classify('unregistered-originator', 'orderly-close', row, grounds)
  } else if (outcome.kind === 'response') {
    const expected = expectedCodes.includes(statusOf(reply) ?? 0)
    classify('unregistered-originator', expected ? 'refused' : 'refused-with-another-code', row, grounds)
  } else {
    // How it was answered has been judged above; nothing was done, which is what this row is about.
    expect(changed, row, grounds).to.equal(undefined)
  }
}

/** Name of the child that intruders try to create. */
export const intruder = 'intruder'

/** A request on a container that leaves something to be seen, where it changes anything. */
export interface ContainerRequest {
  readonly name: 'CREATE' | 'RETRIEVE' | 'UPDATE' | 'DELETE'
  readonly send: (originator: Requester, path: string) => Promise<Reply>
  /** The code that says that it was served. */
  readonly code: number
}

/** One request of each operation, in an order in which each can be served after those before it. */
export const containerRequests: readonly ContainerRequest[] = [
  {
    name: 'CREATE',
    send: (originator, path) => originator.create(path, resourceType.container, { rn: intruder }),
    code: 2001,
  },
  { name: 'RETRIEVE', send: (originator, path) => originator.retrieve(path), code: 2000 },
  {
    name: 'UPDATE',
    send: (originator, path) => originator.update(path, resourceType.container, { mni: 99 }),
    code: 2004,
  },
  { name: 'DELETE', send: (originator, path) => originator.delete(path), code: 2002 },
]

/** What a request of an unregistered originator may lead to before its registration, for the description of a case. */
export const refusalsBefore =
  'Before: an error response with nothing changed (noted where the code is none of 4106, 4103 and 4107; a Close frame in ' +
  'its place: noted); served, changed all the same, or silence: fail'

/** A container that nobody but its owner may touch, with a child of its own. */
export async function privateContainer(owner: Session): Promise<string> {
  const policy = await ownPolicy(owner)
  const path = await owner.container('private', { mni: 7, ...policy })
  required(await owner.create(path, resourceType.container, { rn: 'child' }), 2001)
  return path
}

/** A policy that names the owner alone; a SUT without policies has to exclude others by itself. */
async function ownPolicy(owner: Session): Promise<ValueObject> {
  const all = { acr: [{ acor: [owner.identifier], acop: 63 }] }
  const reply = await owner.create(owner.target, resourceType.accessControlPolicy, {
    rn: 'closed',
    pv: all,
    pvs: all,
  })
  const identifier = attributesIn(reply)?.['ri']
  return typeof identifier === 'string' ? { acpi: [identifier] } : {}
}

/** What its owner sees of a container. */
export interface State {
  /** How the owner's RETRIEVE went, and what the container holds; never thrown for. */
  readonly reply: Reply
  readonly words: string
}

/** Looks at a container as its owner: everything that one of the intruders' requests would change. */
export async function stateOf(owner: Session, path: string): Promise<State> {
  const reply = await owner.retrieve(path)
  const container = attributesIn(reply)
  const child = await owner.retrieve(`${path}/${intruder}`)
  const words =
    container === undefined
      ? `rsc ${statusOf(reply) ?? 'missing'} for the container`
      : `a container with mni ${JSON.stringify(container['mni'] ?? null)} and ` +
        `${statusOf(child) === 2000 ? 'a' : 'no'} child "${intruder}"`
  return { reply, words }
}

/**
 * Compares what the owner saw before and after. The owner must be served afterwards (5.2-17); a SUT that no longer
 * does is told so, and not blamed for a change that nobody can see.
 */
export function changeBetween({ expect }: CaseContext, before: State, after: State): string | undefined {
  const wanted = 'The owner of the resource is served as before.'
  expect(after.reply.outcome.kind, '5.2-17', groundsOn(after.reply, wanted)).to.equal('response')
  if (after.reply.outcome.kind !== 'response' || after.words === before.words) return undefined
  return `its owner sees ${after.words} instead of ${before.words}`
}
