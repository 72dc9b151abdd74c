/** Default ports of the ws and wss URI schemes (RFC 6455 3). */
const usualPorts: Readonly<Record<string, number>> = { 'ws:': 80, 'wss:': 443 }

/** The host of a URL as sockets take it: in a URL an IPv6 address has brackets (RFC 3986 3.2.2). */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

/** Where a WebSocket URL leads. */
export interface WebSocketAddress {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  /** Whether the port is the one that the scheme implies. */
  readonly usualPort: boolean
}

/** Where a ws or wss URL leads; undefined for a URL of another scheme. */
export function addressOf(url: URL): WebSocketAddress | undefined {
  const usual = usualPorts[url.protocol]
  if (usual === undefined) return undefined
  const port = url.port === '' ? usual : Number(url.port)
  return { host: hostOf(url), port, secure: url.protocol === 'wss:', usualPort: port === usual }
}
