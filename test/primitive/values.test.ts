import { expect } from 'chai'
import {
  attribute,
  member,
  resourceOf,
  spokenStatusCode,
  statusClass,
  without,
} from '../../lib/primitive/index.js'
import { pointer, pointerSteps, spokenPath } from '../../lib/primitive/pointer.js'
import {
  isAddress,
  isCseId,
  isDuration,
  isIdentifier,
  isPointOfAccess,
  isScheduleEntry,
  isTimestamp,
  isTimestampOrOffset,
} from '../../lib/primitive/formats.js'

describe('attribute', () => {
  const value = { pc: { 'm2m:ae': { aei: 'C1', srv: ['2a', '3'] } } }

  it('follows a JSON Pointer', () => {
    expect(attribute(value, '/pc/m2m:ae/aei')).to.equal('C1')
    expect(attribute(value, 'pc/m2m:ae/srv/1')).to.equal('3')
    expect(attribute(value, '')).to.equal(value)
  })

  it('finds nothing where nothing is', () => {
    for (const path of [
      '/pc/x',
      '/pc/m2m:ae/aei/0',
      '/pc/m2m:ae/srv/2',
      '/pc/m2m:ae/srv/01',
      '/pc/m2m:ae/srv/length',
    ]) {
      expect(attribute(value, path), path).to.be.undefined
    }
    expect(attribute(undefined, '/a')).to.be.undefined
  })

  it('finds only own members', () => {
    expect(attribute({}, '/constructor')).to.be.undefined
    expect(member({}, 'toString')).to.be.undefined
  })
})

describe('resourceOf', () => {
  it('names the resource, its type and its attributes', () => {
    expect(resourceOf({ 'm2m:cnt': { ri: 'c' } })).to.deep.equal({
      name: 'm2m:cnt',
      type: 'container',
      attributes: { ri: 'c' },
    })
    expect(resourceOf({ 'hd:light': { on: true } })).to.deep.equal({
      name: 'hd:light',
      type: undefined,
      attributes: { on: true },
    })
  })

  it('looks inside the wrapper of resultContent 3', () => {
    const content = { 'm2m:rce': { 'm2m:ae': { aei: 'C1' }, uri: 'cse/ae' } }
    expect(resourceOf(content)).to.deep.include({ name: 'm2m:ae', attributes: { aei: 'C1' } })
  })

  it('takes nothing else for a resource', () => {
    for (const content of [
      undefined,
      {},
      { 'm2m:uri': 'a' },
      { 'm2m:sgn': {} },
      { 'm2m:rsp': {} },
      { 'm2m:uril': [] },
      { 'm2m:ae': {}, 'm2m:cnt': {} },
    ]) {
      expect(resourceOf(content), JSON.stringify(content)).to.be.undefined
    }
  })
})

describe('without', () => {
  it('leaves out members of a copy', () => {
    const whole = { a: 1, b: 2, c: 3 }
    expect(without(whole, 'a', 'c')).to.deep.equal({ b: 2 })
    expect(whole).to.deep.equal({ a: 1, b: 2, c: 3 })
  })
})

describe('JSON Pointers', () => {
  it('escape what RFC 6901 says', () => {
    expect(pointer(['a/b', 'c~d', 0, ''])).to.equal('/a~1b/c~0d/0/')
    expect(pointerSteps('/a~1b/c~0d/0/')).to.deep.equal(['a/b', 'c~d', '0', ''])
    expect(pointerSteps('/~01')).to.deep.equal(['~1'])
  })

  it('have names for messages', () => {
    expect(spokenPath('')).to.equal('the value')
    expect(spokenPath('/pc/m2m:ae/rr')).to.equal('rr')
    expect(spokenPath('/pc/m2m:ae/srv/1')).to.equal('entry 1 of srv')
  })
})

describe('status codes', () => {
  it('have names and classes', () => {
    expect(spokenStatusCode(4004)).to.equal('4004 NOT_FOUND')
    expect(spokenStatusCode(4999)).to.equal('4999')
    expect([1000, 2001, 3000, 4004, 5000, 6010, 7000].map(statusClass)).to.deep.equal([
      'acknowledgement',
      'success',
      undefined,
      'originator error',
      'receiver error',
      'network error',
      undefined,
    ])
  })
})

describe('formats', () => {
  const table: readonly (readonly [
    string,
    (text: string) => boolean,
    readonly string[],
    readonly string[],
  ])[] = [
    [
      'timestamp',
      isTimestamp,
      ['20240229T235959', '20240101T000000,1', '20240101T000000,123456', '00010101T000000'],
      [
        '',
        '20230229T000000',
        '20241301T000000',
        '20240100T000000',
        '20240101T240000',
        '20240101T006000',
        '20240101T000060',
        '2024-01-01T00:00:00',
        '20240101T000000Z',
        '20240101T000000,1234567',
        '20240101T000000.5',
        '20240101',
      ],
    ],
    [
      'timestamp or offset',
      isTimestampOrOffset,
      ['20240229T235959', '5000', '-5000'],
      ['', '5 s', 'PT5S', '1'.repeat(20)],
    ],
    [
      'duration',
      isDuration,
      ['PT10S', 'P1Y2M3DT4H5M6.7S', 'P1D', '-P1D', 'PT0.5S'],
      ['', 'P', 'PT', 'P1DT', '10S', 'PT10', 'P1H'],
    ],
    [
      'point of access',
      isPointOfAccess,
      ['ws://10.222.254.26:80', 'wss://cse.example.com/path', 'http://[::1]:8080/', 'coap://host'],
      ['', 'host:80', 'ws://', 'ws://host:0', 'ws://host:65536', 'ws://ho st', 'ws://host:80path', '//host'],
    ],
    [
      'identifier',
      isIdentifier,
      ['C1', 'cse-in/ae/cnt', '/id-in', '/id-in/-/ae', '//sp.example/id-in/C1', 'all', '/*', 'http://ae:80/'],
      ['', ' ', '/', '//', 'a b', 'a//b', 'a/', '/id-in/', '///a', 'a\n', 'C\u0000'],
    ],
    [
      'address',
      isAddress,
      ['cse-in/ae', 'C1#lbl', '/id-in/-/ae#lbl', '//sp.example/id-in/-', 'ws://host/?ct=json#part'],
      ['', '#lbl', 'ae#', 'ae#two words', 'ae#a#b', 'ae//cnt', 'ae/#lbl'],
    ],
    [
      'CSE-ID',
      isCseId,
      ['/id-in', '//sp.example/id-in', '/_~.x'],
      ['', 'id-in', '/', '//sp.example', '/id-in/', '/id-in/cse-in', '/id in'],
    ],
    [
      'schedule entry',
      isScheduleEntry,
      ['* * * * * * *', '0 0-5,10 */2 1 1-12/3 0,6 2024-2030', '59 59 23 31 12 6 9999'],
      [
        '',
        '* * * * * *',
        '* * * * * * * *',
        '60 * * * * * *',
        '* * * 0 * * *',
        '* * * * * 7 *',
        '* * * * * * 99',
      ],
    ],
  ]
  for (const [name, check, good, bad] of table) {
    it(name, () => {
      for (const text of good) expect(check(text), text).to.be.true
      for (const text of bad) expect(check(text), text).to.be.false
    })
  }
})
