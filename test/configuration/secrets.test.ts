import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { flatten } from '../../lib/sut/configuration/index.js'
import { hideSecrets, secretsOfHeader, secretsOfPem } from '../../lib/sut/configuration/secrets.js'
import { selfSigned } from '../../lib/wire/index.js'
import { Workspace } from './workspace.js'

describe('secrets of the configuration', () => {
  let workspace: Workspace
  beforeEach(() => (workspace = new Workspace()))
  afterEach(() => workspace.remove())

  describe('in the URL', () => {
    it('are taken out of it and sent as an Authorization header field', () => {
      const { sut, secrets } = workspace.loaded({
        options: { url: 'ws://ann:p%40ss@cse.example.com:8180/x' },
      })
      expect(sut.url).to.equal('ws://cse.example.com:8180/x')
      expect(sut.headers).to.deep.equal({
        Authorization: `Basic ${Buffer.from('ann:p@ss').toString('base64')}`,
      })
      expect(secrets).to.include.members(['ann:p@ss', 'p@ss', sut.headers['Authorization']])
    })

    it('give way to a configured Authorization header field', () => {
      const options = { url: 'ws://ann:pass@h/', headers: { authorization: 'Bearer xyzzy' } }
      expect(workspace.loaded({ options }).sut.headers).to.deep.equal({ authorization: 'Bearer xyzzy' })
    })

    it('are known when they stand in the query', () => {
      const { secrets } = workspace.loaded({ options: { url: 'ws://h/?room=5&access_token=a%2Bb' } })
      expect(secrets).to.deep.equal(['a%2Bb', 'a+b'])
    })

    it('are known in the spelling that a host name gets', () => {
      workspace.file('ts0020.config.yaml', 'sut: {url: "ws://${env:HOST_NAME}/"}\n')
      const { secrets } = workspace.loaded({ environment: { HOST_NAME: 'Inner.Example' } })
      expect(secrets).to.deep.equal(['Inner.Example', 'inner.example'])
    })
  })

  describe('in header fields', () => {
    it('are the values of those whose name says so, and of no others', () => {
      expect(secretsOfHeader('X-M2M-Origin', 'CAdmin')).to.deep.equal([])
      expect(secretsOfHeader('X-Api-Key', 'k')).to.deep.equal(['k'])
      expect(secretsOfHeader('X-Auth-Token', 'abcdef')).to.include('abcdef')
      expect(secretsOfHeader('X-Auth', '{originator}')).to.deep.equal([])
    })

    it('are the credentials alone too, without scheme, base64 and cookie names', () => {
      expect(secretsOfHeader('Authorization', 'Bearer xyzzy')).to.include('xyzzy')
      expect(
        secretsOfHeader('Authorization', `Basic ${Buffer.from('ann:passw').toString('base64')}`),
      ).to.include.members(['ann:passw', 'passw'])
      expect(secretsOfHeader('Cookie', 'a=1; session=deadbeef')).to.include('deadbeef').and.not.include('1')
      expect(secretsOfHeader('X-Token', '{originator}:shared')).to.include(':shared')
    })
  })

  describe('in TLS files', () => {
    const { cert, key } = selfSigned('test AE')
    const tls = (text: string): readonly string[] => {
      workspace.file('deep/ts0020.yaml', `sut:\n  tls:\n    ${text}\n`)
      return workspace.errors({ file: 'deep/ts0020.yaml' })
    }

    beforeEach(() => {
      workspace.file('deep/cert.pem', cert)
      workspace.file('deep/key.pem', key)
    })

    it('are the private keys; file names are relative to the configuration file', () => {
      workspace.file(
        'deep/ts0020.yaml',
        'sut: {tls: {ca: cert.pem, cert: cert.pem, key: key.pem, insecure: true}}\n',
      )
      const { sut, secrets } = workspace.loaded({ file: 'deep/ts0020.yaml' })
      expect(sut.tls).to.deep.equal({
        ca: cert,
        cert,
        key,
        insecure: true,
        files: { ca: 'cert.pem', cert: 'cert.pem', key: 'key.pem' },
      })
      expect(secrets).to.deep.equal(secretsOfPem(key))
      expect(secrets[0]).to.equal(key.trim())
    })

    it('are found beside a certificate in the same file', () => {
      workspace.file('deep/both.pem', `${cert}${key}`)
      workspace.file('deep/ts0020.yaml', 'sut: {tls: {cert: both.pem, key: both.pem}}\n')
      expect(workspace.loaded({ file: 'deep/ts0020.yaml' }).secrets).to.deep.equal(secretsOfPem(key))
    })

    it('may come by the environment, relative to the current folder', () => {
      const environment = { TS0020_TLS_CA: 'deep/cert.pem', TS0020_TLS_SERVER_NAME: 'cse' }
      expect(workspace.loaded({ environment }).sut.tls).to.include({ ca: cert, serverName: 'cse' })
    })

    it('are refused in one line when they cannot be used', () => {
      const at = 'deep/ts0020.yaml:3: sut.tls'
      workspace.file('deep/other.pem', selfSigned('test AE').key)
      workspace.file('deep/broken.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
      const locked = privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'x',
      })
      workspace.file('deep/locked.pem', locked.toString())
      expect(tls('ca: gone.pem')).to.deep.equal([`${at}.ca (gone.pem) cannot be read: there is no such file`])
      expect(tls('ca: key.pem')).to.deep.equal([`${at}.ca (key.pem) holds no certificate in PEM`])
      expect(tls('ca: broken.pem')).to.deep.equal([`${at}.ca (broken.pem) cannot be parsed as a certificate`])
      expect(tls('key: cert.pem')).to.deep.equal([`${at}.key (cert.pem) holds no private key in PEM`])
      expect(tls('key: locked.pem')).to.deep.equal([
        `${at}.key (locked.pem) is an encrypted key; give it without a passphrase`,
      ])
      expect(tls('cert: cert.pem')).to.deep.equal([`${at}.cert needs sut.tls.key`])
      expect(tls('key: key.pem')).to.deep.equal([`${at}.key needs sut.tls.cert`])
      expect(tls('{cert: cert.pem, key: other.pem}')).to.deep.equal([
        `${at}.key does not belong to the certificate in sut.tls.cert`,
      ])
    })
  })

  describe('in what the report shows', () => {
    it('are replaced, and nothing else is', () => {
      const { cert, key } = selfSigned('test AE')
      workspace.file('cert.pem', cert)
      workspace.file('key.pem', key)
      workspace.file(
        'ts0020.config.yaml',
        `sut:
  url: ws://ann:passw0rd@h/?token=tttt
  headers: { X-Api-Key: kkkk, X-M2M-Origin: "{originator}", X-Note: "see \${env:WORD}" }
  restart: restart --password \${env:WORD}
  tls: { cert: cert.pem, key: key.pem }
`,
      )
      const flat = flatten(workspace.loaded({ environment: { WORD: 'wwww' } }))
      expect(flat).to.include({
        'sut.url': 'ws://h/?token=(secret)',
        'sut.headers.Authorization': '(secret)',
        'sut.headers.X-Api-Key': '(secret)',
        'sut.headers.X-M2M-Origin': '{originator}',
        'sut.headers.X-Note': 'see (secret)',
        'sut.restart': 'restart --password (secret)',
        'sut.tls.cert': 'cert.pem',
        'sut.tls.key': 'key.pem',
      })
      expect(JSON.stringify(flat)).not.to.match(/passw0rd|tttt|kkkk|wwww|PRIVATE|CERTIFICATE/)
    })
  })

  describe('hideSecrets', () => {
    it('leaves no secret behind, whatever it is', () => {
      const secret = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !'(secret)'.includes(text))
      fc.assert(
        fc.property(fc.string(), secret, fc.string(), (before, value, after) => {
          const shown = hideSecrets(before + value + after, [value])
          expect(shown.replaceAll('(secret)', '\u0000')).not.to.include(value)
        }),
      )
    })

    it('takes the longest secret first and does not search what it has put in', () => {
      expect(hideSecrets('abcd ab s', ['ab', 'abcd', 's', ''])).to.equal('(secret) (secret) (secret)')
    })

    it('finds a secret as JSON writes it', () => {
      expect(hideSecrets('not "a\\"b"', ['a"b'])).to.equal('not "(secret)"')
    })
  })
})
