// A browser with a profile of its own for each visitor, and a watch over what its pages do that they should not.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium } from 'playwright-core'
import { base } from './countersign.mjs'

const SHOTS = process.env.SCREENSHOTS
const ORIGIN = new URL(base).origin

let started

export const browser = () =>
  (started ??= chromium.launch({
    executablePath: execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim(),
    // Root has no sandbox to give; what is visited is our own page.
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      // A name for this machine that is not the one browsers trust without https.
      '--host-resolver-rules=MAP authenticator.test 127.0.0.1',
    ],
  }))

export const closeBrowser = async () => (await started)?.close()

/**
 * Somebody with a browser of their own; what their pages do wrong fails the test that lets them go.
 *
 * @param options as Playwright has them, and what is allowed there from the beginning, and which origin is visited
 */
export async function visitor(options = {}) {
  const { permissions = [], origin = ORIGIN, ...rest } = options
  const context = await (await browser()).newContext({ locale: 'en-GB', viewport: { width: 390, height: 780 }, ...rest })
  if (permissions.length > 0) await context.grantPermissions(permissions, { origin: ORIGIN })
  const wrongs = []
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) wrongs.push(`asked ${url.origin}`)
  })
  context.on('weberror', (error) => wrongs.push(String(error.error())))
  context.on('console', (message) => {
    if (/Content Security Policy|TrustedScript/.test(message.text())) wrongs.push(message.text())
  })
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (e) => console.error(`Content Security Policy: ${e.violatedDirective} ${e.blockedURI}`))
  })
  return {
    context,
    page: await context.newPage(),
    wrongs,
    async leave() {
      await context.close()
      assert.deepEqual(wrongs, [], 'nothing the policy forbids, no other host asked, no error')
    },
  }
}

/**
 * Looks at a page as it stands in windows of these sizes, by day and by night. What a page looks like is a matter of its
 * style sheets alone, so it is loaded once.
 *
 * @param sizes the name of each, with its width and height
 * @param look given the name of the size, and that of the colours
 */
export async function everyLook(page, sizes, look) {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      await drawn(page)
      await look(size, colorScheme)
    }
  }
}

/** Waits until the page is drawn as it is to be seen, and nothing of it passes from one look to another any more. */
export async function drawn(page) {
  await page.evaluate(async () => {
    // What follows the size by script does so within a frame; transitions begin with it.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    const passing = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(passing.map((one) => one.finished))
  })
}

/** Keeps what the page looks like, for whoever wants to look at it. */
export async function shot(page, name) {
  if (!SHOTS) return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true, animations: 'disabled' })
}

/** What axe finds that somebody could stumble over. */
export async function accessible(page, name) {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  )
  const serious = violations.filter((v) => ['serious', 'critical', 'moderate'].includes(v.impact))
  assert.deepEqual(
    serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`),
    [],
    `what axe finds on ${name}`,
  )
}

/** Whether everything fits beside each other: nothing has to be scrolled sideways to be read. */
export async function fits(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(content <= window, `${content} pixels of content in a window of ${window}`)
}
