import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlDocument } from 'libxml2-wasm'
import { formatEnd, formatProgress, renderAll, type Rendered } from '../../lib/report/index.js'
import { forget, smallCatalogue, temporaryRun } from './fake-run.js'
import { writeHostileRun } from './hostile.js'
import { expectInteractive, expectJson, expectPlain, expectXml } from './inert.js'
import { corpus } from './untrusted-corpus.js'

describe('reports of a hostile SUT', () => {
  let folder: string
  let rendered: Extract<Rendered, { kind: 'rendered' }>
  const text = (file: string): string => readFileSync(join(folder, file), 'utf8')
  // One rendering serves all: nothing here changes it.
  before(async () => {
    folder = temporaryRun()
    writeHostileRun(folder)
    const outcome = await renderAll(folder, smallCatalogue)
    if (outcome.kind !== 'rendered') throw new Error(outcome.message)
    rendered = outcome
  })
  after(() => {
    forget(folder)
  })

  it('are all written', () => {
    expect(rendered.lost).to.deep.equal([])
    expect(rendered.written).to.have.length(5)
  })

  it('show every text of the corpus, as text', () => {
    for (const file of ['results.json', 'report.html', 'junit.xml', 'mochawesome.json', 'mochawesome.html']) {
      const missing = corpus.filter(({ canary }) => !text(file).includes(canary))
      expect(
        missing.map(({ name }) => name),
        file,
      ).to.deep.equal([])
    }
  })

  describe('results.json and run.jsonl', () => {
    it('may be shown as they are', () => {
      expectJson(text('results.json'), 'results.json', 'whole')
      expectJson(text('run.jsonl'), 'run.jsonl', 'lines')
      expectJson(text('evidence/CSE-SUB-001.jsonl'), 'evidence', 'lines')
    })

    it('hold what the SUT sent, character for character', () => {
      const { cases } = JSON.parse(text('results.json')) as { cases: readonly { reason: string }[] }
      expect(cases.map(({ reason }) => reason)).to.deep.equal(corpus.map((entry) => entry.text))
    })
  })

  describe('report.html', () => {
    const elements = (): readonly string[] =>
      [...text('report.html').matchAll(/<\/?([A-Za-z][\w-]*)/g)].map(([, name]) => name ?? '')

    it('has only the elements of the templates', () => {
      const known =
        'html head meta title style body div section article header footer nav h1 h2 h3 p a b i span ul ol li dl dt dd ' +
        'table thead tbody tr th td details summary pre code blockquote input label'
      expect([...new Set(elements())].filter((name) => !known.split(' ').includes(name))).to.deep.equal([])
    })

    it('has as many of each as it closes', () => {
      const page = text('report.html')
      for (const name of [
        'div',
        'section',
        'article',
        'details',
        'table',
        'tr',
        'td',
        'li',
        'a',
        'pre',
        'dl',
      ]) {
        const opened = page.match(new RegExp(`<${name}[ >]`, 'g'))?.length ?? 0
        const closed = page.match(new RegExp(`</${name}>`, 'g'))?.length ?? 0
        expect(closed, name).to.equal(opened)
      }
    })

    it('links only to itself and to evidence files', () => {
      for (const [tag] of text('report.html').matchAll(/<[^>]+>/g)) {
        const link = / (?:href|src)=("[^"]*"|[^ >]*)/.exec(tag)?.[1] ?? '"#none"'
        expect(link).to.match(/^"(?:#[A-Za-z0-9._-]+|evidence\/CSE-SUB-\d{3}\.jsonl)"$/)
      }
    })

    it('has no attribute of an event', () => {
      expect(text('report.html')).not.to.match(/<[^>]*\son[a-z]+\s*=/i)
    })

    it('forbids scripts and everything from elsewhere', () => {
      expect(text('report.html')).to.match(
        /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src/,
      )
    })

    it('holds nothing that a reader cannot see, and no command of a CI service', () => {
      expectPlain(text('report.html'), 'report.html')
    })
  })

  describe('junit.xml', () => {
    it('is well-formed, with as many tests as there are cases, and one for the missing end', () => {
      const document = XmlDocument.fromString(text('junit.xml'))
      try {
        expect(document.find('//testcase')).to.have.length(corpus.length + 1)
        expect(document.find('//testcase/failure').length).to.be.lessThan(corpus.length)
        expect(document.root.name).to.equal('testsuites')
      } finally {
        document.dispose()
      }
    })

    it('shows control characters, and holds nothing that anybody acts on', () => {
      expect(text('junit.xml')).to.contain('\\u{1b}[2J')
      expectXml(text('junit.xml'), 'junit.xml')
    })
  })

  describe('mochawesome', () => {
    it('has no context that is a bare string, which it would make a link or an image of', () => {
      const contexts = [...text('mochawesome.json').matchAll(/"context": ("(?:[^"\\]|\\.)*")/g)].map(
        ([, json]) => {
          const outer: unknown = JSON.parse(json ?? 'null')
          return typeof outer === 'string' ? (JSON.parse(outer) as unknown) : undefined
        },
      )
      expect(contexts).to.have.length(corpus.length)
      for (const context of contexts.flat()) {
        expect(context).to.have.keys(['title', 'value'])
        expect(context).to.have.property('value').that.is.an('object')
      }
    })

    it('holds no string that is long enough to keep its regular expressions busy', () => {
      const longest = (value: unknown): number =>
        typeof value === 'string'
          ? value.length
          : typeof value === 'object' && value !== null
            ? Math.max(0, ...Object.values(value).map(longest))
            : 0
      const data: unknown = JSON.parse(text('mochawesome.json'))
      expect(longest(data)).to.be.lessThan(25_000)
    })

    it('keeps what the SUT sent inside one escaped attribute', () => {
      const page = text('mochawesome.html')
      const start = page.indexOf('<body data-raw="')
      const body = page.slice(start, page.indexOf('<div id="report">', start))
      expect(body).to.match(/^<body data-raw="[^"<>]*" data-config="[^"<>]*">$/)
    })
  })

  describe('the terminal', () => {
    const lines = (colour: boolean): string =>
      [
        formatEnd(rendered.results, smallCatalogue, rendered, 'reports/x', { colour }),
        ...rendered.results.cases.map((result) => formatProgress(result, 1, 9, { colour })),
      ].join('\n')

    it('gets no control character and no command', () => {
      expectPlain(lines(false), 'without colours')
    })

    it('gets no escape sequence but those of the colours', () => {
      expectInteractive(lines(true), 'with colours')
    })
  })
})
