import { invalidUtf8At } from './utf8.js'
import type { ViolationCode } from './types.js'

/**
 * Body of a Close frame (RFC 6455 5.5.1): nothing, or a code in network order and a reason. Any code and any reason that
 * can be written goes, so bad ones too; a body above 125 octets makes an illegal frame, which is the caller's choice.
 */
export function closePayload(code?: number, reason: string | Buffer = ''): Buffer {
  if (code === undefined) return Buffer.alloc(0)
  const head = Buffer.alloc(2)
  head.writeUInt16BE(code)
  return Buffer.concat([head, typeof reason === 'string' ? Buffer.from(reason, 'utf8') : reason])
}

/** Why a close code may not stand in a Close frame (RFC 6455 7.4 and the registry of 11.7); undefined when it may. */
export function closeCodeProblem(code: number): string | undefined {
  if (code < 1000) return 'codes below 1000 are not used (7.4.2)'
  if (code <= 1003) return undefined
  if (code === 1004) return '1004 is reserved (7.4.1)'
  if (code === 1005 || code === 1006 || code === 1015)
    return `${code} must not be sent in a Close frame (7.4.1)`
  if (code <= 1014) return undefined
  if (code < 3000) return 'codes from 1016 to 2999 are reserved and not assigned (7.4.2)'
  return code < 5000 ? undefined : 'codes above 4999 are not defined (7.4.2)'
}

/** The code for a client that wanted an extension; a server fails the handshake instead (RFC 6455 7.4.1). */
const clientOnly = 1010

/** A Close body, read tolerantly. */
export interface CloseBody {
  readonly code: number | undefined
  readonly reason: Buffer
  readonly problems: readonly { readonly code: ViolationCode; readonly message: string }[]
}

/** Reads and checks the body of a Close frame of a server. */
export function readClosePayload(payload: Buffer): CloseBody {
  if (payload.length === 0) return { code: undefined, reason: payload, problems: [] }
  if (payload.length === 1) {
    const message = `Close frame with the single octet ${payload.toString('hex')}; a code has two (RFC 6455 5.5.1)`
    return { code: undefined, reason: Buffer.alloc(0), problems: [{ code: 'close-length-one', message }] }
  }
  const code = payload.readUInt16BE(0)
  const reason = payload.subarray(2)
  const problems: CloseBody['problems'][number][] = []
  const problem = closeCodeProblem(code)
  if (problem !== undefined)
    problems.push({ code: 'close-code-invalid', message: `Close frame with code ${code}: ${problem}` })
  if (code === clientOnly) {
    const message = `Close frame with code ${code}, which is for clients that miss an extension (RFC 6455 7.4.1)`
    problems.push({ code: 'close-code-client-only', message })
  }
  const invalidAt = invalidUtf8At(reason)
  if (invalidAt !== undefined) {
    const message = `the reason of the Close frame is no UTF-8 from its octet ${invalidAt} on (RFC 6455 5.5.1)`
    problems.push({ code: 'close-reason-utf8', message })
  }
  return { code, reason, problems }
}
