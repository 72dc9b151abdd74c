import { expect } from 'chai'
import fc from 'fast-check'
import {
  checkResponse,
  createXmlCodec,
  jsonCodec,
  type Codec,
  type ValueObject,
} from '../../lib/primitive/index.js'
import { plain, primitive } from './generators.js'

const namespace = 'http://www.onem2m.org/xml/protocols'
const response = (inside: string): string => `<m2m:rsp xmlns:m2m="${namespace}">${inside}</m2m:rsp>`
const content = (inside: string): string => response(`<rsc>2000</rsc><rqi>r1</rqi><pc>${inside}</pc>`)

describe('XML codec', () => {
  let codec: Codec
  before(async () => {
    codec = await createXmlCodec()
  })

  const decode = (text: string) => codec.decode(Buffer.from(text))
  const codes = (text: string): readonly string[] => {
    const outcome = decode(text)
    return outcome.kind === 'decoded'
      ? outcome.findings.map(({ code }) => code)
      : [`no: ${outcome.finding.code}`]
  }
  const value = (text: string): unknown => {
    const outcome = decode(text)
    return outcome.kind === 'decoded' ? plain(outcome.value) : outcome.finding.message
  }
  const inContent = (inside: string): unknown => (value(content(inside)) as { pc: unknown }).pc

  it('writes a request with its elements in the order of the XML schema', () => {
    const request = {
      rqi: 'r1',
      fr: 'C1',
      rvi: '3',
      pc: { 'm2m:cnt': { mni: 5, rn: 'a"b', lbl: ['x', 'y'] } },
      ty: 3,
      to: 'cse',
      op: 1,
    }
    expect(codec.encode(request, { wrap: 'request' }).toString()).to.equal(
      `<?xml version="1.0" encoding="UTF-8"?><m2m:rqp xmlns:m2m="${namespace}"><op>1</op><to>cse</to><fr>C1</fr>` +
        '<rqi>r1</rqi><ty>3</ty><pc><m2m:cnt rn="a&quot;b"><lbl>x y</lbl><mni>5</mni></m2m:cnt></pc><rvi>3</rvi></m2m:rqp>',
    )
  })

  it('writes NULL as an empty element, repeated elements one by one, and escapes text', () => {
    const update = { op: 3, pc: { 'm2m:sub': { lbl: null, enc: { net: [1, 3] }, unknown: '<&>\r' } } }
    expect(codec.encode(update, { wrap: 'none' }).toString()).to.contain(
      '<m2m:sub><lbl></lbl><enc><net>1</net><net>3</net></enc><unknown>&lt;&amp;&gt;&#13;</unknown></m2m:sub>',
    )
  })

  it('writes what XML cannot hold in a way that stays well-formed', () => {
    const hostile: ValueObject = {
      rsc: 2000,
      '<x>': 'a',
      '1 b': '\u0000\ud800',
      '': 'c',
      'p:q': 'd',
    }
    const outcome = codec.decode(codec.encode(hostile, { wrap: 'response' }))
    expect(outcome.kind === 'decoded' && Object.values(outcome.value)).to.have.members([
      2000,
      'a',
      '\ufffd\ufffd',
      'c',
      'd',
    ])
  })

  it('reads a response into the structure of JSON', () => {
    const ae =
      '<m2m:ae rn="a"><ty>2</ty><ri>C1</ri><pi/><lbl>one two</lbl><poa>ws://a:1</poa><rr>true</rr><srv>2a 3</srv></m2m:ae>'
    expect(decode(content(ae))).to.deep.include({
      kind: 'decoded',
      serialization: 'xml',
      wrapped: 'm2m:rsp',
      findings: [],
    })
    expect(inContent(ae)).to.deep.equal({
      'm2m:ae': {
        rn: 'a',
        ty: 2,
        ri: 'C1',
        pi: '',
        lbl: ['one', 'two'],
        poa: ['ws://a:1'],
        rr: true,
        srv: ['2a', '3'],
      },
    })
  })

  it('takes any prefix for the namespace, comments, CDATA, references and white space between elements', () => {
    const text = `<?xml version='1.0'?><!-- x --><o:rsp xmlns:o="${namespace}">
      <rsc> 2000 </rsc>
      <rqi>r&#49;</rqi><pc><o:cin><con><![CDATA[<a> &]]> b\r\nc</con></o:cin></pc>
    </o:rsp>`
    expect(codes(text)).to.deep.equal([])
    expect(value(text)).to.deep.equal({ rsc: 2000, rqi: 'r1', pc: { 'm2m:cin': { con: '<a> & b\nc' } } })
  })

  it('tells NULL, empty strings, empty lists and empty objects apart by the data type', () => {
    expect(inContent('<m2m:cnt><lbl/><or></or></m2m:cnt>')).to.deep.equal({
      'm2m:cnt': { lbl: null, or: null },
    })
    expect(inContent('<m2m:cin><con/></m2m:cin>')).to.deep.equal({ 'm2m:cin': { con: '' } })
    expect(inContent('<m2m:cin><con>  </con></m2m:cin>')).to.deep.equal({ 'm2m:cin': { con: '  ' } })
    expect(inContent('<m2m:uril/>')).to.deep.equal({ 'm2m:uril': [] })
    expect(inContent('<m2m:cnt/>')).to.deep.equal({ 'm2m:cnt': {} })
  })

  it('reads lists, repeated elements, child resources and references', () => {
    expect(
      inContent(
        '<m2m:cnt rn="c"><ch nm="x" typ="4">c/x</ch><ch nm="y" typ="23">c/y</ch><m2m:cin><con>1</con></m2m:cin></m2m:cnt>',
      ),
    ).to.deep.equal({
      'm2m:cnt': {
        rn: 'c',
        ch: [
          { nm: 'x', typ: 4, val: 'c/x' },
          { nm: 'y', typ: 23, val: 'c/y' },
        ],
        'm2m:cin': [{ con: '1' }],
      },
    })
    expect(inContent('<m2m:acp><pv><acr><acor>a b</acor><acop>63</acop></acr></pv></m2m:acp>')).to.deep.equal(
      {
        'm2m:acp': { pv: { acr: [{ acor: ['a', 'b'], acop: 63 }] } },
      },
    )
    expect(
      inContent(
        '<m2m:sgn><nev><rep><m2m:cin><con>x</con></m2m:cin></rep><net>3</net></nev><sur>s</sur></m2m:sgn>',
      ),
    ).to.deep.equal({
      'm2m:sgn': { nev: { rep: { 'm2m:cin': { con: 'x' } }, net: 3 }, sur: 's' },
    })
  })

  it('reads the resource type of a creation among the parameters that a <request> repeats, wherever it stands', () => {
    for (const mi of ['<ty>23</ty><rvi>2a</rvi>', '<rvi>2a</rvi><ty>23</ty>']) {
      expect(inContent(`<m2m:req><mi>${mi}</mi></m2m:req>`)).to.deep.equal({
        'm2m:req': { mi: { ty: 23, rvi: '2a' } },
      })
      expect(codes(content(`<m2m:req><mi>${mi}</mi></m2m:req>`))).to.deep.equal([])
    }
  })

  it('reads what a <request> repeats of its request by the same types', () => {
    const kept = '<m2m:req><mi><ty>3</ty><rcn>1</rcn><da>true</da></mi></m2m:req>'
    expect(inContent(kept)).to.deep.equal({ 'm2m:req': { mi: { ty: 3, rcn: 1, da: true } } })
  })

  it('keeps what does not fit its data type as text, for the schemas to tell', () => {
    const outcome = decode(response('<rsc>many</rsc><rqi>r1</rqi>'))
    expect(outcome.kind === 'decoded' && outcome.value['rsc']).to.equal('many')
    expect(checkResponse(outcome, 'R3', 'r1').map(({ code }) => code)).to.include('rsc-wrong-type')
  })

  it('wants no other wrapper than the root in any edition', () => {
    for (const edition of ['R2.0', 'R2A', 'R3'] as const) {
      const found = checkResponse(decode(response('<rsc>2000</rsc><rqi>r1</rqi>')), edition, 'r1')
      expect(found.map(({ code }) => code).filter((code) => code.includes('wrap'))).to.deep.equal([])
    }
    const request = `<m2m:rqp xmlns:m2m="${namespace}"><rsc>2000</rsc><rqi>r1</rqi></m2m:rqp>`
    expect(checkResponse(decode(request), 'R3', 'r1').map(({ code }) => code)).to.include('wrapper-mismatch')
  })

  const remarkable: readonly (readonly [string, string, string])[] = [
    [
      'another namespace of the root',
      '<m2m:rsp xmlns:m2m="urn:x"><rsc>2000</rsc></m2m:rsp>',
      'wrong-namespace',
    ],
    ['no namespace of the root', '<rsp><rsc>2000</rsc></rsp>', 'wrong-namespace'],
    ['a qualified parameter', response('<m2m:rsc>2000</m2m:rsc>'), 'wrong-namespace'],
    [
      'a default namespace that catches a parameter',
      `<rsp xmlns="${namespace}"><rsc>2000</rsc></rsp>`,
      'wrong-namespace',
    ],
    ['a resource without namespace', content('<cnt/>'), 'wrong-namespace'],
    ['elements in the wrong order', response('<rqi>r1</rqi><rsc>2000</rsc>'), 'element-order'],
    ['an element given twice', response('<rsc>2000</rsc><rsc>2000</rsc>'), 'duplicate-member'],
    ['the name as an element', content('<m2m:cnt><rn>c</rn></m2m:cnt>'), 'attribute-or-element'],
    ['an attribute where an element is due', content('<m2m:cnt mni="1"/>'), 'attribute-or-element'],
    ['an unknown XML attribute', response('<rsc unit="x">2000</rsc>'), 'unknown-attribute'],
    ['text among elements', response('x<rsc>2000</rsc>'), 'stray-text'],
    ['an integer with a fraction', response('<rsc>2000.0</rsc>'), 'integer-with-fraction'],
    [
      'an integer beyond a double',
      content('<m2m:cnt><mni>9007199254740993</mni></m2m:cnt>'),
      'unsafe-integer',
    ],
    [
      'a wrong encoding in the declaration',
      `<?xml version="1.0" encoding="ISO-8859-1"?>${response('')}`,
      'wrong-encoding',
    ],
  ]
  for (const [name, text, code] of remarkable) {
    it(`reads ${name}, and says so`, () => {
      expect(codes(text)).to.deep.equal([code])
    })
  }

  it('reads on where it has found something', () => {
    expect(
      value(`<rsp xmlns="${namespace}"><rqi>r1</rqi><rsc>2000</rsc><pc><cnt><rn>c</rn></cnt></pc></rsp>`),
    ).to.deep.equal({
      rqi: 'r1',
      rsc: 2000,
      pc: { 'm2m:cnt': { rn: 'c' } },
    })
  })

  const unreadable: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'empty'],
    ['white space', ' \n', 'empty'],
    ['no markup', 'hello', 'syntax'],
    ['JSON', '{"rsc":2000}', 'syntax'],
    ['another root', '<greeting/>', 'wrong-root'],
    ['text in the root', response('hello'), 'not-an-object'],
    ['an element that is not closed', response('<rsc>2000'), 'syntax'],
    ['two roots', response('') + response(''), 'syntax'],
    ['an attribute given twice', response('<a b="" b=""/>'), 'syntax'],
    ['a prefix that is not declared', response('<x:a/>'), 'syntax'],
    ['an entity that is not defined', response('<a>&b;</a>'), 'syntax'],
    ['a character that XML does not allow', response('<a>\u0001</a>'), 'syntax'],
    ['a document type', `<!DOCTYPE a>${response('')}`, 'document-type'],
    [
      'a document type behind all that may stand there',
      `\ufeff<?xml version="1.0"?> <!-- x --><?y z?>\n<!DOCTYPE a>${response('')}`,
      'document-type',
    ],
  ]
  for (const [name, text, code] of unreadable) {
    it(`cannot read ${name}`, () => {
      expect(codes(text)).to.deep.equal([`no: ${code}`])
    })
  }

  it('says where the document is ill-formed', () => {
    const outcome = decode(response('\n<rsc>2000</rqi>'))
    expect(outcome).to.have.nested.property('finding.position.line', 2)
  })

  it('cannot read what is not UTF-8', () => {
    const octets = Buffer.concat([Buffer.from(response('')), Buffer.of(0xff)])
    expect(codec.decode(octets)).to.have.nested.property('finding.code', 'invalid-utf8')
    expect(codec.decode(Buffer.from(response(''), 'utf16le')).kind).to.equal('undecodable')
  })

  describe('with hostile documents', () => {
    const bombs: readonly (readonly [string, string, string])[] = [
      [
        'entities that grow',
        `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(99)}"><!ENTITY c "&b;&b;&b;">]>${response('<x>&c;</x>')}`,
        'document-type',
      ],
      [
        'an external entity',
        `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>${response('<x>&b;</x>')}`,
        'document-type',
      ],
      ['deep nesting', response('<a>'.repeat(1000) + '</a>'.repeat(1000)), 'too-deep'],
      ['very deep nesting', '<a>'.repeat(90_000), 'too-deep'],
      ['countless elements', response('<a/>'.repeat(200_000)), 'too-large'],
      [
        'countless attributes',
        response(`<a ${Array.from({ length: 110_000 }, (_, at) => `b${at} = ''`).join(' ')}/>`),
        'too-large',
      ],
    ]
    for (const [name, text, code] of bombs) {
      it(`bounds ${name}`, () => {
        expect(codes(text)).to.deep.equal([`no: ${code}`])
      })
    }

    it('takes long text, and as many repeated elements as fit', () => {
      const long = 'x'.repeat(12_000_000)
      expect(inContent(`<m2m:cin><con>${long}</con></m2m:cin>`)).to.deep.equal({ 'm2m:cin': { con: long } })
      const outcome = inContent(
        `<m2m:sub><enc>${'<net>1</net>'.repeat(20_000)}</enc></m2m:sub>`,
      ) as ValueObject
      expect(outcome).to.have.nested.property('m2m:sub.enc.net.length', 20_000)
    }).timeout(10_000)

    it('finds nothing but own members', () => {
      const outcome = decode(response('<__proto__>1</__proto__><constructor>2</constructor>'))
      expect(outcome.kind === 'decoded' && Object.keys(outcome.value)).to.deep.equal([
        '__proto__',
        'constructor',
      ])
    })

    it('never throws, whatever the text', () => {
      const piece = fc.constantFrom(
        '<',
        '>',
        '/',
        'm2m:rsp',
        'a',
        '"',
        '=',
        '&',
        ';',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<?',
        '?>',
        '<!DOCTYPE',
        ' xmlns="u"',
        '\n',
        '\u0000',
        'é',
      )
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 30 }), (pieces) =>
          ['decoded', 'undecodable'].includes(decode(pieces.join('')).kind),
        ),
        { numRuns: 1000 },
      )
    })

    it('never throws for primitives with octets changed', () => {
      fc.assert(
        fc.property(
          primitive,
          fc.nat(),
          fc.integer({ min: 0, max: 255 }),
          ({ value: sent, wrap }, place, octet) => {
            const octets = codec.encode(sent, { wrap })
            octets[place % octets.length] = octet
            return ['decoded', 'undecodable'].includes(codec.decode(octets).kind)
          },
        ),
        { numRuns: 500 },
      )
    })
  })

  it('reads back what it writes, the same as JSON, without findings', () => {
    fc.assert(
      fc.property(primitive, ({ value: sent, wrap }) => {
        const outcome = codec.decode(codec.encode(sent, { wrap }))
        expect(outcome.kind === 'decoded' && outcome.findings).to.deep.equal([])
        const json = jsonCodec.decode(jsonCodec.encode(sent, { wrap: 'none' }))
        expect(outcome.kind === 'decoded' && plain(outcome.value)).to.deep.equal(
          json.kind === 'decoded' && plain(json.value),
        )
      }),
      { numRuns: 300 },
    )
  }).timeout(10_000)
})
