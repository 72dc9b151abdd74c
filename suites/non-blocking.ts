import type { CaseContext } from '../lib/case/index.js'
import {
  attribute,
  isValueObject,
  member,
  responseType,
  type Value,
  type ValueObject,
} from '../lib/primitive/index.js'
import { readingsByEdition, type BehaviourOf, type IcsItem, type RequirementId } from '../lib/spec/index.js'
import type { IncomingRequest, Reply, Scope, Session } from '../lib/sut/index.js'
import { attributesIn, failed, statusOf, succeeded } from './replies.js'

/** What the two non-blocking modes differ in. */
export interface Mode {
  readonly name: string
  readonly rtv: number
  /** The acknowledgement code of the mode in TS-0004 of Release 3. */
  readonly code: number
  readonly item: IcsItem
}

/** The non-blocking modes of TS-0001 8.2.2. */
export const modes = {
  synchronous: {
    name: 'non-blocking synchronous (rt 1)',
    rtv: responseType.nonBlockingRequestSynch,
    code: 1001,
    item: 'nonBlockingSynch',
  },
  asynchronous: {
    name: 'non-blocking asynchronous (rt 2)',
    rtv: responseType.nonBlockingRequestAsynch,
    code: 1002,
    item: 'nonBlockingAsynch',
  },
} as const satisfies Readonly<Record<string, Mode>>

/** RETRIEVE of the own <AE> in a non-blocking mode; an asynchronous result goes to the AE itself. */
export function retrieveOwn(session: Session, mode: Mode): Promise<Reply> {
  const targets = mode.rtv === responseType.nonBlockingRequestAsynch ? { nu: [session.identifier] } : {}
  return session.retrieve(session.target, { rt: { rtv: mode.rtv, ...targets } })
}

/** Whether a response is an acknowledgement: a code of the class 1xxx (TS-0004 6.6.2). */
export function isAcknowledgement(reply: Reply): boolean {
  const status = statusOf(reply) ?? 0
  return status >= 1000 && status <= 1999
}

/** What came instead of an acknowledgement, in the words of the reading `non-blocking-offered`. */
export function insteadOfAcknowledgement(
  reply: Reply,
): Exclude<BehaviourOf<'non-blocking-offered'>, 'result-obtained'> {
  if (failed(reply)) return 'error'
  return succeeded(reply) ? 'result-instead' : 'no-answer'
}

/** Without an acknowledgement there is nothing to look at, and CSE/TRF/012 judges what came in its place. */
export function acknowledged({ inconclusive }: CaseContext, mode: Mode, reply: Reply): void {
  if (isAcknowledgement(reply)) return
  inconclusive(
    `a ${mode.name} request was not acknowledged but led to ${insteadOfAcknowledgement(reply)}; CSE/TRF/012 judges that`,
  )
}

/** Judges the code of an acknowledgement by the edition. */
export function judgeCode(
  { sut, classify }: CaseContext,
  row: RequirementId,
  mode: Mode,
  reply: Reply,
): void {
  const reading = readingsByEdition['acknowledgement-code'][sut.system.edition]
  const status = statusOf(reply)
  const other = mode.code === modes.synchronous.code ? modes.asynchronous.code : modes.synchronous.code
  const behaviour =
    status === 1000
      ? 'accepted'
      : status === mode.code
        ? 'code-of-the-mode'
        : status === other
          ? 'code-of-the-other-mode'
          : 'another-code'
  classify(reading, behaviour, row, reply)
}

/** The address of the <request> resource in an acknowledgement, handed to the clean-up; undefined without one. */
export function requestResourceOf(sut: Scope, { outcome }: Reply): string | undefined {
  const found = outcome.kind === 'response' ? attribute(outcome.response.pc, '/m2m:uri') : undefined
  if (typeof found !== 'string' || found === '') return undefined
  sut.adopt(found)
  return found
}

/** Values of requestStatus after which a <request> resource changes no more (TS-0004 6.3.4.2.12). */
const finished: readonly (Value | undefined)[] = [1, 2]

/** How the polling of a <request> resource ended. */
export type Polled =
  | { readonly kind: 'finished'; readonly request: ValueObject; readonly reply: Reply }
  /** Still pending after all that time, or not readable; the last reply tells which. */
  | { readonly kind: 'unfinished'; readonly reply: Reply; readonly times: number }

/** So many times a result is asked for one request after the other; then a silence window lies between. */
const hurried = 5

/**
 * Retrieves a <request> resource until its operation is finished: a few times at once, then with a silence window in
 * between, for about the response timeout in all. No event tells when the result is there.
 */
export async function poll(sut: Scope, session: Session, address: string): Promise<Polled> {
  const most = hurried + Math.ceil(sut.system.timeouts.response / Math.max(1, sut.silenceMs))
  for (let times = 1; ; times += 1) {
    const reply = await session.retrieve(address)
    const request = attributesIn(reply)
    if (request !== undefined && finished.includes(request['rs'])) return { kind: 'finished', request, reply }
    if (request === undefined || times >= most) return { kind: 'unfinished', reply, times }
    const { wire } = session.open
    if (times < hurried) await wire.roundTrip(sut.system.timeouts.response)
    else await wire.next(() => false, sut.silenceMs)
  }
}

/** The response primitive in a NOTIFY that brings the result of an asynchronous request (TS-0004 7.5.1.2.5). */
export function resultOf({ request }: IncomingRequest): ValueObject | undefined {
  const found = member(request.pc, 'm2m:rsp')
  return isValueObject(found) ? found : undefined
}
