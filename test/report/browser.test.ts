import { expect } from 'chai'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { renderAll } from '../../lib/report/index.js'
import { browserPath, openPage, startBrowser, type Observed } from './browser.js'
import { forget, smallCatalogue, temporaryRun } from './fake-run.js'
import { writeHostileRun } from './hostile.js'
import { corpus } from './untrusted-corpus.js'

const widths = {
  'on a desktop': { viewport: { width: 1280, height: 900 } },
  'on a phone': { viewport: { width: 375, height: 812 }, isMobile: true, hasTouch: true },
} as const

/** Hosts that mochawesome itself links to. */
const knownHosts = ['adamgruber.github.io', 'github.com', 'www.npmjs.com', 'npmjs.com']

/** Where the links of a page lead, apart from places in the page itself. */
async function linksOf({ page }: Observed): Promise<readonly URL[]> {
  // As text: it is the browser that runs it, and its types are not ours.
  const hrefs = await page.evaluate<readonly string[]>(
    `[...document.querySelectorAll('[href], [action]')].map((found) => found.getAttribute('href') ?? found.getAttribute('action'))`,
  )
  return hrefs.filter((href) => !href.startsWith('#')).map((href) => new URL(href, page.url()))
}

/** Members of the page's window that a text of the corpus has set. */
function tracesIn({ page }: Observed): Promise<readonly string[]> {
  return page.evaluate(() => Object.keys(globalThis).filter((name) => name.startsWith('canary')))
}

async function expectHarmless(observed: Observed): Promise<void> {
  const { requests, dialogs, errors, elsewhere } = observed
  expect({ requests, dialogs, errors, elsewhere }).to.deep.equal({
    requests: [],
    dialogs: [],
    errors: [],
    elsewhere: [],
  })
  expect(await tracesIn(observed)).to.deep.equal([])
}

describe('the pages of a hostile run in a browser', () => {
  const path = browserPath()
  let browser: Browser
  let folder: string

  before(async function () {
    if (path === undefined) {
      // On the machine of CI the browser was installed, or CHROMIUM says that it could not be.
      if (process.env['CI'] !== undefined && process.env['CHROMIUM'] !== 'none')
        expect.fail('there is no Chromium on this machine of CI; .ci/run installs it')
      console.log('      skipped: there is no Chromium here (apt-get install chromium, or CHROMIUM=path)')
      this.skip()
    }
    this.timeout(60_000)
    folder = temporaryRun()
    writeHostileRun(folder)
    const rendered = await renderAll(folder, smallCatalogue)
    expect(rendered).to.deep.include({ kind: 'rendered', lost: [] })
    browser = await startBrowser(path)
  })
  after(async () => {
    if (path === undefined) return
    await browser.close()
    forget(folder)
  })

  it('would not go unnoticed if they did what they must not', async () => {
    const bad = join(folder, 'bad.html')
    writeFileSync(
      bad,
      '<img src="http://canary.example/x.png"><script>window.canary = 1; alert("canary"); throw new Error("canary")</script>',
    )
    const observed = await openPage(browser, bad)
    const { requests, dialogs, errors } = observed
    expect(requests).to.deep.equal(['http://canary.example/x.png'])
    expect(dialogs).to.deep.equal(['canary'])
    expect(errors).to.include('canary')
    expect(await tracesIn(observed)).to.deep.equal(['canary'])
    await observed.page.context().close()
  })

  for (const [where, options] of Object.entries(widths)) {
    describe(`report.html ${where}`, () => {
      let observed: Observed
      before(async () => {
        observed = await openPage(browser, join(folder, 'report.html'), options)
      })
      after(() => observed.page.context().close())

      it('shows every text of the corpus', async () => {
        const shown = (await observed.page.locator('body').textContent()) ?? ''
        expect(corpus.filter(({ canary }) => !shown.includes(canary))).to.deep.equal([])
      })

      it('links to its evidence and nowhere else', async () => {
        for (const { href } of await linksOf(observed)) {
          expect(href).to.match(/^file:.*\/evidence\/CSE-SUB-\d{3}\.jsonl$/)
        }
      })

      it('fits the width of the screen', async () => {
        const widthOf = (which: string): Promise<unknown> =>
          observed.page.evaluate(`document.documentElement.${which}`)
        expect(await widthOf('scrollWidth')).to.equal(await widthOf('clientWidth'))
      })

      it('shows the cases of one verdict, and all of them again', async () => {
        const { page } = observed
        const rows = page.locator('.cases tbody tr:visible')
        await page.getByText(/^failed \d+$/).click()
        expect(await rows.count()).to.equal(await page.locator('.cases tbody tr.fail').count())
        await page.getByText(/^all \d+$/).click()
        expect(await rows.count()).to.equal(corpus.length)
      })

      it('leads from its sections to what they are about', async () => {
        const { page } = observed
        await page.locator('nav a[href="#cases"]').click()
        await page.waitForURL(/#cases$/)
        expect(await page.locator('#cases').boundingBox())
          .to.have.property('y')
          .that.is.lessThan(120)
        await page.getByText(/^Configuration in force/).click()
        expect(await page.getByText('sut.headers.X', { exact: true }).isVisible()).to.equal(true)
      })

      it('runs nothing, asks for nothing and complains of nothing', async () => {
        await expectHarmless(observed)
      })
    })

    describe(`mochawesome.html ${where}`, () => {
      let observed: Observed
      before(async function () {
        this.timeout(60_000)
        observed = await openPage(browser, join(folder, 'mochawesome.html'), options)
        await observed.page.locator('#report section').first().waitFor()
      })
      after(() => observed.page.context().close())

      it('shows the texts of the corpus when its tests are opened', async function () {
        this.timeout(60_000)
        const { page } = observed
        for (const test of await page.locator('[class*="test--details"] > summary').all()) await test.click()
        await page.locator('[class*="test--component"] pre code').first().waitFor()
        const shown = (await page.locator('body').textContent()) ?? ''
        expect(corpus.filter(({ canary }) => !shown.includes(canary))).to.deep.equal([])
      })

      it('makes no link and no image of what the SUT sent', async () => {
        for (const { protocol, hostname } of await linksOf(observed)) {
          expect(protocol).to.match(/^https?:$/)
          expect(knownHosts).to.include(hostname)
        }
        expect(await observed.page.locator('#report img, #report video, #report iframe').count()).to.equal(0)
      })

      it('filters by outcome', async () => {
        const { page } = observed
        const tests = page.locator('[class*="test--component"]:visible')
        const all = await tests.count()
        const failed = page.getByTitle('Failed', { exact: true }).getByRole('button')
        const many = Number((await failed.textContent())?.replaceAll(/\D/g, ''))
        const passed = page.locator('[class*="test--passed"]')
        await failed.click()
        await passed.first().waitFor({ state: 'detached' })
        expect(await tests.count()).to.equal(many)
        await failed.click()
        await passed.first().waitFor()
        expect(await tests.count()).to.equal(all)
      })

      it('runs nothing, asks for nothing and complains of nothing', async () => {
        await expectHarmless(observed)
      })
    })
  }
})
