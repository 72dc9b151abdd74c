import { right } from '../behaviour/right.js'
import type { InBehaviour, Liberty } from '../types.js'
import { inBehaviour } from './define.js'

/** Accepts as always, with more parameters of the server's own. */
function withMore(...parameters: readonly string[]): InBehaviour['rules'] {
  return () => ({
    acceptCompression: (offers) => {
      const accepted = right.acceptCompression(offers)
      if (accepted === undefined) return undefined
      const more = parameters.filter((each) => !accepted.includes(each.split('=')[0] ?? each))
      return [accepted, ...more].join('; ')
    },
  })
}

/** What RFC 7692 7.1 leaves to the server, and 6.2.2.8 with it. */
export const compressionLiberties: readonly Liberty[] = [
  inBehaviour(
    'no-context-kept-by-server',
    'Answers each offer with server_no_context_takeover.',
    { by: 'RFC 7692 7.1.1.1' },
    withMore('server_no_context_takeover'),
  ),
  inBehaviour(
    'no-context-kept-by-client',
    'Answers each offer with client_no_context_takeover.',
    { by: 'RFC 7692 7.1.1.2' },
    withMore('client_no_context_takeover'),
  ),
  inBehaviour(
    'small-window-of-server',
    'Answers each offer with server_max_window_bits=10 that names no other number.',
    { by: 'RFC 7692 7.1.2.1' },
    withMore('server_max_window_bits=10'),
  ),
  inBehaviour(
    'no-window-as-asked-for',
    'Declines each offer that limits the window of the server.',
    { by: 'RFC 7692 5.1' },
    () => ({
      acceptCompression: (offers) =>
        right.acceptCompression(
          offers.filter(({ parameters }) =>
            parameters.every(({ name }) => name !== 'server_max_window_bits'),
          ),
        ),
    }),
  ),
  inBehaviour(
    'everything-compressed',
    'Compresses the shortest messages too.',
    { by: 'Reading of 6.2.2.8-2' },
    () => ({ compresses: () => true }),
  ),
  inBehaviour(
    'only-large-messages-compressed',
    'Compresses nothing below 4 KiB.',
    { by: 'Reading of 6.2.2.8-2' },
    () => ({ compresses: (octets) => octets >= 4096 }),
  ),
  inBehaviour(
    'every-second-message-compressed',
    'Compresses each second message only.',
    { by: 'Reading of 6.2.2.8-2' },
    () => {
      let count = 0
      return { compresses: () => (count += 1) % 2 === 0 }
    },
  ),
]
