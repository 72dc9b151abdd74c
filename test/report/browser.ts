/** A real browser, where there is one: Chromium of the system, driven by playwright-core. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome']

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Path of the browser: what CHROMIUM names, else the first one in PATH. Undefined when there is none, or CHROMIUM is
 * `none`, which is how .ci/run says that it could not install one.
 */
export function browserPath(): string | undefined {
  const { CHROMIUM: named, PATH: path = '' } = process.env
  if (named !== undefined && named !== '') return named === 'none' ? undefined : named
  const candidates = path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return candidates.find(executable)
}

/** Starts the browser without a window. */
export function startBrowser(path: string): Promise<Browser> {
  // Chromium refuses its sandbox to root, which is what containers run tests as.
  const root = process.getuid?.() === 0
  return chromium.launch({ executablePath: path, headless: true, chromiumSandbox: !root })
}

/** A page that was opened from the disk, and everything it did that a report must not do. */
export interface Observed {
  readonly page: Page
  /** Requests for anything but the page itself and what is inside it. */
  readonly requests: readonly string[]
  readonly dialogs: readonly string[]
  /** Errors on the console, and exceptions of scripts. */
  readonly errors: readonly string[]
  /** Pages that it opened or went to. */
  readonly elsewhere: readonly string[]
}

/** Opens a file of a run folder and looks on from the very beginning; whatever leaves is refused and noted. */
export async function openPage(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<Observed> {
  const address = pathToFileURL(file).href
  const inside = (url: string): boolean =>
    url === address || url.startsWith(`${address}#`) || url.startsWith('data:') || url.startsWith('blob:')
  const context = await browser.newContext({ ...options, serviceWorkers: 'block' })
  const requests: string[] = []
  const dialogs: string[] = []
  const errors: string[] = []
  const elsewhere: string[] = []
  context.on('page', (page) => {
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    page.on('framenavigated', (frame) => {
      if (!inside(frame.url()) && frame.url() !== 'about:blank') elsewhere.push(frame.url())
    })
    page.on('popup', (popup) => elsewhere.push(popup.url()))
  })
  await context.route('**/*', async (route) => {
    const url = route.request().url()
    if (inside(url)) {
      await route.continue()
      return
    }
    requests.push(url)
    await route.abort()
  })
  const page = await context.newPage()
  await page.goto(address, { waitUntil: 'load' })
  return { page, requests, dialogs, errors, elsewhere }
}
