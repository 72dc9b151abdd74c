import { clause } from '../../lib/case/index.js'
import { closePayload } from '../../lib/wire/index.js'
import { closeAndJudge, describeClose } from '../closings.js'
import { servedSession } from '../frames.js'
import { judgeIrregularClose, judgeUnassignedCode } from '../irregular-closes.js'
import { judgeEndOfTcp } from '../tcp-endings.js'

/** Codes that a client may send (RFC 6455 7.4.1, 7.4.2). */
const valid = [
  { id: 'CSE/CLS/100', code: 1000 },
  { id: 'CSE/CLS/101', code: 1001 },
  { id: 'CSE/CLS/102', code: 1002 },
  { id: 'CSE/CLS/103', code: 1003 },
  { id: 'CSE/CLS/104', code: 1007 },
  { id: 'CSE/CLS/105', code: 1008 },
  { id: 'CSE/CLS/106', code: 1009 },
  { id: 'CSE/CLS/107', code: 1010 },
  { id: 'CSE/CLS/108', code: 1011 },
  { id: 'CSE/CLS/109', code: 3000 },
  { id: 'CSE/CLS/110', code: 3999 },
  { id: 'CSE/CLS/111', code: 4000 },
  { id: 'CSE/CLS/112', code: 4999 },
] as const

/** Codes that may not stand in a Close frame. */
const forbidden = [
  { id: 'CSE/CLS/120', code: 0 },
  { id: 'CSE/CLS/121', code: 999 },
  { id: 'CSE/CLS/122', code: 1004 },
  { id: 'CSE/CLS/123', code: 1005 },
  { id: 'CSE/CLS/124', code: 1006 },
  { id: 'CSE/CLS/125', code: 1015 },
  { id: 'CSE/CLS/126', code: 1016 },
  { id: 'CSE/CLS/127', code: 1100 },
  { id: 'CSE/CLS/128', code: 2000 },
  { id: 'CSE/CLS/129', code: 2999 },
] as const

/** Codes that RFC 6455 neither knows nor forbids: registered later, or beyond all ranges. */
const unassigned = [
  { id: 'CSE/CLS/130', code: 1012 },
  { id: 'CSE/CLS/131', code: 1013 },
  { id: 'CSE/CLS/132', code: 1014 },
  { id: 'CSE/CLS/133', code: 5000 },
  { id: 'CSE/CLS/134', code: 65_535 },
] as const

clause('RFC6455/7.4.1', 'Defined Status Codes: codes that a client may send', (test) => {
  for (const { id, code } of valid) {
    test(id, {
      title: `answers Close with ${code} and ends TCP`,
      covers: ['6.3-1', 'RFC6455/5.5.1-9', '6.1-1'],
      sends: `A Close frame with the code ${code} on the connection of a registered AE.`,
      accepts:
        'A Close frame with the same code: pass; with another valid one, or without: noted; none: fail. TCP is then ended by the server.',
      async run(context) {
        // A server that sends the code back has not chosen it, so 1010 of it says nothing.
        const { open: connection } = await servedSession(context, code !== 1010)
        const ending = await closeAndJudge(context, connection, { code })
        if (ending.kind !== 'close-frame')
          return context.inconclusive('the closing handshake was not completed')
        await judgeEndOfTcp(context, connection, 'RFC6455/5.5.1-9', describeClose({ code }), ending)
      },
    })
  }

  for (const { id, code } of forbidden) {
    test(id, {
      title: `does not take Close with ${code} for a regular one`,
      covers: ['RFC6455/10.7-1', 'RFC6455/7.1.7-1', '6.1-1'],
      sends: `A Close frame with the code ${code}, which may not be sent; one with 1000 is answered first.`,
      accepts:
        'Close with 1002 or 1007: pass; with 1003, 1008 or 1011: noted; with another valid code or none, or TCP ended without Close: warn; the invalid code ' +
        'sent back, or a connection that goes on: fail.',
      run: (context) => judgeIrregularClose(context, `the code ${code}`, closePayload(code)),
    })
  }

  for (const { id, code } of unassigned) {
    test(id, {
      title: `ends the connection after Close with ${code}`,
      covers: ['RFC6455/10.7-1', '6.1-1'],
      sends: `A Close frame with the code ${code}, which RFC 6455 neither knows nor forbids; one with 1000 is answered first.`,
      accepts:
        'A Close frame with any code: noted; TCP ended without one: warn; a connection that goes on: fail.',
      run: (context) => judgeUnassignedCode(context, code),
    })
  }
})
