import { opcodes } from '../../../lib/wire/index.js'
import { serverFrame } from './server.js'

/** A text message in one frame. */
export const text = (payload: string): Buffer =>
  serverFrame({ opcode: opcodes.text, payload: Buffer.from(payload, 'utf8') })

/** The response that somebody recorded once. */
export const canned = text(
  '{"rsc":2001,"rqi":"recorded","pc":{"m2m:ae":{"rn":"recorded","ty":2,"ri":"C0001","pi":"id-in",' +
    '"ct":"20200101T000000","lt":"20200101T000000","aei":"C0001","api":"N1","rr":true}}}',
)

/** A notification that nobody has subscribed to. */
export const notification = text(
  '{"op":5,"to":"/id-in/C1","fr":"/id-in","rqi":"n1","pc":{"m2m:sgn":{"sur":"/id-in/s1","nev":{"net":3,"rep":' +
    '{"m2m:cin":{"rn":"a","ty":4,"ri":"4-1","pi":"3-1","ct":"20200101T000000","lt":"20200101T000000","con":"a"}}}}}}',
)
