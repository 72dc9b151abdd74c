import { expect } from 'chai'
import fc from 'fast-check'
import { jsonCodec } from '../../lib/cse/json-codec.js'
import type { CseHere } from '../../lib/cse/index.js'
import { isObject, isValue } from '../../lib/cse/values.js'
import { editions } from '../../lib/spec/types.js'
import { at, Bench, textAt, type Client } from './client.js'

describe('cse: JSON codec', () => {
  const decode = (text: string): ReturnType<typeof jsonCodec.decode> => jsonCodec.decode(Buffer.from(text))

  it('takes a primitive, wrapped or not', () => {
    expect(decode('{"op":2}')).to.deep.equal({ kind: 'primitive', root: undefined, parameters: { op: 2 } })
    expect(decode('{"m2m:rsp":{"rsc":2000}}')).to.deep.equal({
      kind: 'primitive',
      root: 'm2m:rsp',
      parameters: { rsc: 2000 },
    })
  })

  it('refuses members named twice, at any level and in any spelling', () => {
    for (const text of ['{"rqi":"1","rqi":"2"}', '{"a":[{"b":1,"c":{},"b":2}]}', '{"a":1,"\\u0061":2}']) {
      expect(decode(text), text).to.include({ kind: 'unreadable' })
    }
    expect(decode('{"a":{"a":["a","a"]},"b":{"a":1}}')).to.include({ kind: 'primitive' })
  })

  it('refuses numbers that would come back changed', () => {
    for (const number of ['9007199254740993', '1e400', '-123456789012345678901234567890']) {
      expect(decode(`{"a":${number}}`), number).to.include({ kind: 'unreadable' })
    }
    for (const number of ['9007199254740991', '1e300', '-0.5', '1E+2']) {
      expect(decode(`{"a":[${number}]}`), number).to.include({ kind: 'primitive' })
    }
    expect(decode('{"a":"9007199254740993"}')).to.include({ kind: 'primitive' })
  })

  it('refuses what is not UTF-8, not JSON, no object, or nested without end', () => {
    expect(jsonCodec.decode(Buffer.from([0x22, 0xc3, 0x22]))).to.include({ kind: 'unreadable' })
    for (const text of [
      '',
      'null',
      '[]',
      '"x"',
      '{',
      '{}{}',
      '\ufeff{}',
      '{"m2m:rqp":[]}',
      `{"a":${'['.repeat(80)}${']'.repeat(80)}}`,
    ]) {
      expect(decode(text), text.slice(0, 20)).to.include({ kind: 'unreadable' })
    }
  })

  it('finds the request identifier in what is no JSON', () => {
    expect(decode('{"op":2,"rqi" : "r7",')).to.include({ kind: 'unreadable', requestIdentifier: 'r7' })
  })

  it('never throws, and gives back every value it takes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decode(text).kind).to.be.oneOf(['primitive', 'unreadable'])
      }),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (value) => {
        const text = JSON.stringify(value)
        const decoded = decode(text)
        if (decoded.kind !== 'primitive' || decoded.root !== undefined) return
        expect(jsonCodec.encode('m2m:rqp', decoded.parameters, false).toString('utf8')).to.equal(text)
      }),
    )
  })
})

