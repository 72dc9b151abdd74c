import { isSecretName } from './secrets.js'

/**
 * What is wrong with a URL that has to be connected to, as the end of a sentence; undefined when nothing is. For
 * `ws` and `wss` the rules of RFC 6455 3: a host, and no fragment. The URL itself is not repeated: it may hold a secret.
 */
export function urlProblem(url: string, schemes: readonly string[]): string | undefined {
  const wanted = schemes.map((scheme) => `${scheme}://`).join(' or ')
  if (/[\s\\\p{Cc}]/u.test(url)) return 'contains a space, a backslash or a control character'
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]
  if (scheme === undefined || !schemes.includes(scheme.toLowerCase())) {
    const given = scheme === undefined ? '' : `, not with ${scheme}://`
    return `must start with ${wanted}${given}`
  }
  if (!/^[^:]+:\/\/([^/?#]*@)?[^/?#:@]/.test(url)) return 'names no host'
  if (url.includes('#')) return 'has a fragment (#), which is not allowed (RFC 6455 3)'
  if (!URL.canParse(url)) return 'is not a URL: its host or port is malformed'
  return new URL(url).port === '0' ? 'names port 0, which nobody can listen on' : undefined
}

/** A URL without its user name and password, and these. */
export interface SplitUrl {
  readonly url: string
  readonly credentials: { readonly user: string; readonly password: string } | undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Takes user name and password out of a well-formed URL, percent-decoded (RFC 3986 3.2.1). */
export function splitCredentials(url: string): SplitUrl {
  const parsed = new URL(url)
  if (parsed.username === '' && parsed.password === '') return { url, credentials: undefined }
  return {
    url: url.replace(/^([^:]+:\/\/)[^/?#]*@/, '$1'),
    credentials: { user: decoded(parsed.username), password: decoded(parsed.password) },
  }
}

/** The secrets in the query of a well-formed URL, decoded and as written. */
export function secretsOfQuery(url: string): readonly string[] {
  const { search } = new URL(url)
  return search
    .slice(1)
    .split('&')
    .map((parameter) => [parameter.replace(/=.*$/s, ''), parameter.replace(/^[^=]*=?/, '')] as const)
    .filter(([name]) => isSecretName(decoded(name)))
    .flatMap(([, value]) => [value, decoded(value)])
}
