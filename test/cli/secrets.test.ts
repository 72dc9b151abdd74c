import { expect } from 'chai'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { packageRoot } from '../../lib/spec/index.js'
import { applyMask, framesIn } from '../../lib/record/index.js'
import { selfSigned } from '../../lib/wire/index.js'
import { startEchoingSut } from './echoing-sut.js'
import { scratch, startNode, ts0020, type Finished } from './support.js'

/** What only the tester may know. The values resemble nothing else, so that any trace of them is one. */
const secrets = {
  user: 'vxqUserzjw41',
  password: 'kqzPasswordwvx72',
  query: 'wjxQueryqzk93',
  key: 'zkvApiKeyxqj58',
  cookie: 'qjwCookievkz26',
  admin: 'CvzqAdminjkx67',
  word: 'jxkWordzqv84',
}

/** The beginning of a secret that is a trace of it already. */
const trace = 9

/** Every spelling in which a trace of a secret could stand in an output. */
function traces(secret: string): readonly string[] {
  const start = secret.slice(0, trace)
  const basic = Buffer.from(`${secrets.user}:${secrets.password}`).toString('base64')
  return [start, Buffer.from(start).toString('hex'), basic.slice(0, 16), encodeURIComponent(secret)]
}

function expectNoTrace(text: string, where: string): void {
  for (const [name, secret] of Object.entries(secrets)) {
    for (const spelling of traces(secret)) {
      const at = text.indexOf(spelling)
      if (at >= 0)
        expect.fail(`${where} holds ${name}: ${JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))}`)
    }
  }
}

/** What the octets of an evidence file say when somebody reads them, masked frames included. */
function octetsIn(rows: string): string {
  return rows
    .trimEnd()
    .split('\n')
    .map((row) => {
      const { hex = '', tail = '' } = JSON.parse(row) as { hex?: string; tail?: string }
      const octets = Buffer.from(`${hex}${tail}`, 'hex')
      const frames = framesIn(octets).map(({ payload }) => payload.toString('latin1'))
      const keyed = octets.length > 4 ? applyMask(octets.subarray(4), octets.subarray(0, 4)) : octets
      return [octets.toString('latin1'), keyed.toString('latin1'), ...frames].join(' ')
    })
    .join('\n')
}