describe('cse: messages that are no primitives', () => {
  const bench = new Bench()
  afterEach(() => bench.clear())

  async function client(cse: CseHere): Promise<Client> {
    return bench.client(cse, 'R3')
  }

  it('answers 4000 where the rqi can be read', async () => {
    const cse = await bench.cse({ edition: 'R3' })
    const one = await client(cse)
    for (const text of [
      '{"op":2,"to":"cse-in","rqi":"x"',
      '{"rqi":"x"}',
      '{"rqi":"x","op":2,"rsc":2000}',
      '{"m2m:rqp":{"op":2,"to":"cse-in","fr":"CAdmin","rqi":"x","rvi":"3"}}',
    ]) {
      one.socket.send(text)
      expect(await one.response({ rqi: 'x' }), text).to.include({ rsc: 4000 })
    }
    one.socket.send(Buffer.from('{"op":2,"to":"cse-in","fr":"CAdmin","rqi":"x","rvi":"3"}'), { binary: true })
    expect(await one.response({ rqi: 'x' }), 'binary').to.include({ rsc: 4000 })
    expect(await one.retrieve('CAdmin', 'cse-in'), 'still served').to.include({ rsc: 2000 })
  })

  it('closes with a reason where it cannot', async () => {
    const cse = await bench.cse({ edition: 'R3' })
    for (const [message, binary, code] of [
      ['this is no JSON', false, 1008],
      ['[]', false, 1008],
      ['{"op":2,"to":"cse-in"}', false, 1008],
      ['{"op":2,"rqi":7}', false, 1008],
      ['\x00\x01', true, 1003],
    ] as const) {
      const one = await client(cse)
      one.socket.send(Buffer.from(message), { binary })
      const ending = await one.ended
      expect(ending.code, message).to.equal(code)
      expect(ending.reason).to.not.equal('')
    }
  })

  it('wants the wrapper in R2.0, and answers in it', async () => {
    const cse = await bench.cse({ edition: 'R2.0' })
    const one = await bench.client(cse, 'R2.0')
    const texts: string[] = []
    one.socket.on('message', (data: Buffer) => texts.push(data.toString('utf8')))
    one.socket.send('{"op":2,"to":"cse-in","fr":"CAdmin","rqi":"x"}')
    expect(await one.response({ rqi: 'x' })).to.deep.equal({ rsc: 4000, rqi: 'x' })
    one.socket.send('{"m2m:rqp":{"op":2,"to":"cse-in","fr":"CAdmin","rqi":"y"}}')
    expect(await one.response({ rqi: 'y' })).to.include({ rsc: 2000 })
    for (const text of texts) expect(text).to.match(/^\{"m2m:rsp":\{/)
  })

  it('closes with 1009 on a message that is too large', async () => {
    const cse = await bench.cse({ edition: 'R3', maxMessage: 2048 })
    const one = await client(cse)
    one.socket.send(' '.repeat(2049))
    expect(await one.ended).to.include({ code: 1009 })
  })

  it('reads and sends compressed messages where that was agreed', async () => {
    const cse = await bench.cse({ edition: 'R3' })
    const one = await bench.client(cse, 'R3', { perMessageDeflate: { threshold: 0 } })
    expect(one.socket.extensions).to.equal('permessage-deflate')
    await one.register('C1')
    await one.create('C1', 'C1', 3, { 'm2m:cnt': { rn: 'box' } })
    const con = 'compressible '.repeat(5000)
    await one.create('C1', 'cse-in/ae-C1/box', 4, { 'm2m:cin': { con } })
    expect(at(await one.retrieve('C1', 'cse-in/ae-C1/box/la'), 'pc', 'm2m:cin', 'con')).to.equal(con)
  })

  it('closes its connections with 1001 when it stops', async () => {
    const cse = await bench.cse({ edition: 'R3' })
    const one = await client(cse)
    await cse.stop()
    expect(await one.ended).to.include({ code: 1001 })
  })

  it('ignores responses to nothing', async () => {
    const cse = await bench.cse({ edition: 'R3' })
    const one = await client(cse)
    one.socket.send('{"rsc":2000,"rqi":"never","rvi":"3"}')
    one.socket.send('{"rsc":[],"rqi":{}}')
    expect(await one.retrieve('CAdmin', 'cse-in')).to.include({ rsc: 2000 })
    expect(one.inbox).to.deep.equal([])
  })

  it('survives nesting to its bound, and deletes it again', async () => {
    const cse = await bench.cse({ edition: 'R3' })
    const one = await client(cse)
    await one.register('C1')
    let parent = 'C1'
    let last = await one.create('C1', parent, 3, { 'm2m:cnt': {} })
    while (last['rsc'] === 2001) {
      parent = textAt(last, 'pc', 'm2m:cnt', 'ri')
      last = await one.create('C1', parent, 3, { 'm2m:cnt': {} })
    }
    expect(last).to.include({ rsc: 5000 })
    expect(await one.retrieve('C1', 'C1', { rcn: 4 })).to.include({ rsc: 2000 })
    expect(await one.remove('C1', 'C1')).to.include({ rsc: 2002 })
  })
})

describe('cse: whatever a client sends', () => {
  const bench = new Bench()
  after(() => bench.clear())

  const anyJson = fc.oneof(
    { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    fc.constantFrom(
      'C1',
      'CAdmin',
      'cse-in',
      'cse-in/ae-C1',
      '/mn',
      '__proto__',
      'constructor',
      '#',
      '//',
      '',
    ),
    fc.integer({ min: -1, max: 30 }),
  )
  const names = 'op to fr rqi ty pc rcn rt fc drt rqet rset rp oet rvi sqi rsc rids gid lbl'.split(' ')
  const roots = [
    'm2m:cnt',
    'm2m:ae',
    'm2m:sub',
    'm2m:acp',
    'm2m:cin',
    'm2m:csr',
    'm2m:sgn',
    'm2m:atrl',
    '__proto__',
  ]
  const attributeNames =
    'rn lbl acpi et mni mbs con cnf nu enc nct exc su pv pvs api rr srv csi cb poa cr __proto__'
  const content = fc
    .tuple(fc.constantFrom(...roots), fc.dictionary(fc.constantFrom(...attributeNames.split(' ')), anyJson))
    .map(([root, attributes]) => ({ [root]: attributes }))
  const nearlyRight = fc
    .record({
      op: fc.integer({ min: 1, max: 5 }),
      to: fc.constantFrom('cse-in', 'C1', 'cse-in/ae-C1', '/mn/x', 'cse-in/ae-C1#lbl'),
      fr: fc.constantFrom('C1', 'CAdmin', 'C2', '/mn', 'C'),
      ty: fc.integer({ min: 0, max: 24 }),
      pc: content,
    })
    .chain((base) =>
      fc
        .dictionary(fc.constantFrom(...names), anyJson, { maxKeys: 3 })
        .map((edits) => (base.op === 1 ? { ...base, ...edits } : { ...base, ty: undefined, ...edits })),
    )

  for (const edition of editions) {
    it(`is answered or closed, and the CSE goes on serving, in ${edition}`, async () => {
      const log: string[] = []
      const cse = await bench.cse({ edition, requestTimeoutMs: 20 }, {}, (line) => log.push(line))
      const control = await bench.client(cse, edition)
      await control.register('C1')
      await fc.assert(
        fc.asyncProperty(fc.array(nearlyRight, { minLength: 1, maxLength: 10 }), async (messages) => {
          const client = await bench.client(cse, edition)
          for (const message of messages) {
            const primitive: unknown = JSON.parse(JSON.stringify({ rqi: 'x', rvi: '2a', ...message }))
            if (isValue(primitive) && isObject(primitive)) client.send(primitive)
          }
          client.socket.close()
          await client.ended
        }),
        { numRuns: 60 },
      )
      for (const hostile of [
        '{"__proto__":{"op":2},"rqi":"x"}',
        '{"constructor":1}',
        '\u0000',
        '{"op":1e5,"rqi":"x"}',
      ]) {
        const client = await bench.client(cse, edition)
        client.socket.send(hostile)
        client.socket.close()
        await client.ended
      }
      expect(log.filter((line) => line.includes('internal error'))).to.deep.equal([])
      expect(log.join('')).to.match(/^[\x20-\x7e]*$/)
      expect(await control.retrieve('CAdmin', 'cse-in', { rcn: 4 })).to.include({ rsc: 2000 })
      const answer = await control.register('Cafterwards')
      expect(answer).to.include({ rsc: 2001 })
    })
  }
})
