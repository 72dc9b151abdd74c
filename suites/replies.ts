import type { Grounds } from '../lib/expect/index.js'
import { resourceOf, type ValueObject } from '../lib/primitive/index.js'
import { describeReply, type Reply } from '../lib/sut/index.js'

/** The grounds that a reply brings along, with what would have been right where the row does not say it. */
export function groundsOn(reply: Reply, wanted?: string): Grounds {
  const { sent, outcome, evidence } = reply
  return { sent, came: describeReply(outcome), evidence, ...(wanted === undefined ? {} : { wanted }) }
}

/** Response status code of a reply; undefined when there was no response, or none that could be read. */
export function statusOf({ outcome }: Reply): number | undefined {
  return outcome.kind === 'response' ? outcome.response.rsc : undefined
}

/** Whether a response reports success: a code of the class 2xxx (TS-0004 6.6.2). */
export function succeeded(reply: Reply): boolean {
  const status = statusOf(reply) ?? 0
  return status >= 2000 && status <= 2999
}

/** Whether a response reports an error: a code of the classes 4xxx, 5xxx and 6xxx (TS-0004 6.6.2). */
export function failed(reply: Reply): boolean {
  return (statusOf(reply) ?? 0) >= 4000
}

/** Attributes of the resource in a response; undefined when there is none. */
export function attributesIn({ outcome }: Reply): ValueObject | undefined {
  return outcome.kind === 'response' ? resourceOf(outcome.response.pc)?.attributes : undefined
}
