import type { HttpHead } from './http-head.js'
import type { Step, Tampering, Transform } from './types.js'

/** Octets that go on, in order. */
export function forward(...octets: readonly Buffer[]): readonly Step[] {
  return octets.map((each) => ({ kind: 'forward', octets: each }))
}

/** Octets that go on one by one, in a TCP segment each as far as that is in the hands of a sender. */
export function octetByOctet(octets: Buffer): readonly Step[] {
  return forward(...Array.from(octets, (octet) => Buffer.of(octet)))
}

/** Octets that go back, in order. */
export function reply(...octets: readonly Buffer[]): readonly Step[] {
  return octets.map((each) => ({ kind: 'reply', octets: each }))
}

/** Nothing at all: what came is swallowed. */
export const nothing: readonly Step[] = []

/** Both sides get the end of TCP. */
export const end: Step = { kind: 'end' }

/** Both sides get a reset. */
export const reset: Step = { kind: 'reset' }

/** What follows waits. */
export function wait(ms: number): Step {
  return { kind: 'wait', ms }
}

/** What follows waits longer than any case does. */
export const forever: Step = wait(60_000)

/** An HTTP refusal sent back in place of the server's answer, and the end of the connection. */
export function refuse(status: string): readonly Step[] {
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
  return [...reply(Buffer.from(head, 'latin1')), end]
}

/** A transform that remembers nothing. */
export function stateless(tampering: Tampering): Transform {
  return () => () => tampering
}

/** A transform that remembers something for each connection. */
export function perConnection(begin: () => Tampering): Transform {
  return () => begin
}

/** A transform of the heads that accept a handshake; others pass. */
export function inAcceptance(
  edit: (head: HttpHead, request: HttpHead) => HttpHead | readonly Step[],
): Transform {
  return stateless({ answer: (head, request) => (head.status === 101 ? edit(head, request) : head) })
}

/** A transform of the heads that refuse a handshake; the 101 passes. */
export function inRefusal(
  edit: (head: HttpHead, request: HttpHead) => HttpHead | readonly Step[],
): Transform {
  return stateless({ answer: (head, request) => (head.status === 101 ? head : edit(head, request)) })
}
