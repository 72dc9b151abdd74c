/** Names of header fields and of query parameters whose values are kept out of all output. */
const secretName = /auth|cookie|token|key|secret|password|credential/i

/** Parts of a value that are worth hiding on their own are at least so long; shorter ones would blot out everything. */
const shortestPart = 4

/** Whether the value of a header field or query parameter of this name is to be kept out of all output. */
export function isSecretName(name: string): boolean {
  return secretName.test(name)
}

/**
 * The secrets in a header field: its value, the parts of it around `{originator}`, which is filled in later, and the
 * credentials alone where a scheme stands before them (RFC 7235 2.1), also what is behind Basic (RFC 7617 2).
 */
export function secretsOfHeader(name: string, value: string): readonly string[] {
  if (!isSecretName(name)) return []
  const parts = value.split('{originator}').map((part) => part.trim())
  const credentials = /^[A-Za-z][A-Za-z0-9-]*\s+(.+)$/.exec(value)?.[1] ?? ''
  const basic = /^basic\s+(\S+)$/i.exec(value)?.[1]
  const pair = basic === undefined ? '' : Buffer.from(basic, 'base64').toString('utf8')
  const password = pair.slice(pair.indexOf(':') + 1)
  const cookies = /cookie/i.test(name)
    ? value.split(';').map((part) => part.slice(part.indexOf('=') + 1).trim())
    : []
  const derived = [...parts, credentials, pair, password, ...cookies].filter(
    (part) => part.length >= shortestPart,
  )
  return value === '{originator}' ? [] : [value, ...derived]
}

/** The private keys in the content of a PEM file (RFC 7468 10): each block, and its base64 without line ends. */
export function secretsOfPem(text: string): readonly string[] {
  const blocks = text.matchAll(/-----BEGIN ([A-Z ]*PRIVATE KEY)-----([\s\S]*?)-----END \1-----/g)
  return [...blocks].flatMap(([block, , body = '']) => [block, body.replace(/\s+/g, '')])
}

/** Replaces secrets, also as they are written inside JSON, in a text that is about to be shown. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const spellings = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
  // One pass, longest first: what was put in for one secret is not searched for the next.
  const alternatives = [...new Set(spellings)]
    .filter((spelling) => spelling !== '')
    .sort((a, b) => b.length - a.length)
    .map((spelling) => spelling.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return alternatives.length === 0 ? text : text.replace(new RegExp(alternatives.join('|'), 'g'), '(secret)')
}
