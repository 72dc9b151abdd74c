import { generateKeyPairSync, sign } from 'node:crypto'

/** One DER element (X.690 8.1): tag, length, content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const length =
    body.length < 128 ? Buffer.of(body.length) : Buffer.of(0x82, body.length >> 8, body.length & 0xff)
  return Buffer.concat([Buffer.of(tag), length, body])
}

const sequence = (...content: readonly Buffer[]) => der(0x30, ...content)
const identifier = (octets: string) => der(0x06, Buffer.from(octets, 'hex'))
const name = (text: string) =>
  sequence(der(0x31, sequence(identifier('550403'), der(0x0c, Buffer.from(text)))))
const day = (yymmdd: string) => der(0x17, Buffer.from(`${yymmdd}000000Z`))

/** A certificate and its key, both in PEM. */
export interface Credential {
  readonly cert: string
  readonly key: string
}

/**
 * A self-signed certificate for `localhost` and 127.0.0.1, made afresh (RFC 5280 4.1), and its key. Whoever trusts it as an
 * authority trusts its owner alone.
 */
export function selfSigned(subject: string): Credential {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const algorithm = sequence(identifier('2a8648ce3d040302'))
  const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.of(127, 0, 0, 1)))
  const extensions = sequence(
    sequence(identifier('551d11'), der(0x04, names)),
    sequence(identifier('551d13'), der(0x04, sequence(der(0x01, Buffer.of(0xff))))),
  )
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1)),
    algorithm,
    name(subject),
    sequence(day('200101'), day('491231')),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const signature = sign('sha256', body, privateKey)
  const whole = sequence(body, algorithm, der(0x03, Buffer.of(0), signature)).toString('base64')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${whole.replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
