/** Header fields that belong to the opening handshake itself; an extra one would spoil every case. */
const owned = ['host', 'upgrade', 'connection', 'content-length', 'transfer-encoding']

/** What is wrong with the name of an extra header field, as the end of a sentence; undefined when nothing is. */
export function headerProblem(name: string): string | undefined {
  const lower = name.toLowerCase()
  return owned.includes(lower) || lower.startsWith('sec-websocket-')
    ? 'belongs to the handshake itself and cannot be configured'
    : undefined
}
