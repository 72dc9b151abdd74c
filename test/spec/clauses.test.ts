import { expect } from 'chai'
import { clauseOf, clauses, clauseTitle, documentOf } from '../../lib/spec/clauses.js'

describe('clauses', () => {
  it('have the titles of their documents', () => {
    expect(clauseTitle('6.2.3.5')).to.equal('Sec-WebSocket-Protocol header')
    expect(clauseTitle('A.1')).to.equal('AE Registration and creation of a Container child resource')
    expect(clauseTitle('RFC6455/5.5.2')).to.equal('Ping')
    expect(clauseTitle('6.2.3.99')).to.equal(undefined)
  })

  it('are told from the id of a row', () => {
    expect(clauseOf('6.2.3.5-2')).to.equal('6.2.3.5')
    expect(clauseOf('7-1')).to.equal('7')
    expect(clauseOf('A.1-1')).to.equal('A.1')
    expect(clauseOf('TS-0004/7.2.1.2-1')).to.equal('TS-0004/7.2.1.2')
    expect(clauseOf('RFC7692/7.1.2.1-1')).to.equal('RFC7692/7.1.2.1')
  })

  it('belong to a document', () => {
    expect(documentOf('6.3')).to.equal('')
    expect(documentOf('TS-0004/8.4.2')).to.equal('TS-0004')
    expect(documentOf('RFC9999/1')).to.equal(undefined)
    expect([...clauses.keys()].filter((id) => documentOf(id) === undefined)).to.deep.equal([])
  })
})
