// The authenticator for everybody: by keyboard, narrow, large, in the dark, on a home screen; and what its policy lets in.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ask, enrolled, heading, home } from './authenticator.mjs'
import { accessible, closeBrowser, everyLook, fits, shot, visitor } from './browser.mjs'
import { base, person, service } from './countersign.mjs'

after(closeBrowser)

const LONG = 'Sign in to the administration of Donaudampfschifffahrtsgesellschaftskapitänswitwenversicherung from a new device?'

/** Presses Tab until something of that name has the focus, which has to be seen where it is. */
async function tabTo(page, name) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      // Between the page's end and its beginning nothing has the focus.
      if (document.activeElement === document.body) return { text: '' }
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement)
      return { text: document.activeElement.textContent, seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 }
    })
    if (at.text.includes(name)) {
      assert.ok(at.seen, `the focus is seen on ${name}`)
      return
    }
  }
  assert.fail(`no Tab leads to ${name}`)
}

/** Waits until what has the focus says just that. */
const focusOn = (page, text) => page.waitForFunction((text) => document.activeElement.textContent === text, text)

test('everything is done by keyboard, and the focus goes to what is new', async () => {
  const ana = person(await service())
  const device = await visitor({ viewport: { width: 1280, height: 800 } })
  const { page } = device
  await page.goto(`${base}/authenticator`)
  await heading(page, "This browser is nobody's authenticator yet").waitFor()
  await focusOn(page, "This browser is nobody's authenticator yet")
  await tabTo(page, 'I have a link')
  await page.keyboard.press('Enter')
  await heading(page, 'Add this browser').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('https://example.com/#nothing')
  await page.keyboard.press('Enter')
  await page.getByText('That is no enrolment link').waitFor()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(await ana.link())
  await page.keyboard.press('Enter')
  await heading(page, 'Use this browser to approve sign-ins?').waitFor()
  await tabTo(page, 'Make it my authenticator')
  await page.keyboard.press('Space')
  await heading(page, 'This browser is your authenticator now').waitFor()
  await focusOn(page, 'This browser is your authenticator now')
  await tabTo(page, 'Done')
  await page.keyboard.press('Enter')
  await page.getByText('Requests appear at once').waitFor()

  const challenge = await ask(page, ana, 'By keyboard?')
  await page.getByRole('status').filter({ hasText: 'One request waits for you' }).waitFor({ state: 'attached' })
  await tabTo(page, 'By keyboard?')
  await page.keyboard.press('Enter')
  await heading(page, 'By keyboard?').waitFor()
  await focusOn(page, 'By keyboard?')
  await page.keyboard.press('Enter')
  assert.equal((await ana.challenge(challenge.sid)).status, 'pending')
  await tabTo(page, 'Deny')
  await tabTo(page, 'Approve')
  await page.locator('button:not([aria-disabled])', { hasText: 'Approve' }).waitFor()
  await page.keyboard.press('Enter')
  await heading(page, 'Approved').waitFor()
  await focusOn(page, 'Approved')

  await home(page)
  await tabTo(page, 'Acme login')
  await page.keyboard.press('Enter')
  await focusOn(page, 'Acme login')
  await tabTo(page, 'Remove from this device')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await focusOn(page, 'Remove from this device')
  await device.leave()
})

// The narrowest comes last, so that it is there that everything is clicked.
const SIZES = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  narrow: { width: 320, height: 640 },
}

test('it can be read and used: in each size, light and dark', async () => {
  const ana = person(await service({ name: 'Acme login' }), 'ana-0001')
  const device = await visitor()
  const { page } = device
  const looked = (name, more = async () => {}) =>
    everyLook(page, SIZES, async (size, colorScheme) => {
      await fits(page)
      await accessible(page, `${name}, ${size}, ${colorScheme}`)
      await shot(page, `${name}-${size}-${colorScheme}`)
      await more()
    })
  await page.goto(`${base}/authenticator`)
  await heading(page, "This browser is nobody's authenticator yet").waitFor()
  await looked('nobody')
  await page.goto(await ana.link())
  await heading(page, 'Use this browser to approve sign-ins?').waitFor()
  await looked('enrol')
  await page.getByRole('button', { name: 'Make it my authenticator' }).click()
  await heading(page, 'This browser is your authenticator now').waitFor()
  await looked('enrolled')
  await home(page)
  await ask(page, ana, LONG)
  await looked('home')
  await page.getByRole('link', { name: LONG }).click()
  await page.locator('button:not([aria-disabled])', { hasText: 'Approve' }).waitFor()
  await looked('question', async () => {
    for (const answer of await page.locator('.answers button').all()) {
      const { width, height } = await answer.boundingBox()
      assert.ok(width >= 100 && height >= 48, `${width} by ${height} is hit by a thumb`)
    }
  })
  await page.getByRole('button', { name: 'Deny' }).click()
  await heading(page, 'Denied').waitFor()
  await looked('denied')
  await page.goto(`${base}/authenticator#/f/${(await ana.factors()).at(-1).sid}`)
  await heading(page, 'What was asked').waitFor()
  await page.getByText('Denied').waitFor()
  await looked('identity')
  await device.leave()
})

