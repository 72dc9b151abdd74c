import { expect } from 'chai'
import { begin, framesThrough, octet, serverText, textOf } from './support.js'

const created =
  '{"rsc":2001,"rqi":"abcde","rvi":"2a","pc":{"m2m:ae":{"ri":"C1","rn":"ae","aei":"C1","rr":true,"lbl":["one"],"ct":"20260101T000000"}}}'
const missing = '{"rsc":4004,"rqi":"r2"}'
const notification =
  '{"op":5,"to":"C1","fr":"/id-in","rqi":"n1","rvi":"2a","pc":{"m2m:sgn":{"nev":{"rep":{"m2m:cin":{"con":"x"}},"net":3},"sur":"/id-in/s1"}}}'

/** What each fault makes of a message: what it changes, from and to. */
const table: Readonly<Record<string, readonly [message: string, from: string, to: string]>> = {
  'rsc-missing': [created, '"rsc":2001,', ''],
  'rsc-as-string': [created, '2001', '"2001"'],
  'rsc-null': [created, '2001', 'null'],
  'rsc-of-http': [created, '2001', '201'],
  'not-found-as-success': [missing, '4004', '2000'],
  'not-found-as-bad-request': [missing, '4004', '4000'],
  'rqi-missing': [created, '"rqi":"abcde",', ''],
  'rqi-constant': [created, '"abcde"', '"1"'],
  'rqi-as-number': [created, '"abcde"', '12345'],
  'rqi-upper-case': [created, 'abcde', 'ABCDE'],
  'rqi-cut': [created, 'abcde', 'abcd'],
  'rvi-missing-in-release-3': [created, '"rvi":"2a",', ''],
  'rvi-as-number': [created, '"rvi":"2a"', '"rvi":3'],
  'response-wrapped-in-release-3': [missing, missing, `{"m2m:rsp":${missing}}`],
  'response-with-unknown-member': [missing, '}', ',"server":"CSE 1.0"}'],
  'response-with-op': [missing, '}', ',"op":2}'],
  'content-with-long-name': [created, '"pc"', '"primitiveContent"'],
  'attributes-with-long-names': [created, '"ct"', '"creationTime"'],
  'content-in-array': [created, '{"m2m:ae":', '[{"m2m:ae":'],
  'booleans-as-strings': [created, 'true', '"true"'],
  'booleans-as-numbers': [created, 'true', '1'],
  'list-of-one-as-value': [created, '["one"]', '"one"'],
  'timestamps-as-numbers': [created, '"20260101T000000"', '1700000000'],
  'ae-without-aei': [created, '"aei":"C1",', ''],
  'ae-id-is-not-resource-id': [created, '"ri":"C1"', '"ri":"ae-C1"'],
  'integer-as-decimal': [created, '2001', '2001.0'],
  'member-twice': [created, '"rqi":"abcde"', '"rqi":"abcde","rqi":"abcde"'],
  'message-with-trailing-comma': [missing, '}', ',}'],
  'message-in-array': [missing, missing, `[${missing}]`],
  'message-as-string': [missing, missing, JSON.stringify(missing)],
  'request-without-op': [notification, '"op":5,', ''],
  'request-without-from': [notification, '"fr":"/id-in",', ''],
  'request-without-rqi': [notification, '"rqi":"n1",', ''],
  'request-op-as-string': [notification, '"op":5', '"op":"5"'],
  'notification-without-prefix': [notification, '"m2m:sgn"', '"sgn"'],
  'notification-with-long-name': [notification, '"sur"', '"subscriptionReference"'],
  'notification-as-representation': [
    notification,
    '{"m2m:sgn":{"nev":{"rep":{"m2m:cin":{"con":"x"}},"net":3},"sur":"/id-in/s1"}}',
    '{"m2m:cin":{"con":"x"}}',
  ],
}

function through(id: string, ...messages: readonly string[]): readonly string[] {
  return textOf(framesThrough('fromServer', begin(id), serverText(...messages)))
}

describe('octet faults in primitives', () => {
  for (const [id, [message, from, to]] of Object.entries(table)) {
    it(`${id}: ${octet(id).text}`, () => {
      expect(message).to.contain(from)
      const expected =
        id === 'content-in-array'
          ? message.replace(from, to).replace('}}}', '}}]}')
          : id === 'message-with-trailing-comma' || id.startsWith('response-with-')
            ? message.replace(/\}$/, to)
            : message.replace(from, to)
      expect(through(id, message)).to.deep.equal([expected])
    })
  }

  it('find the primitive in its wrapper, and leave the wrapper around it', () => {
    expect(through('rsc-as-string', `{"m2m:rsp":${missing}}`)).to.deep.equal([
      '{"m2m:rsp":{"rsc":"4004","rqi":"r2"}}',
    ])
  })

  it('leave requests alone where responses are meant, and the other way round', () => {
    for (const [id, [message]] of Object.entries(table)) {
      if (id.startsWith('message') || id.startsWith('member')) continue
      const other = message === notification ? missing : notification
      expect(through(id, other), id).to.deep.equal([other])
    }
  })

  it('leave what is no JSON alone', () => {
    for (const id of ['rsc-missing', 'request-without-op', 'rqi-of-another-request', 'errors-in-xml']) {
      expect(through(id, 'Hello', '[1]', '"rsc"', '{"rsc"'), id).to.deep.equal([
        'Hello',
        '[1]',
        '"rsc"',
        '{"rsc"',
      ])
    }
  })

  it('rqi-of-another-request: answers with the rqi before, connection by connection', () => {
    expect(
      through('rqi-of-another-request', '{"rsc":2000,"rqi":"a"}', '{"rsc":2000,"rqi":"b"}'),
    ).to.deep.equal(['{"rsc":2000,"rqi":"none"}', '{"rsc":2000,"rqi":"a"}'])
  })

  it('errors-in-xml: errors only', () => {
    const [error, success] = through('errors-in-xml', missing, created)
    expect(error).to.equal(
      '<m2m:rsp xmlns:m2m="http://www.onem2m.org/xml/protocols"><rsc>4004</rsc><rqi>r2</rqi></m2m:rsp>',
    )
    expect(success).to.equal(created)
  })
})
