// The console for everybody: by keyboard, narrow, large, in the dark; every page of it, with something on it and with nothing.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { accessible, closeBrowser, drawn, everyLook, fits, shot } from './browser.mjs'
import { account, app, firstDay, heading, inside, knock, operator, token, totpFactor, until } from './console.mjs'
import { api, base, person, service } from './countersign.mjs'

after(closeBrowser)

/** A Service in which something happened, and of every page there is the address, its heading, and one that comes late. */
async function furnished() {
  const at = await service({ name: 'Donaudampfschifffahrt und Söhne' })
  const ana = person(at, 'ana-0001')
  const { sid: factor, app: theirs } = await totpFactor(ana)
  const told = await api('POST', `/v2/Services/${at.sid}/Webhooks`, {
    FriendlyName: 'backend',
    EventTypes: '*',
    WebhookUrl: 'http://127.0.0.1:9/hooks/verify/of/the/backend/that/is/told',
  })
  const challenge = await api('POST', `${ana.path}/Challenges`, {
    FactorSid: factor,
    'Details.Message': 'Sign in to the administration from a device that was never seen before?',
    'Details.Fields': JSON.stringify({ label: 'Place', value: 'Zürich, Switzerland' }),
  })
  await api('POST', `${ana.path}/Challenges/${challenge.sid}`, { AuthPayload: await theirs.codeOf(3) })
  await api('POST', `${ana.path}/Challenges/${challenge.sid}`, { AuthPayload: await theirs.code() })
  await api('POST', `${ana.path}/Challenges`, { FactorSid: factor })
  await api('POST', '/v1/Credentials', { Type: 'webpush', Subject: 'mailto:ops@example.com', FriendlyName: 'browsers' })
  const empty = await service({ name: 'Nobody yet' })
  const home = `/console/services/${at.sid}`
  const entity = `${home}/entities/ana-0001`
  return {
    services: ['/console/services', 'Services'],
    'new-service': ['/console/services/new', 'New Service'],
    start: ['/console/start', 'Your first approval'],
    settings: [`${home}/settings`, 'Settings'],
    code: [`${home}/code`, 'Use it in your code'],
    entities: [`${home}/entities`, 'Entities'],
    entity: [entity, 'ana-0001'],
    enrol: [`${entity}/enrol`, 'Enrol a factor'],
    factor: [`${entity}/factors/${factor}`, 'ana-0001'],
    challenges: [`${entity}/challenges`, 'Challenges'],
    'new-challenge': [`${entity}/challenges/new`, 'Send a challenge'],
    challenge: [`${entity}/challenges/${challenge.sid}`, /Sign in to the administration/],
    webhooks: [`${home}/webhooks`, 'Webhooks'],
    'new-webhook': [`${home}/webhooks/new`, 'New Webhook'],
    webhook: [`${home}/webhooks/${told.sid}`, 'backend'],
    keys: ['/console/keys', 'API keys'],
    credentials: ['/console/credentials', 'Push credentials'],
    'new-credential': ['/console/credentials/new', 'New credential'],
    health: ['/console/health', 'Health'],
    'empty-entities': [`/console/services/${empty.sid}/entities`, 'Entities'],
    'empty-webhooks': [`/console/services/${empty.sid}/webhooks`, 'Webhooks'],
    'empty-overview': [`/console/services/${empty.sid}`, 'Nobody yet'],
    gone: [`${home}/entities/nobody-0001`, 'nobody-0001'],
    nowhere: ['/console/nowhere', 'There is nothing here'],
    // Last, since what happened is counted, and drawn, only after a while.
    overview: [home, 'Donaudampfschifffahrt und Söhne', 'How challenges ended'],
  }
}

/** Waits until nothing is on its way any more. */
async function still(page, title) {
  await page.getByRole('heading', { name: title, level: 1 }).waitFor()
  await until(async () => (await page.locator('.loading').count()) === 0, 'everything has come')
}

const furniture = furnished()

const SIZES = {
  narrow: { width: 320, height: 640 },
  tablet: { width: 820, height: 1180 },
  desktop: { width: 1280, height: 800 },
}

test('every page can be read and used: in each size, light and dark, and with letters of twice the size', async () => {
  const somebody = await operator()
  const { page } = somebody
  await inside(page, '/console/health')
  for (const [name, [path, title, late]] of Object.entries(await furniture)) {
    await page.goto(base + path)
    await still(page, title)
    if (late) await heading(page, late).waitFor({ timeout: 90_000 })
    await everyLook(page, SIZES, async (size, colorScheme) => {
      await fits(page)
      // What axe sees differs by colour, and by what there is room for: once each is enough.
      if (size === (colorScheme === 'light' ? 'narrow' : 'desktop')) {
        await accessible(page, `${name}, ${size}, ${colorScheme}`)
      }
      await shot(page, `console-${name}-${size}-${colorScheme}`)
    })
    assert.match(await page.title(), / · Countersign$/)
    await page.setViewportSize({ width: 640, height: 800 })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
    await drawn(page)
    await fits(page)
    await shot(page, `console-twice-${name}`)
  }
  await somebody.leave()
})

