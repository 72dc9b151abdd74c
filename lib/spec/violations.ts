import type { RequirementId } from './types.js'

/**
 * The row that each deviation of received octets belongs to. The keys are the codes of the tolerant receiver; a test
 * holds them equal to the receiver's own list, since this folder imports none.
 */
export const violationRows = {
  masked: 'RFC6455/5.1-4',
  'rsv1-without-extension': '6.2.2.8-3',
  'rsv1-on-control': 'RFC7692/6.1-2',
  'rsv1-on-continuation': 'RFC7692/6.1-3',
  'rsv2-or-rsv3': 'RFC6455/5.2-1',
  'reserved-opcode': 'RFC6455/5.2-4',
  'fragmented-control': 'RFC6455/5.5-2',
  'control-too-long': 'RFC6455/5.5-1',
  'length-not-minimal': 'RFC6455/5.2-6',
  'length-top-bit': 'RFC6455/5.2-5',
  'continuation-without-start': 'RFC6455/5.4-1',
  'data-inside-fragmented': 'RFC6455/5.4-5',
  'invalid-utf8': 'RFC6455/5.6-1',
  'close-length-one': 'RFC6455/5.5.1-2',
  'close-code-invalid': 'RFC6455/7.4.1-2',
  'close-code-client-only': 'RFC6455/7.4.1-3',
  'close-reason-utf8': 'RFC6455/5.5.1-3',
  'data-after-close': 'RFC6455/5.5.1-5',
  'deflate-corrupt': 'RFC7692/7.2.1-1',
  // No document limits a message; what outgrows the receiver in answer to our small requests is no primitive.
  'message-too-long': '5.1-3',
  // Nor the number of frames: that one connection is flooded is only noted.
  flood: '5.1-3',
  'frame-truncated': 'RFC6455/6.1-6',
} as const satisfies Readonly<Record<string, RequirementId>>

/** Code of a deviation of received octets. */
export type ViolationKey = keyof typeof violationRows

/** The row that a deviation of received octets violates. */
export function rowOfViolation(code: ViolationKey): RequirementId {
  return violationRows[code]
}
