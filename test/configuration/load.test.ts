import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { editions, icsItems, serializations } from '../../lib/spec/types.js'
import { packageRoot } from '../../lib/spec/package-root.js'
import {
  defaultConfiguration,
  environmentVariables,
  flatten,
  nearest,
  type ConfigurationOptions,
} from '../../lib/sut/configuration/index.js'
import { Workspace } from './workspace.js'

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly $ref?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
}

const schema = JSON.parse(
  readFileSync(join(packageRoot(), 'schemas/configuration.schema.json'), 'utf8'),
) as SchemaNode & {
  readonly $defs: Readonly<Record<string, SchemaNode>>
}

/** The settings of the schema by their path. */
function settings(
  node: SchemaNode = schema,
  above: readonly string[] = [],
): readonly (readonly [string, SchemaNode])[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, below]) => {
    const path = [...above, name]
    const target = { ...schema.$defs[below.$ref?.replace('#/$defs/', '') ?? ''], ...below }
    return below.properties === undefined ? [[path.join('.'), target] as const] : settings(below, path)
  })
}

describe('configuration', () => {
  let workspace: Workspace
  beforeEach(() => (workspace = new Workspace()))
  afterEach(() => workspace.remove())

  describe('defaults', () => {
    it('are what the design says', () => {
      const { run, ...rest } = workspace.loaded()
      expect(rest).to.deep.equal({
        sut: {
          url: undefined,
          cseId: undefined,
          cseName: undefined,
          edition: 'auto',
          originators: { admin: 'CAdmin', ae: 'auto' },
          headers: {},
          tls: undefined,
          proxy: undefined,
          maxMessage: 'auto',
          idleTimeout: 'auto',
          restart: undefined,
          product: { vendor: '', name: '', version: '' },
        },
        ics: Object.fromEntries(icsItems.map((item) => [item, 'auto'])),
        serializations: 'auto',
        timeouts: { connect: 2000, response: 3000, close: 2000, silence: 250, idle: 1000, case: 30000 },
        limits: { receive: 16777216, evidencePerCase: 262144 },
        secrets: [],
      })
      expect(run).to.include({
        concurrency: 8,
        grep: undefined,
        expect: undefined,
        updateExpect: false,
        out: undefined,
      })
      expect(run.clauses).to.deep.equal([])
      expect(run.cases).to.deep.equal([])
    })

    it('have a random seed of 31 bits', () => {
      const seeds = Array.from({ length: 20 }, () => workspace.loaded().run.seed)
      expect(new Set(seeds).size).to.be.greaterThan(15)
      for (const seed of seeds)
        expect(seed).to.satisfy((n: number) => Number.isInteger(n) && n >= 0 && n < 2 ** 31)
    })

    it('are the same in the schema and in the code', () => {
      const defaults: unknown = defaultConfiguration()
      for (const [path, node] of settings()) {
        if (node.default === undefined) continue
        const value = path
          .split('.')
          .reduce((at: unknown, step) => (at as Record<string, unknown>)[step], defaults)
        expect(value, path).to.deep.equal(node.default)
      }
    })
  })

  describe('schema', () => {
    it('is a strict JSON Schema of 2020-12', () => {
      expect(() => new Ajv2020({ strict: true }).compile(schema)).not.to.throw()
    })

    it('knows the editions, ICS items and serializations of the catalogue', () => {
      const nodes = new Map(settings())
      expect(nodes.get('sut.edition')?.enum).to.deep.equal(['auto', ...editions])
      expect(Object.keys(schema.properties?.['ics']?.properties ?? {})).to.deep.equal([...icsItems])
      for (const serialization of serializations) {
        expect(
          workspace.loaded({ options: { serializations: [serialization] } }).serializations,
        ).to.deep.equal([serialization])
      }
    })

    it('accepts the example of the design', () => {
      workspace.file(
        'ts0020.config.yaml',
        `sut:
  url: ws://cse.example.com:8180/
  cseId: /id-in
  cseName: cse-in
  edition: R3
  originators: { admin: CAdmin, ae: C }
  headers: { X-M2M-Origin: "{originator}" }
  proxy: http://proxy.example.com:3128
  maxMessage: auto
  restart: docker restart cse
  product: { vendor: "", name: "", version: "" }
ics: { json: auto, xml: false, cbor: true, permessageDeflate: auto, nonBlockingSynch: auto, nonBlockingAsynch: auto, remoteCse: auto }
timeouts: { connect: 2000, response: 3000, close: 2000, silence: 250, case: 30000 }
limits: { receive: 16777216, evidencePerCase: 262144 }
`,
      )
      const { sut, ics } = workspace.loaded()
      expect(sut).to.deep.include({
        url: 'ws://cse.example.com:8180/',
        cseId: '/id-in',
        edition: 'R3',
        originators: { admin: 'CAdmin', ae: 'C' },
        headers: { 'X-M2M-Origin': '{originator}' },
        proxy: 'http://proxy.example.com:3128',
        restart: 'docker restart cse',
      })
      expect(ics).to.include({ xml: false, cbor: true, json: 'auto' })
    })
  })

  describe('precedence', () => {
    const file = 'sut: {cseName: file, cseId: /file, edition: R3}\ntimeouts: {connect: 1}\n'
    const environment = { TS0020_CSE_NAME: 'environment', TS0020_CSE_ID: '/environment' }

    it('is options, environment, file, defaults', () => {
      workspace.file('ts0020.config.yaml', file)
      const { sut, timeouts } = workspace.loaded({ environment, options: { cseName: 'option' } })
      expect(sut).to.include({ cseName: 'option', cseId: '/environment', edition: 'R3' })
      expect(timeouts).to.include({ connect: 1, response: 3000 })
    })

    it('is told for each setting', () => {
      workspace.file('ts0020.config.yaml', file)
      const result = workspace.load({ environment, options: { cseName: 'option' } })
      expect(result.kind === 'loaded' && result.sources).to.deep.equal({
        'sut.cseName': '--cse-name',
        'sut.cseId': 'TS0020_CSE_ID',
        'sut.edition': 'ts0020.config.yaml:1',
        'timeouts.connect': 'ts0020.config.yaml:2',
      })
    })

    it('holds for header fields one by one, whatever the case of their names', () => {
      workspace.file('ts0020.config.yaml', 'sut: {headers: {x-a: file, X-B: file, X-C: file}}\n')
      const { sut } = workspace.loaded({
        environment: { TS0020_HEADER_X_A: 'environment', TS0020_HEADER_X_B: 'environment' },
        options: { headers: { 'X-a': 'option' } },
      })
      expect(sut.headers).to.deep.equal({ 'X-a': 'option', 'X-B': 'environment', 'X-C': 'file' })
    })

    it('replaces lists as a whole', () => {
      workspace.file('ts0020.config.yaml', 'run: {clauses: ["6.1", "6.2"]}\n')
      expect(workspace.loaded({ options: { clauses: ['7'] } }).run.clauses).to.deep.equal(['7'])
    })
  })

  describe('environment', () => {
    it('has a variable for every setting', () => {
      const reachable = environmentVariables.flatMap(({ path }) =>
        path === undefined ? [] : [path.join('.')],
      )
      const known = settings().map(([path]) => path)
      expect([...reachable].sort()).to.deep.equal(
        known.filter((path) => path !== '$schema' && path !== 'sut.headers').sort(),
      )
    })

    it('is read as numbers, truth values and lists where the setting is one', () => {
      const {
        timeouts,
        ics,
        serializations: list,
        sut,
        run,
      } = workspace.loaded({
        environment: {
          TS0020_TIMEOUT_RESPONSE: '1500',
          TS0020_ICS_XML: 'false',
          TS0020_SERIALIZATION: 'json, cbor',
          TS0020_MAX_MESSAGE: '2048',
          TS0020_PRODUCT_VERSION: '7',
          TS0020_CLAUSE: '6.3,7',
          TS0020_SEED: '42',
        },
      })
      expect(timeouts.response).to.equal(1500)
      expect(ics.xml).to.equal(false)
      expect(list).to.deep.equal(['json', 'cbor'])
      expect(sut.maxMessage).to.equal(2048)
      expect(sut.product.version).to.equal('7')
      expect(run).to.deep.include({ clauses: ['6.3', '7'], seed: 42 })
    })

    it('is named in errors', () => {
      const environment = { TS0020_TIMEOUT_CLOSE: 'soon', TS0020_EDITION: 'R1' }
      expect(workspace.errors({ environment })).to.deep.equal([
        'TS0020_EDITION must be auto, R2.0, R2A or R3, not "R1"',
        'TS0020_TIMEOUT_CLOSE must be a whole number of milliseconds from 1 to 2147483647, not "soon"',
      ])
    })

    it('is refused when a variable is mistyped, with those that are known', () => {
      const [error, ...others] = workspace.errors({ environment: { TS0020_ULR: 'ws://h/', HOME: '/' } })
      expect(others).to.deep.equal([])
      expect(error).to.match(
        /^TS0020_ULR is not a known environment variable; did you mean TS0020_URL\? known are TS0020_CONFIG, TS0020_URL, .*TS0020_HEADER_<NAME>$/,
      )
    })

    it('counts an empty variable as not set', () => {
      expect(workspace.loaded({ environment: { TS0020_URL: '', TS0020_SEED: '' } }).sut.url).to.equal(
        undefined,
      )
    })
  })

  describe('options', () => {
    const errorsOf = (options: ConfigurationOptions): readonly string[] => workspace.errors({ options })

    it('are named in errors', () => {
      expect(errorsOf({ cseId: 'in', concurrency: 0, edition: 'R9' })).to.have.members([
        '--edition must be auto, R2.0, R2A or R3, not "R9"',
        '--cse-id must be an SP-relative CSE-ID such as /id-in, not "in"',
        '--concurrency must be a whole number from 1 to 1024, not 0',
      ])
    })

    it('may take secrets from the environment too', () => {
      const { sut, secrets } = workspace.loaded({
        environment: { TOKEN: 'abc123' },
        options: { headers: { Authorization: 'Bearer ${env:TOKEN}' } },
      })
      expect(sut.headers).to.deep.equal({ Authorization: 'Bearer abc123' })
      expect(secrets).to.include.members(['abc123', 'Bearer abc123'])
    })

    it('resolve file names from the current folder, the file from its own', () => {
      workspace.file('deep/a.yaml', 'run: {expect: e.json, out: out}\n')
      const { run } = workspace.loaded({ file: 'deep/a.yaml', options: { out: 'mine' } })
      expect(run.expect).to.equal(join(workspace.folder, 'deep/e.json'))
      expect(run.out).to.equal(join(workspace.folder, 'mine'))
    })

    it('include --update-expect only with a file to update', () => {
      expect(errorsOf({ updateExpect: true })).to.deep.equal([
        '--update-expect needs --expect FILE, the file to update',
      ])
      expect(
        workspace.loaded({ options: { updateExpect: true, expect: 'e.json' } }).run.updateExpect,
      ).to.equal(true)
    })
  })

  describe('timeouts', () => {
    it('leave a case more time than one response', () => {
      expect(workspace.errors({ environment: { TS0020_TIMEOUT_CASE: '3000' } })).to.deep.equal([
        'TS0020_TIMEOUT_CASE must be longer than timeouts.response (3000 ms), not 3000',
      ])
      expect(workspace.errors({ environment: { TS0020_TIMEOUT_RESPONSE: '30000' } })).to.deep.equal([
        'timeouts.case must be longer than timeouts.response (30000 ms), not 30000',
      ])
    })
  })

  describe('header fields', () => {
    const errorsOf = (headers: Record<string, string>): readonly string[] =>
      workspace.errors({ options: { headers } })

    it('are refused when the handshake owns them', () => {
      expect(errorsOf({ Host: 'x', 'sec-websocket-key': 'y' })).to.deep.equal([
        '--header Host belongs to the handshake itself and cannot be configured',
        '--header sec-websocket-key belongs to the handshake itself and cannot be configured',
      ])
    })

    it('are refused when name or value would break the header, without the value', () => {
      expect(errorsOf({ 'X Y': 'v' })).to.deep.equal([
        '--header X Y is not the name of a header field (RFC 7230 3.2.6)',
      ])
      expect(errorsOf({ 'X-A': 'secret\r\nX-B: 1' })).to.deep.equal([
        '--header X-A must be text of one line in ISO 8859-1',
      ])
    })

    it('are refused when given twice', () => {
      expect(errorsOf({ 'X-A': '1', 'x-a': '2' })).to.deep.equal([
        '--header x-a is given twice; names of header fields have no case',
      ])
    })
  })

  describe('flatten', () => {
    it('gives every setting as text by its path and leaves out what is not set', () => {
      const flat = flatten(
        workspace.loaded({ options: { url: 'ws://h:1/', serializations: ['json', 'xml'], seed: 7 } }),
      )
      expect(flat).to.include({
        'sut.url': 'ws://h:1/',
        'sut.edition': 'auto',
        'sut.originators.admin': 'CAdmin',
        'ics.permessageDeflate': 'auto',
        serializations: 'json, xml',
        'timeouts.response': '3000',
        'run.seed': '7',
        'run.updateExpect': 'false',
      })
      expect(flat).not.to.have.any.keys('sut.cseId', 'sut.tls', 'secrets', 'run.grep')
    })
  })

  describe('nearest', () => {
    it('finds what was mistyped', () => {
      expect(nearest('respons', ['connect', 'response'])).to.equal('response')
      expect(nearest('cseID', ['cseName', 'cseId'])).to.equal('cseId')
      expect(nearest('ulr', ['url'])).to.equal('url')
    })

    it('suggests nothing for a word that is like no other', () => {
      expect(nearest('colour', ['url', 'edition'])).to.equal(undefined)
      expect(nearest('x', [])).to.equal(undefined)
    })
  })
})