test('letters of twice the size fit, also where the window is narrow', async () => {
  const ana = person(await service())
  const device = await visitor({ viewport: { width: 640, height: 800 } })
  const { page } = device
  await enrolled(page, ana)
  const challenge = await ana.ask(LONG)
  for (const hash of ['#/', `#/q/${challenge.factor_sid}/${challenge.sid}`, `#/f/${challenge.factor_sid}`, '#/add']) {
    await page.goto(`${base}/authenticator${hash}`)
    await page.getByRole('heading').first().waitFor()
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
    await fits(page)
    await shot(page, `twice${hash.replace(/\W+.*/, '')}-${hash.length}`)
  }
  await device.leave()
})

test('it can be installed, and its pictures are there', async () => {
  const device = await visitor()
  await device.page.goto(`${base}/authenticator`)
  const debug = await device.context.newCDPSession(device.page)
  const { errors, url } = await debug.send('Page.getAppManifest')
  assert.deepEqual(errors, [])
  const manifest = await (await fetch(url)).json()
  assert.deepEqual([manifest.scope, manifest.start_url, manifest.display], ['/authenticator', '/authenticator', 'standalone'])
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await fetch(base + src)
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, type])
    if (type !== 'image/png') continue
    const bytes = new DataView(await answer.arrayBuffer())
    assert.equal(`${bytes.getUint32(16)}x${bytes.getUint32(20)}`, sizes)
  }
  await device.page.evaluate(() => navigator.serviceWorker.ready)
  const { installabilityErrors } = await debug.send('Page.getInstallabilityErrors')
  // A profile that is thrown away installs nothing; that is all there may be in the way.
  assert.deepEqual(installabilityErrors.map((e) => e.errorId).filter((id) => id !== 'in-incognito'), [])
  await device.leave()
})

test('the policy lets in no script, style, frame or host that is not ours, and the watch over it sees a breach', async () => {
  const device = await visitor()
  const { page } = device
  await page.goto(`${base}/authenticator`)
  await page.getByRole('heading').first().waitFor()
  const tried = await page.evaluate(async () => {
    const no = async (deed) => Promise.resolve().then(deed).then(() => 'done', () => 'no')
    const breaches = []
    addEventListener('securitypolicyviolation', (e) => breaches.push(e.effectiveDirective))
    const deeds = {
      script: await no(() => (document.createElement('script').textContent = '1')),
      markup: await no(() => (document.createElement('div').innerHTML = '<b>1</b>')),
      worker: await no(() => navigator.serviceWorker.register('/authenticator/other.js')),
      host: await no(() => fetch('http://localhost:1/', { mode: 'no-cors' })),
    }
    const styled = document.createElement('p')
    styled.setAttribute('style', 'color: red')
    const frame = document.createElement('iframe')
    frame.src = '/authenticator'
    document.body.append(styled, frame)
    const framed = new Promise((resolve) => (frame.onload = resolve))
    await Promise.race([framed, new Promise((go) => setTimeout(go, 2_000))])
    return { ...deeds, styled: getComputedStyle(styled).color, breaches: [...new Set(breaches)].sort() }
  })
  assert.deepEqual([tried.script, tried.markup, tried.worker, tried.host], ['no', 'no', 'no', 'no'])
  assert.notEqual(tried.styled, 'rgb(255, 0, 0)')
  assert.deepEqual(tried.breaches, ['connect-src', 'frame-src', 'require-trusted-types-for', 'style-src-attr'])
  assert.ok(device.wrongs.length > 0)
  device.wrongs.length = 0
  await device.leave()
})
