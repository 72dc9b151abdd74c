import type { CaseContext, Test } from '../lib/case/index.js'
import type { Encodable, RequestPrimitive } from '../lib/primitive/index.js'
import {
  type BehaviourOf,
  type CaseId,
  type Edition,
  type IcsItem,
  type RequirementId,
  reached,
} from '../lib/spec/index.js'
import { required, type Reply, type Session } from '../lib/sut/index.js'
import { creation as creationIn } from './frames.js'
import { requestResourceOf } from './non-blocking.js'
import { attributesIn, failed, groundsOn, statusOf } from './replies.js'

/** Where the requests of a case go: a container of the AE's own, whose `mni` and children tell of changes. */
export interface Place {
  readonly context: CaseContext
  readonly session: Session
  /** Path of the container. */
  readonly container: string
}

/** A request that is not right. */
export interface WrongRequest {
  /** What is wrong with it, as in "without fr". */
  readonly words: string
  readonly request: Encodable & { readonly rqi: string }
}

/** Attributes of a resource that no wrong request of the case may have changed. */
export interface KeptAttributes {
  readonly path: string
  readonly attributes: readonly string[]
}

/** The requests of one case: the right one is served first. */
export interface PreparedRequests {
  readonly right: RequestPrimitive
  readonly wrong: readonly WrongRequest[]
  /** What the wrong requests would create; `broken` below the container of the case when left out. */
  readonly absent?: readonly string[]
  /** What the wrong requests would change, beside the container of the case. */
  readonly kept?: readonly KeptAttributes[]
}

/** Which answer to a wrong request is due. */
export interface DueError {
  /** Codes that TS-0004 states; the one that suggests itself where it states none. */
  readonly codes: readonly number[]
  /** Codes that are right where the order of checks is another, or that another document gives. */
  readonly also?: readonly number[]
  /** The first edition for which TS-0004 is known to state the code; left out where it states it in every edition. */
  readonly since?: Edition
  /** What it means in an edition before `since` that such a request is served: noted when left out. */
  readonly before?: Served
  /** Where no document states the code in any edition: what it means that such a request is served. */
  readonly open?: Served
  /** What only a SUT that offers this has the code for: for one that does not, any error will do. */
  readonly option?: IcsItem
}

/** What a request that should not be served leads to when it is, where the code of the error is open. */
type Served = Extract<
  BehaviourOf<'open-error-code'>,
  'served-against-a-rule' | 'served-all-the-same' | 'served-tolerantly'
>

/**
 * For rules that all editions have, with a code that only TS-0004 of Release 3 is known to give: of Release 2 no text was
 * seen, only the list of codes, and the name of this one does not say that it is meant.
 */
export const codeOfRelease3 = { since: 'R3', before: 'served-against-a-rule' } as const

/** A row of a table of cases: one rule, and requests that break it. */
export interface Rejection extends DueError {
  readonly id: CaseId
  /** What the server rejects, as in "a request that names no originator". */
  readonly what: string
  readonly row: RequirementId
  readonly sends: string
  /** The case runs once in each serialization. */
  readonly per?: 'serialization'
  readonly needs?: Parameters<Test>[1]['needs']
  readonly prepare: (place: Place) => PreparedRequests | Promise<PreparedRequests>
}

/** Name of the resource that wrong requests would create below the container of the case. */
export const broken = 'broken'

/** Value of `mni` of the container of the case. */
const usualLimit = 7

/** Judges how a wrong request was answered, by the code that is due in the edition. */
export function judgeRejected(
  { sut, classify }: CaseContext,
  row: RequirementId,
  { codes, also = [], since, before, open, option }: DueError,
  reply: Reply,
): void {
  const status = statusOf(reply)
  const right = status !== undefined && codes.includes(status)
  const lacking = option !== undefined && !sut.system.profile.offers[option]
  const stated = !lacking && open === undefined && (since === undefined || reached(sut.system.edition, since))
  const wanted = `The request is rejected${stated ? ` with rsc ${codes.join(' or ')}` : ''}.`
  const grounds = groundsOn(reply, wanted)
  if (stated) {
    const documented = status !== undefined && also.includes(status)
    const error = documented ? 'also-documented' : 'another-error'
    const served = (status ?? 0) >= 1000
    const behaviour = right ? 'stated' : failed(reply) ? error : served ? 'served' : 'unanswered'
    classify('stated-error-code', behaviour, row, grounds)
    return
  }
  const closed = reply.outcome.kind === 'closed' && reply.outcome.how === 'close frame'
  const behaviour = right
    ? 'expected'
    : failed(reply)
      ? 'another-error'
      : (status ?? 0) >= 1000
        ? (open ?? (lacking ? 'served-against-a-rule' : before) ?? 'served-tolerantly')
        : closed
          ? 'closed-in-order'
          : 'unanswered'
  classify('open-error-code', behaviour, row, grounds)
}

/** Judges that the AE is still served, and that its container is as it was. */
export async function judgeUnchanged(
  { expect }: CaseContext,
  session: Session,
  row: RequirementId,
  path: string,
  mni: number,
): Promise<void> {
  const reply = await session.retrieve(path)
  const found = attributesIn(reply)?.['mni']
  const grounds = groundsOn(reply, `The AE is served as before, and its container is as it was (mni ${mni}).`)
  const came =
    statusOf(reply) === 2000 ? `a container with mni ${JSON.stringify(found ?? null)}` : grounds.came
  // That a number may have become a string is for the watch cases to say.
  expect(typeof found === 'string' ? Number(found) : found, row, { ...grounds, came }).to.equal(mni)
}

