import { expect } from 'chai'
import { urlProblem } from '../../lib/sut/configuration/index.js'
import { Workspace } from './workspace.js'

describe('URL of the SUT', () => {
  const schemes = ['ws', 'wss']

  for (const url of [
    'ws://cse.example.com:8180/',
    'wss://cse.example.com',
    'WS://localhost/path?query=1',
    'ws://127.0.0.1:1',
    'ws://[::1]:8180/',
    'ws://user:pass@h/',
  ]) {
    it(`may be ${url}`, () => {
      expect(urlProblem(url, schemes)).to.equal(undefined)
    })
  }

  for (const [url, problem] of [
    ['http://h/', 'must start with ws:// or wss://, not with http://'],
    ['localhost:8180', 'must start with ws:// or wss://'],
    ['ws:h', 'must start with ws:// or wss://'],
    ['ws:///path', 'names no host'],
    ['ws://', 'names no host'],
    ['ws://:8180/', 'names no host'],
    ['ws://h/#top', 'has a fragment (#), which is not allowed (RFC 6455 3)'],
    ['ws://h/#', 'has a fragment (#), which is not allowed (RFC 6455 3)'],
    ['ws://h:99999/', 'is not a URL: its host or port is malformed'],
    ['ws://h:0/', 'names port 0, which nobody can listen on'],
    ['ws://h /', 'contains a space, a backslash or a control character'],
    ['ws://h\\x', 'contains a space, a backslash or a control character'],
    ['ws://h/\r\nX: 1', 'contains a space, a backslash or a control character'],
  ] as const) {
    it(`may not be ${JSON.stringify(url)}: it ${problem}`, () => {
      expect(urlProblem(url, schemes)).to.equal(problem)
    })
  }

  describe('when it is wrong', () => {
    let workspace: Workspace
    beforeEach(() => (workspace = new Workspace()))
    afterEach(() => workspace.remove())

    it('is named by where it came from and never repeated', () => {
      const url = 'http://ann:passw0rd@h/'
      expect(workspace.errors({ options: { url } })).to.deep.equal([
        'URL must start with ws:// or wss://, not with http://',
      ])
      expect(workspace.errors({ environment: { TS0020_URL: url } })).to.deep.equal([
        'TS0020_URL must start with ws:// or wss://, not with http://',
      ])
      workspace.file('ts0020.config.yaml', `sut:\n  url: ${url}\n`)
      expect(workspace.errors()).to.deep.equal([
        'ts0020.config.yaml:2: sut.url must start with ws:// or wss://, not with http://',
      ])
    })

    it('of a proxy, wants plain http and no credentials', () => {
      const errorsOf = (TS0020_PROXY: string): readonly string[] =>
        workspace.errors({ environment: { TS0020_PROXY } })
      expect(errorsOf('https://proxy:3128')).to.deep.equal([
        'TS0020_PROXY must start with http://, not with https://',
      ])
      expect(errorsOf('http://ann:pass@proxy:3128')).to.deep.equal([
        'TS0020_PROXY has a user name or password; proxies that want one are not supported',
      ])
      expect(errorsOf('http://proxy:3128')).to.deep.equal([])
    })
  })
})
