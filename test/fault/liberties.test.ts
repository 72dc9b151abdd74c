import { expect } from 'chai'
import { rulesFor } from '../../lib/fault/behaviour-module.js'
import { faultById, liberties } from '../../lib/fault/index.js'
import { FrameReader, type TamperFrame } from '../../lib/fault/frame-reader.js'
import type { Tampering } from '../../lib/fault/types.js'
import { readings, requirementById } from '../../lib/spec/index.js'
import { encodeFrame, opcodes } from '../../lib/wire/index.js'
import { acceptance, head, refusal, request } from './support.js'

/** A text message of a client, as the tamper reads it. */
function clientText(text: string): TamperFrame {
  const [piece] = new FrameReader().push(encodeFrame({ opcode: opcodes.text, payload: Buffer.from(text) }))
  if (piece?.kind !== 'frame') throw new Error('there is no whole frame')
  return piece.frame
}

describe('the catalogue of liberties', () => {
  it('has ids in kebab-case, each once, and none that a fault has', () => {
    const ids = liberties.map(({ id }) => id)
    expect(new Set(ids).size).to.equal(ids.length)
    for (const id of ids) expect(id).to.match(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
    expect(ids.filter((id) => faultById(id) !== undefined)).to.deep.equal([])
  })

  it('says of each where it is permitted: in a document, by a row of the catalogue, or by a Reading that there is', () => {
    const read = new Set<string>(Object.values(readings).flatMap(({ rows }) => rows))
    const unfounded = liberties.filter(({ permittedBy }) => {
      const [, ofReading] = /Reading of (\S+?)(?::|$)/.exec(permittedBy) ?? []
      if (ofReading !== undefined) return !read.has(ofReading)
      const [, row = ''] = /^(\S+-\d+):? /.exec(`${permittedBy} `) ?? []
      return (
        requirementById(row) === undefined &&
        !/^(?:RFC \d+|TS-000[14]|XML 1\.0|Namespaces in XML) \d/.test(permittedBy)
      )
    })
    expect(unfounded.map(({ id, permittedBy }) => `${id}: ${permittedBy}`)).to.deep.equal([])
  })

  it('has warnings on rows of the catalogue of requirements only', () => {
    const unknown = liberties.flatMap(({ warns }) =>
      warns.filter((row) => requirementById(row) === undefined),
    )
    expect(unknown).to.deep.equal([])
  })

  it('gives the CSE the rules of a liberty, and of nothing that it does not know', () => {
    for (const { id, kind } of liberties) {
      if (kind === 'behaviour') expect(Object.keys(rulesFor(id)), id).to.not.be.empty
      else expect(() => rulesFor(id), id).to.throw('there is no behaviour fault or liberty')
    }
  })
})

describe('liberties that show in TCP segments, or in several connections', () => {
  function begin(id: string): () => Tampering {
    const liberty = liberties.find((each) => each.id === id)
    if (liberty?.kind !== 'octet') throw new Error(`there is no liberty ${id} in the octets`)
    return liberty.tamper()
  }

  it('send a 101 octet by octet', () => {
    const steps = begin('acceptance-octet-by-octet')().answer?.(acceptance, request)
    expect(steps).to.have.length(acceptance.octets.length)
  })

  it('end TCP without an answer to what is no HTTP, and nothing else', () => {
    const tampering = begin('no-http-no-answer')()
    expect(tampering.answer?.(refusal, head('this is no HTTP'))).to.deep.equal([{ kind: 'end' }])
    expect(tampering.answer?.(refusal, request)).to.equal(refusal)
  })

  it('refuse a second connection of an originator until the first one has ended', () => {
    const connect = begin('second-connection-refused')
    const [first, second, third] = [connect(), connect(), connect()]
    const retrieve = clientText('{"op":2,"fr":"Cme","rqi":"1"}')
    const opening = { request, answer: acceptance }
    expect(first.fromClient?.(retrieve, opening)).to.equal(retrieve)
    expect(second.fromClient?.(retrieve, opening)).to.not.equal(retrieve)
    first.clientEnded?.({ how: 'end', insideFrame: false })
    expect(third.fromClient?.(retrieve, opening)).to.equal(retrieve)
  })
})
