import { expect } from 'chai'
import { Workspace } from './workspace.js'

describe('configuration file', () => {
  let workspace: Workspace
  beforeEach(() => (workspace = new Workspace()))
  afterEach(() => workspace.remove())

  const errorsOf = (text: string, environment: Record<string, string> = {}): readonly string[] => {
    workspace.file('ts0020.config.yaml', text)
    return workspace.errors({ environment })
  }

  describe('is found', () => {
    for (const [name, text] of [
      ['ts0020.config.yaml', 'sut: {cseName: found}\n'],
      ['ts0020.config.yml', 'sut: {cseName: found}\n'],
      ['ts0020.config.json', '{\n\t"sut": {\n\t\t"cseName": "found"\n\t}\n}\n'],
    ] as const) {
      it(`as ${name} in the current folder`, () => {
        workspace.file(name, text)
        expect(workspace.loaded().sut.cseName).to.equal('found')
      })
    }

    it('where --config says, and then nowhere else', () => {
      workspace.file('ts0020.config.yaml', 'sut: {cseName: current, cseId: /current}\n')
      workspace.file('deep/other.yaml', 'sut: {cseName: asked}\n')
      const { sut } = workspace.loaded({ file: 'deep/other.yaml' })
      expect(sut).to.include({ cseName: 'asked', cseId: undefined })
    })

    it('where TS0020_CONFIG says, unless --config says otherwise', () => {
      workspace.file('a.yaml', 'sut: {cseName: a}\n')
      workspace.file('b.yaml', 'sut: {cseName: b}\n')
      const environment = { TS0020_CONFIG: 'a.yaml' }
      expect(workspace.loaded({ environment }).sut.cseName).to.equal('a')
      expect(workspace.loaded({ environment, file: 'b.yaml' }).sut.cseName).to.equal('b')
    })

    it('not at all, and then the defaults hold', () => {
      expect(workspace.errors()).to.deep.equal([])
    })

    it('twice, which is an error', () => {
      workspace.file('ts0020.config.yaml', '')
      workspace.file('ts0020.config.json', '{}')
      expect(workspace.errors()).to.deep.equal([
        'ts0020.config.yaml and ts0020.config.json both exist; remove one, or choose with --config',
      ])
    })

    it('nowhere although it was asked for, which is an error', () => {
      expect(workspace.errors({ file: 'gone.yaml' })).to.deep.equal([
        'gone.yaml cannot be read: there is no such file',
      ])
    })

    it('as a folder, which is an error', () => {
      workspace.file('folder/file', '')
      expect(workspace.errors({ file: 'folder' })).to.deep.equal(['folder cannot be read: it is a folder'])
    })
  })

  describe('is refused with file, line and setting', () => {
    it('for an unknown key, with the one that was probably meant', () => {
      expect(
        errorsOf('# the SUT\nsut:\n  cseName: x\ntimeouts:\n  connect: 1\n  respons: 2\n'),
      ).to.deep.equal(['ts0020.config.yaml:6: timeouts.respons is not a known key; did you mean "response"?'])
    })

    it('for a key in the wrong place, with the right one', () => {
      expect(errorsOf('insecure: true\n')).to.deep.equal([
        'ts0020.config.yaml:1: insecure is not a known key; did you mean "sut.tls.insecure"?',
      ])
    })

    it('for a key that is like no other, with those that are known there', () => {
      expect(errorsOf('limits: {colour: 1}\n')).to.deep.equal([
        'ts0020.config.yaml:1: limits.colour is not a known key; known here are receive, evidencePerCase',
      ])
    })

    it('for every mistake at once', () => {
      const errors = errorsOf('sut:\n  edition: R4\nics:\n  json: yes\ntimeouts:\n  close: 2s\n  case: 0\n')
      expect(errors).to.deep.equal([
        'ts0020.config.yaml:2: sut.edition must be auto, R2.0, R2A or R3, not "R4"',
        'ts0020.config.yaml:4: ics.json must be auto, true or false, not "yes"',
        'ts0020.config.yaml:6: timeouts.close must be a whole number of milliseconds from 1 to 2147483647, not "2s"',
        'ts0020.config.yaml:7: timeouts.case must be a whole number of milliseconds from 1 to 2147483647, not 0',
      ])
    })

    it('for a version that YAML takes for a number', () => {
      expect(errorsOf('sut:\n  product:\n    version: 1.10\n')).to.deep.equal([
        'ts0020.config.yaml:3: sut.product.version must be text, not 1.1; put it in quotes',
      ])
    })

    it('for a list with one bad entry, once', () => {
      expect(errorsOf('serializations: [json, yaml]\n')).to.deep.equal([
        'ts0020.config.yaml:1: serializations must be auto or a list of json, xml and cbor, each once, not ["json","yaml"]',
      ])
    })

    it('for a setting without a value', () => {
      expect(errorsOf('sut:\n  url:\n')).to.deep.equal([
        'ts0020.config.yaml:2: sut.url must be a ws:// or wss:// URL',
      ])
      expect(errorsOf('limits:\n')).to.deep.equal([
        'ts0020.config.yaml:1: limits must be a group of settings, but nothing is given',
      ])
    })

    it('for a CSE-ID that is not SP-relative', () => {
      expect(errorsOf('sut: {cseId: id-in}\n')).to.deep.equal([
        'ts0020.config.yaml:1: sut.cseId must be an SP-relative CSE-ID such as /id-in, not "id-in"',
      ])
    })

    it('for a case id that cannot be one', () => {
      expect(errorsOf('run: {cases: [SUB/12]}\n')).to.deep.equal([
        'ts0020.config.yaml:1: run.cases must be a list of case ids such as CSE/SUB/012 or CSE/TRF/003@json, not ["SUB/12"]',
      ])
    })

    it('for a key given twice', () => {
      expect(errorsOf('sut:\n  cseName: a\n  cseName: b\n')).to.deep.equal([
        'ts0020.config.yaml:3: this key is given twice',
      ])
    })

    it('for text that is no YAML', () => {
      expect(errorsOf('sut:\n\turl: x\n')).to.deep.equal([
        'ts0020.config.yaml:2: Tabs are not allowed as indentation',
      ])
      expect(errorsOf('sut: {url: "x\n')[0]).to.match(/^ts0020\.config\.yaml:2: Missing closing/)
    })

    it('for several documents, unknown tags, and aliases of nothing', () => {
      expect(errorsOf('---\nsut: {}\n---\nsut: {}\n')[0]).to.match(
        /^ts0020\.config\.yaml:3: a second document begins here/,
      )
      expect(errorsOf('sut: !secret {}\n')[0]).to.match(/^ts0020\.config\.yaml:1: Unresolved tag: !secret/)
      expect(errorsOf('sut: *nobody\n')[0]).to.match(/^ts0020\.config\.yaml: Unresolved alias/)
    })

    it('for an alias inside of its own anchor', () => {
      expect(errorsOf('a: &a [*a]\n')).to.deep.equal([
        'ts0020.config.yaml: an alias stands inside of what it repeats',
      ])
      expect(errorsOf('sut: &a {headers: *a}\n')).to.have.length(1)
    })

    it('for something that is not a group of settings', () => {
      expect(errorsOf('[1]\n')[0]).to.match(/^ts0020\.config\.yaml:1: must be a group of settings/)
    })

    it('for a key that would end the line', () => {
      expect(errorsOf('"a\\nb": 1\n')[0]).to.match(/^ts0020\.config\.yaml:1: a\\nb is not a known key/)
    })

    it('for __proto__, like any unknown key', () => {
      expect(errorsOf('__proto__: {sut: {}}\n')[0]).to.match(/:1: __proto__ is not a known key/)
    })
  })

  it('may use anchors, and lines are still found behind them', () => {
    const text = 'timeouts: &times\n  connect: 5\nlimits: *times\n'
    expect(errorsOf(text)).to.deep.equal([
      'ts0020.config.yaml:2: limits.connect is not a known key; did you mean "timeouts.connect"?',
    ])
  })

  describe('${env:NAME}', () => {
    it('is replaced inside a text, and what comes in is a secret', () => {
      workspace.file(
        'ts0020.config.yaml',
        'sut: {headers: {X-Note: "a ${env:WORD} b"}, cseName: "${env:NAME}"}\n',
      )
      const { sut, secrets } = workspace.loaded({ environment: { WORD: 'hidden', NAME: 'cse' } })
      expect(sut.headers).to.deep.equal({ 'X-Note': 'a hidden b' })
      expect(sut.cseName).to.equal('cse')
      expect(secrets).to.include.members(['hidden', 'cse'])
    })

    it('is an error when the variable is missing or empty, as it is in CI for a secret that does not exist', () => {
      expect(errorsOf('sut:\n  headers:\n    Authorization: Bearer ${env:TOKEN}\n')).to.deep.equal([
        'ts0020.config.yaml:3: sut.headers.Authorization needs the environment variable TOKEN, which is not set',
      ])
      expect(errorsOf('sut: {cseName: "${env:EMPTY}"}\n', { EMPTY: '' })).to.deep.equal([
        'ts0020.config.yaml:1: sut.cseName needs the environment variable EMPTY, which is empty',
      ])
    })

    it('never shows in an error, whatever characters it has', () => {
      const secret = 'tell "nobody"\\'
      expect(errorsOf('sut: {edition: "${env:SECRET}"}\n', { SECRET: secret })).to.deep.equal([
        'ts0020.config.yaml:1: sut.edition must be auto, R2.0, R2A or R3, not "(secret)"',
      ])
    })

    it('leaves what only looks like it to the shell of the restart command', () => {
      workspace.file('ts0020.config.yaml', 'sut: {restart: "kill ${PID} $(cat pid)"}\n')
      expect(workspace.loaded().sut.restart).to.equal('kill ${PID} $(cat pid)')
    })
  })
})