describe('secrets of the configuration', () => {
  const folder = scratch()
  const { cert, key } = selfSigned('test AE')
  const keyLine = key.split('\n')[1] ?? ''
  let sut: Awaited<ReturnType<typeof startEchoingSut>>
  const environment = {
    API_KEY: secrets.key,
    ADMIN: secrets.admin,
    WORD: secrets.word,
    TS0020_TIMEOUT_RESPONSE: '150',
    TS0020_TIMEOUT_CLOSE: '150',
    TS0020_TIMEOUT_SILENCE: '20',
    TS0020_EDITION: 'R2A',
    TS0020_SEED: '1',
  }
  const run = join(folder, 'run')
  const few = ['--clause', '5.2', '--clause', '6.2.3', '--clause', '6.4', '--serialization', 'json']

  const address = (port: number): string =>
    `ws://${secrets.user}:${secrets.password}@127.0.0.1:${port}/?access_token=${secrets.query}`
  const configuration = (url: string): string => `sut:
  url: ${url}
  headers: { X-Api-Key: "\${env:API_KEY}", Cookie: "session=${secrets.cookie}" }
  originators: { admin: "\${env:ADMIN}" }
  restart: "false \${env:WORD}"
  product: { vendor: "made by \${env:WORD}" }
  tls: { cert: cert.pem, key: key.pem }
`
  const expectDiscreet = (finished: Finished, what: string): void => {
    expectNoTrace(finished.out, `${what}: standard output`)
    expectNoTrace(finished.error, `${what}: standard error`)
  }

  before(async () => {
    sut = await startEchoingSut(secrets.admin)
    writeFileSync(join(folder, 'cert.pem'), cert)
    writeFileSync(join(folder, 'key.pem'), key)
    writeFileSync(join(folder, 'ts0020.config.yaml'), configuration(address(sut.port)))
  })
  after(() => sut.stop())

  describe('in a run against a SUT that repeats them', () => {
    let finished: Finished
    before(async function () {
      this.timeout(60_000)
      finished = await ts0020(['run', ...few, '--out', run], folder, environment).finished
    })

    it('are used: the SUT has answered, and was found to deviate', () => {
      expect(finished.error).to.equal('')
      expect(finished.code).to.equal(1)
      expect(finished.out).to.contain('[redacted]')
    })

    it('do not appear on the terminal', () => {
      expectDiscreet(finished, 'run')
      expect(finished.out).not.to.contain(keyLine)
    })

    it('do not appear in any file of the run, not even in its octets', () => {
      const files = readdirSync(run, { recursive: true, encoding: 'utf8' })
      for (const name of files.filter((file) => statSync(join(run, file)).isFile())) {
        const text = readFileSync(join(run, name), 'utf8')
        expectNoTrace(text, name)
        expect(text, name).not.to.contain(keyLine)
        if (name.startsWith('evidence')) expectNoTrace(octetsIn(text), `the octets of ${name}`)
      }
      expect(files).to.include.members([
        'run.jsonl',
        'results.json',
        'report.html',
        'mochawesome.html',
        'junit.xml',
      ])
    })

    it('do not appear when the record is rendered again', async () => {
      expectDiscreet(await ts0020(['report', run], folder).finished, 'report')
    })

    it('do not appear in the expectations that are written of it', async () => {
      const file = join(folder, 'expect.json')
      const options = [
        'run',
        '--case',
        'CSE/HSK/030',
        '--out',
        join(folder, 'gate'),
        '--expect',
        file,
        '--update-expect',
      ]
      expectDiscreet(await ts0020(options, folder, environment).finished, 'run --update-expect')
      expectNoTrace(readFileSync(file, 'utf8'), 'the expectation file')
    })
  })

  it('do not appear when mocha reports the run', async function () {
    this.timeout(60_000)
    const mocha = join(
      dirname(createRequire(import.meta.url).resolve('mocha/package.json')),
      'bin',
      'mocha.js',
    )
    const settings = { TS0020_CONFIG: join(folder, 'ts0020.config.yaml'), TS0020_OUT: join(folder, 'mocha') }
    const options = ['--grep', 'CSE/(HSK|CON)/']
    const finished = await startNode([mocha, ...options], packageRoot(), { ...environment, ...settings })
      .finished
    expect(finished.out).to.match(/\d+ failing/)
    expectDiscreet(finished, 'mocha')
  })

  it('do not appear in what a sweep says', async () => {
    const finished = await ts0020(['sweep', '--config', 'ts0020.config.yaml'], folder, environment).finished
    expectDiscreet(finished, 'sweep')
  })

  it('do not appear when the SUT cannot be reached', async () => {
    writeFileSync(join(folder, 'dead.yaml'), configuration(address(1)))
    const options = ['run', '--config', 'dead.yaml', '--case', 'CSE/HSK/030', '--out', join(folder, 'dead')]
    const finished = await ts0020(options, folder, environment).finished
    expect(finished.code).to.equal(3)
    expect(finished.error).to.contain('no connection to the SUT')
    expectDiscreet(finished, 'run without a SUT')
  })

  const mistakes: Readonly<Record<string, string>> = {
    'a proxy with credentials': `sut: { proxy: "http://${secrets.user}:${secrets.password}@proxy.example:3128" }`,
    'a URL of another scheme': `sut: { url: "http://${secrets.user}:${secrets.password}@h/?token=${secrets.query}" }`,
    'a header field that cannot be sent': 'sut: { headers: { X-Api-Key: "${env:API_KEY}\\n" } }',
    'a setting that does not exist': 'sut: { secret: "${env:WORD}" }',
    'a value that is none of those known': 'sut: { edition: "${env:WORD}" }',
    'an expectation file that is not there': 'run: { expect: "${env:WORD}.json" }',
    'a folder that cannot be used': 'run: { out: "/proc/${env:WORD}" }',
    'a case that does not exist': 'run: { cases: ["CSE/${env:WORD}/001"] }',
  }
  for (const [what, text] of Object.entries(mistakes)) {
    it(`do not appear in the error about ${what}`, async () => {
      writeFileSync(join(folder, 'mistake.yaml'), `${text}\n`)
      const finished = await ts0020(['run', '--config', 'mistake.yaml'], folder, environment).finished
      expect(finished.code).to.equal(2)
      expect(finished.error).to.match(/^ts0020: /)
      expectDiscreet(finished, what)
    })
  }
})