/** Attributes of a resource, as text to be compared; undefined where it cannot be read. */
async function stateOf(session: Session, { path, attributes }: KeptAttributes): Promise<string | undefined> {
  const found = attributesIn(await session.retrieve(path))
  return found && JSON.stringify(Object.fromEntries(attributes.map((name) => [name, found[name] ?? null])))
}

/** Judges that a resource is as it was before; one that could not be read before is left alone. */
async function judgeKept(
  { expect }: CaseContext,
  session: Session,
  row: RequirementId,
  kept: KeptAttributes,
  before: string | undefined,
): Promise<void> {
  if (before === undefined) return
  const after = await stateOf(session, kept)
  expect(after, row, {
    sent: `the wrong requests, then RETRIEVE of ${kept.path}`,
    came: after === undefined ? 'no such resource' : `a resource with ${after}`,
    wanted: `A request that is rejected changes nothing (${before}).`,
    evidence: session.open.evidence(0),
  }).to.equal(before)
}

/**
 * Judges that nothing has come into being at a path. Where the AE has no business there, the administrator looks, if there
 * is one.
 */
export async function judgeAbsent(
  { sut, expect }: CaseContext,
  session: Session,
  row: RequirementId,
  path: string,
): Promise<void> {
  const own = await session.retrieve(path)
  const refused = statusOf(own) === 4103 && !path.startsWith(`${session.target}/`)
  const { admin, profile } = sut.system
  const reply = refused && profile.adminWorks ? await admin.retrieve(path) : own
  const status = statusOf(reply)
  const grounds = groundsOn(reply, 'A request that is rejected creates nothing (rsc 4004).')
  // Where nobody may look, nothing speaks against the SUT.
  expect(refused && status === 4103 ? 4004 : status, row, grounds).to.equal(4004)
}

/** Sends a primitive that is not quite a request, and waits for its response. */
export async function sendAnyway(session: Session, { words, request }: WrongRequest): Promise<Reply> {
  const connection = session.open
  await connection.quiet()
  const octets = connection.encode(request, 'request')
  const outcome = await connection.exchange(request.rqi, () =>
    connection.wire.sendMessage(connection.opcode, octets),
  )
  const shown = session.build({ op: 2, to: session.target, rqi: request.rqi })
  return { ...session.reply(shown, outcome), sent: words }
}

async function judgeRejection(context: CaseContext, rejection: Rejection): Promise<void> {
  const { row, prepare } = rejection
  const session = await context.sut.session()
  const container = await session.container('data', { mni: usualLimit })
  const {
    right,
    wrong,
    absent = [`${container}/${broken}`],
    kept = [],
  } = await prepare({ context, session, container })
  const twin = await session.requestAs(right)
  required(twin, 2000, 2001, 2002, 2004)
  const before: (string | undefined)[] = []
  for (const each of kept) before.push(await stateOf(session, each))
  let served = false
  for (const each of wrong) {
    const reply = await sendAnyway(session, each)
    const sent = `${each.words} (rqi ${each.request.rqi}), where ${twin.sent} was served`
    // What was acknowledged although it should not have been has to be removed all the same.
    requestResourceOf(context.sut, reply)
    judgeRejected(context, row, rejection, { ...reply, sent })
    if (session.open.ended !== undefined) await session.reopen()
    const refused = statusOf(reply) === undefined || failed(reply)
    served ||= !refused
    for (const path of absent) {
      if (refused) await judgeAbsent(context, session, row, path)
      else await session.delete(path)
    }
  }
  // What is served does what it says; whether it should have been has been judged.
  for (const [index, each] of served ? [] : kept.entries())
    await judgeKept(context, session, row, each, before[index])
  await judgeUnchanged(context, session, row, container, usualLimit)
}

function inWords({ codes, also = [], since, before, open }: DueError): string {
  const other = also.length === 0 ? '' : `; ${also.join(' or ')}, which is documented too: noted`
  const exact = `rsc ${codes.join(' or ')}: pass${other}; another error: fail; served or unanswered: fail`
  const served = {
    'served-against-a-rule': 'served: fail',
    'served-all-the-same': 'served: warn',
    'served-tolerantly': 'served: noted',
  }[open ?? before ?? 'served-tolerantly']
  const loose = `rsc ${codes.join(' or ')}: pass; another error, or a Close frame: noted; ${served}; unanswered: fail`
  const rule =
    open !== undefined ? loose : since === undefined ? exact : `${exact}. Before ${since}: ${loose}`
  return `${rule}. Nothing is changed, and the AE is served on.`
}

/** Defines a case for each row of a table of rejections. */
export function testRejections(test: Test, rejections: readonly Rejection[]): void {
  for (const rejection of rejections) {
    const { id, what, row, sends, per, needs } = rejection
    test(id, {
      title: `rejects ${what}, and changes nothing`,
      covers: [row],
      ...(per === undefined ? {} : { per }),
      ...(needs === undefined ? {} : { needs }),
      sends,
      accepts: inWords(rejection),
      run: (context) => judgeRejection(context, rejection),
    })
  }
}

/** CREATE of a container below the container of the case. */
export function creation({ session, container }: Place, name: string): RequestPrimitive {
  return creationIn(session, name, container)
}
