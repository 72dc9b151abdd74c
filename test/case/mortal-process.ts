/**
 * A CSE in a process of its own that dies, process and all, of the n-th message that it is sent. Arguments: port (0: a free
 * one), n (0: it does not die), file to write the port and the process id to.
 */

import { writeFileSync } from 'node:fs'
import { startCseHere } from '../../lib/cse/server.js'
import { startTamper } from '../../lib/fault/index.js'
import { opcodes } from '../../lib/wire/index.js'

const [port = '0', n = '0', file = ''] = process.argv.slice(2)
let messages = 0

const cse = await startCseHere({ edition: 'R2A' })
const front = await startTamper({
  target: cse.url,
  port: Number(port),
  tamper: () => () => ({
    fromClient: (frame) => {
      if (frame.opcode === opcodes.text || frame.opcode === opcodes.binary) messages += 1
      if (messages === Number(n)) process.exit(1)
      return frame
    },
  }),
})
writeFileSync(file, JSON.stringify({ port: front.port, pid: process.pid }))
process.stdout.write('listening\n')