/** Waits until what has the focus says just that. */
const focusOn = (page, text) => page.waitForFunction((text) => document.activeElement.textContent === text, text)

/** Presses Tab until something of that name has the focus, which has to be seen where it is. */
async function tabTo(page, name) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const here = document.activeElement
      // Between the page's end and its beginning nothing has the focus.
      if (here === document.body) return { named: [] }
      const { outlineStyle, outlineWidth } = getComputedStyle(here)
      const named = [
        here.textContent,
        here.getAttribute('aria-label'),
        ...[...(here.labels ?? [])].map((label) => label.textContent),
      ]
      return { named, seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 }
    })
    if (at.named.some((text) => text?.includes(name))) {
      assert.ok(at.seen, `the focus is seen on ${name}`)
      return
    }
  }
  assert.fail(`no Tab leads to ${name}`)
}

test('everything is done by keyboard, and the focus goes to what is new', async () => {
  await firstDay()
  const somebody = await operator()
  const { page } = somebody
  await page.goto(`${base}/console`)
  await heading(page, 'Sign in').waitFor()
  await focusOn(page, 'Sign in')
  await tabTo(page, 'Account SID')
  await page.keyboard.type(account)
  await page.keyboard.press('Tab')
  await page.keyboard.type(token)
  await page.keyboard.press('Enter')
  await heading(page, 'Your first approval').waitFor()
  await focusOn(page, 'Your first approval')
  await tabTo(page, 'What your application is called')
  await page.keyboard.type('By hand')
  await page.keyboard.press('Enter')
  await heading(page, 'Enrol something that approves').waitFor()
  await focusOn(page, 'Enrol something that approves')
  await tabTo(page, 'Authenticator app')
  await page.keyboard.press('Space')
  await tabTo(page, 'Show the QR code')
  await page.keyboard.press('Enter')
  await tabTo(page, 'The app cannot scan?')
  await page.keyboard.press('Enter')
  const secret = (await page.locator('code.secret').textContent()).replaceAll(' ', '')
  const theirs = app(`otpauth://totp/x?secret=${secret}&digits=6&period=30`)
  await tabTo(page, 'Code that the app shows')
  await page.keyboard.type(await theirs.code())
  await page.keyboard.press('Enter')
  await focusOn(page, 'Send a challenge, and answer it')
  await tabTo(page, 'Send the challenge')
  await page.keyboard.press('Enter')
  await page.getByLabel('Code that the app shows').waitFor()
  await tabTo(page, 'Code that the app shows')
  await page.keyboard.type(await theirs.code())
  await page.keyboard.press('Enter')
  await focusOn(page, 'Do the same from your own code')
  await tabTo(page, 'curl')
  await page.keyboard.press('ArrowRight')
  await focusOn(page, 'Node')
  await page.getByRole('tabpanel').getByText('npm install').waitFor()

  // Past the ways down the side, to the page.
  await page.goto(`${base}/console/services`)
  await heading(page, 'Services').waitFor()
  await page.evaluate(() => document.activeElement.blur())
  await tabTo(page, 'Skip to the page')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
  await tabTo(page, 'By hand')
  await page.keyboard.press('Enter')
  await heading(page, 'By hand').waitFor()
  await focusOn(page, 'By hand')
  await page.goto(page.url() + '/settings')
  await heading(page, 'Settings').waitFor()
  await tabTo(page, 'Delete By hand')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await focusOn(page, 'Delete By hand…')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Type its name')
  await page.keyboard.type('By hand')
  await page.keyboard.press('Enter')
  await heading(page, 'Services').waitFor()
  assert.deepEqual((await api('GET', '/v2/Services')).services, [])
  await somebody.leave()
})

test('a server that is out of reach is said to be, and what was there stays', async () => {
  const somebody = await operator()
  const { page } = somebody
  await inside(page, '/console/health')
  await heading(page, 'Database').waitFor()
  await somebody.context.setOffline(true)
  await page.getByText('The server did not answer').waitFor()
  await heading(page, 'Database').waitFor()
  await shot(page, 'console-unreached')
  await somebody.context.setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('The server did not answer').waitFor({ state: 'detached' })
  await somebody.leave()
})
