import type { RequirementId } from '../spec/index.js'

/** Groups of rows that fall together, for the `also` of faults that hit more than one thing. */

/** Rows that are judged by handshakes which have to be accepted. */
export const accepting: readonly RequirementId[] = [
  '5.2-4',
  '5.2-11',
  '5.2-13',
  '6.2.1-3',
  '6.2.1-5',
  '6.2.1-6',
  '6.2.2.1-1',
  '6.2.2.3-1',
  '6.2.2.4-1',
  '6.2.2.7-2',
  '6.2.2.7-3',
  '6.2.2.8-1',
  '6.2.2.9-5',
  '6.2.3.1-1',
  '6.2.3.1-2',
  '6.2.3.5-1',
  '6.2.3.5-2',
  '6.2.3.6-1',
  '6.2.3.6-3',
  'A.1-1',
]

/** Rows that are judged by handshakes which have to be refused. */
export const refusing: readonly RequirementId[] = [
  '6.2.1-5',
  '6.2.2.2-1',
  '6.2.2.3-1',
  '6.2.2.4-1',
  '6.2.2.5-1',
  '6.2.2.6-1',
  '6.2.2.7-1',
  '6.2.2.9-5',
  '6.2.3.1-3',
  '6.2.3.5-1',
  '6.2.3.5-2',
  '6.2.3.6-3',
]

/** Rows that are judged by requests which have to be served. */
export const serving: readonly RequirementId[] = [
  '5.1-2',
  '5.2-3',
  '5.2-4',
  '5.2-9',
  '5.2-10',
  '5.2-11',
  '5.2-16',
  '5.2-17',
  '6.2.2.8-2',
  '6.2.2.9-4',
  '6.2.2.9-6',
  '6.2.3.6-2',
  '6.3-2',
  '6.4-1',
  '6.4-2',
  '6.4-3',
  '6.4-4',
  '6.5-1',
  '6.5-2',
  '6.5-3',
  '6.5-4',
  '6.5-5',
  'A.1-1',
  'RFC6455/10.7-1',
  'RFC6455/5.2-7',
  'RFC6455/5.3-3',
  'RFC6455/5.4-6',
  'RFC6455/5.4-8',
  'RFC6455/5.5.3-3',
  'RFC6455/5.6-2',
  'RFC7692/7.2.2-2',
  'RFC7692/7.2.3-1',
  'TS-0001/10.2.2.2-1',
  'TS-0004/6.3.5.13-1',
  'TS-0004/7.2.1.2-4',
  'TS-0004/7.3.2.1-1',
  'TS-0004/7.3.2.1-2',
  'TS-0004/7.3.2.3-1',
  'TS-0004/7.3.3.1-1',
  'TS-0004/7.3.3.3-1',
  'TS-0004/7.3.3.5-1',
]

/** Rows that are judged by requests of the server which have to arrive at a registree. */
export const routing: readonly RequirementId[] = [
  '5.1-2',
  '5.2-3',
  '5.2-10',
  '5.2-11',
  '5.2-17',
  '6.4-1',
  '6.4-3',
  '6.5-1',
  '6.5-2',
  '6.5-3',
  '6.5-5',
  'TS-0004/6.3.5.13-1',
  'TS-0004/7.5.1.1-1',
  'TS-0004/7.5.1.2.5-1',
]

/** Rows on what a primitive is, which is judged on every message. */
export const primitives: readonly RequirementId[] = [
  '5.1-3',
  '6.1-2',
  '6.2.2.9-4',
  '6.2.2.9-6',
  '6.2.2.9-7',
  'TS-0004/8.4.2-1',
  'TS-0004/8.4.2-2',
  'TS-0004/8.4.3-1',
]
