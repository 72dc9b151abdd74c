/** A CSE that works, behind something that repeats in its answers what the client has told it in confidence. */
import { startCseHere } from '../../lib/cse/server.js'
import { reframed } from '../../lib/fault/frame-reader.js'
import type { HttpHead } from '../../lib/fault/http-head.js'
import { primitiveIn, serialized } from '../../lib/fault/messages.js'
import { forward } from '../../lib/fault/steps.js'
import { startTamper } from '../../lib/fault/tamper.js'
import type { Transform } from '../../lib/fault/types.js'

/** Everything in a handshake that a client may want to keep, also as it is behind its base64. */
function confidence(request: HttpHead): string {
  const authorization = request.values('Authorization').join()
  const behind = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString('latin1')
  const fields = ['X-Api-Key', 'Cookie'].flatMap((name) => request.values(name))
  return [behind, request.start, authorization, ...fields].join(' ')
}

const echo: Transform = () => {
  let count = 0
  return () => ({
    answer: (head, request) => {
      count += 1
      const said = confidence(request)
      if (count % 5 === 0) return head.withStart(`HTTP/1.1 403 ${said}`)
      return head.withStart(`HTTP/1.1 101 ${said}`).withLine(`Server: ${said}`)
    },
    fromServer: (frame, { request }) => {
      const primitive = primitiveIn(frame)
      if (primitive?.kind !== 'response') return frame
      count += 1
      // Of texts for developers an excerpt is shown: wherever it ends, it must not end inside a secret.
      const text = `${'.'.repeat(count % 160)}${confidence(request)}`
      const parameters =
        count % 3 === 0
          ? { ...primitive.parameters, rsc: 4000, pc: { 'm2m:dbg': text } }
          : { ...primitive.parameters, [confidence(request)]: text }
      return forward(reframed(frame, { payload: serialized(primitive, parameters) }))
    },
  })
}

/** Starts it; its URL ends with `/`. */
export async function startEchoingSut(
  adminOriginator: string,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const cse = await startCseHere({ edition: 'R2A', adminOriginator })
  const front = await startTamper({ target: cse.url, tamper: echo })
  return {
    port: front.port,
    stop: async () => {
      await front.stop()
      await cse.stop()
    },
  }
}
