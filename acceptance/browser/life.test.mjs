// The life of a browser that is somebody's authenticator: enrolled, asked, answering, removed.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ask, enrolled, heading, home } from './authenticator.mjs'
import { accessible, closeBrowser, shot, visitor } from './browser.mjs'
import { api, base, person, service } from './countersign.mjs'

after(closeBrowser)

const button = (page, name) => page.getByRole('button', { name, exact: true })

test('a link makes this browser a factor, once, and leaves no trace of itself', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page } = device
  const asked = []
  device.context.on('request', (request) => asked.push(request.url() + JSON.stringify(request.headers())))
  const link = await ana.link()
  const token = JSON.parse(Buffer.from(link.split('#v1.')[1], 'base64url').toString()).t
  await page.goto(link)
  await heading(page, 'Use this browser to approve sign-ins?').waitFor()
  assert.equal(page.url(), `${base}/authenticator`, 'the fragment is gone from the address bar')
  await page.getByText(ana.identity).waitFor()
  await accessible(page, 'the question whether to enrol')
  await shot(page, 'enrol')
  assert.equal((await api('GET', `/v2/Services/${ana.path.split('/')[3]}/Entities`)).entities.length, 0, 'nothing yet')

  await page.getByLabel('Name of this device').fill('Laptop in the kitchen')
  await button(page, 'Make it my authenticator').click()
  await heading(page, 'This browser is your authenticator now').waitFor()
  const [factor] = await ana.factors()
  assert.deepEqual(
    [factor.status, factor.factor_type, factor.friendly_name, factor.config.notification_platform],
    ['verified', 'push', 'Laptop in the kitchen', 'none'],
  )
  assert.ok(asked.every((one) => !one.includes(token)), 'no address and no header but the credentials names the token')
  await page.goBack().catch(() => undefined)
  assert.ok(!page.url().includes('#v1.'), 'going back does not bring it back')

  const again = await visitor()
  await again.page.goto(link)
  await button(again.page, 'Make it my authenticator').click()
  await again.page.getByText('This link no longer works').waitFor()
  await shot(again.page, 'link-used')
  assert.equal((await ana.factors()).length, 1)
  await again.leave()
  await device.leave()
})

test('whoever looks at something else is told what waits, and a link that is broken or double says so', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page } = device
  await page.goto(`${base}/authenticator#v1.bm90aGluZw`)
  await page.getByText('The link that was opened here could not be read.').waitFor()
  await page.goto(await ana.link())
  await button(page, 'Make it my authenticator').click()
  await heading(page, 'This browser is your authenticator now').waitFor()
  await ana.ask('Already?')
  await page.getByRole('status').getByRole('link', { name: 'A request waits for you: Already?' }).click()
  await heading(page, 'Already?').waitFor()
  assert.equal(await page.getByText('waits for you').count(), 0)
  const stands = async () => (await page.getByRole('button', { name: 'Approve' }).boundingBox()).y
  const before = await stands()
  await ana.ask('And again?')
  await page.getByText('A request waits for you: And again?').waitFor()
  assert.equal(await stands(), before, 'an answer stays where the thumb is')
  await shot(page, 'another-waits')
  await page.goto(await ana.link())
  await page.getByText('This browser is an authenticator of theirs already').waitFor()
  await device.leave()
})

test('a link of another server is not taken, and its token goes nowhere', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page } = device
  const link = (await ana.link()).replace(base, 'https://staging.example.com')
  const token = JSON.parse(Buffer.from(link.split('#v1.')[1], 'base64url').toString()).t
  const posted = []
  device.context.on('request', (request) => posted.push(`${request.url()} ${JSON.stringify(request.headers())}`))
  await page.goto(`${base}/authenticator#/add`)
  await page.getByLabel('Enrolment link').fill(link)
  await button(page, 'Go on').click()
  await page.getByText('That link is for https://staging.example.com.').waitFor()
  await page.getByLabel('Enrolment link').fill(link.replace('https://staging.example.com', base))
  await button(page, 'Go on').click()
  await heading(page, 'Use this browser to approve sign-ins?').waitFor()
  const credentials = Buffer.from(`token:${token}`).toString('base64')
  assert.ok(posted.every((one) => !one.includes(token) && !one.includes(credentials)))
  await device.leave()
})

test('the key signs and cannot be read', async () => {
  const ana = person(await service())
  const device = await visitor()
  await enrolled(device.page, ana)
  const kept = await device.page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open('countersign').onsuccess = ({ target }) => {
          target.result.transaction('factors').objectStore('factors').getAll().onsuccess = async (e) => {
            const [{ keys, token }] = e.target.result
            const exported = await Promise.all(
              ['pkcs8', 'jwk', 'raw'].map((form) => crypto.subtle.exportKey(form, keys.privateKey).then(() => form, () => 'no')),
            )
            resolve({ algorithm: keys.privateKey.algorithm, extractable: keys.privateKey.extractable, exported, token })
          }
        }
      }),
  )
  assert.deepEqual(kept, {
    algorithm: { name: 'ECDSA', namedCurve: 'P-256' },
    extractable: false,
    exported: ['no', 'no', 'no'],
    token: undefined,
  })
  await device.leave()
})

test('what is asked appears by itself, and is approved and denied', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page } = device
  await enrolled(page, ana)
  await accessible(page, 'the page where nothing waits')
  for (const [name, end, status] of [
    ['Approve', 'Approved', 'approved'],
    ['Deny', 'Denied', 'denied'],
  ]) {
    const challenge = await ask(page, ana, `Will it be ${status}?`)
    await shot(page, `waiting-${status}`)
    await page.getByRole('link', { name: new RegExp(`Will it be ${status}`) }).click()
    await heading(page, `Will it be ${status}?`).waitFor()
    await page.getByRole('region', { name: 'What it says' }).getByText('Firefox on Windows').waitFor()
    await page.getByText(`Acme login, at ${new URL(base).host}`).waitFor()
    assert.equal(await page.locator('dd bdi').textContent(), 'Acme login', 'it turns round no letter behind it')
    assert.equal(await page.getByText('203.0.113.7').count(), 0, 'what is hidden is not shown')
    await accessible(page, 'a question')
    await button(page, name).click()
    await heading(page, end).waitFor()
    const there = await ana.challenge(challenge.sid)
    assert.deepEqual([there.status, there.date_responded !== null], [status, true])
    await accessible(page, `a question that was ${status}`)
    await shot(page, status)
    await page.getByRole('link', { name: 'Back' }).click()
    await heading(page, 'Nothing waits for you').waitFor()
  }
  await device.leave()
})

test('a tap in the first moment is taken for a slip', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page } = device
  await enrolled(page, ana)
  const challenge = await ask(page, ana, 'So soon?')
  await page.clock.install()
  await page.getByRole('link', { name: /So soon/ }).click()
  await heading(page, 'So soon?').waitFor()
  await page.clock.pauseAt(Date.now() + 5_000)
  const approve = page.getByRole('button', { name: /Approv/ })
  // Whoever comes back to the page has to read first, as whoever opens it.
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  assert.equal(await approve.getAttribute('aria-disabled'), 'true')
  await approve.dispatchEvent('click')
  await page.clock.runFor(900)
  await approve.dispatchEvent('click')
  assert.equal(await approve.textContent(), 'Approve')
  assert.equal((await ana.challenge(challenge.sid)).status, 'pending')
  await page.clock.runFor(200)
  assert.equal(await approve.getAttribute('aria-disabled'), null)
  await approve.dispatchEvent('click')
  await page.clock.resume()
  await heading(page, 'Approved').waitFor()
  await device.leave()
})

test('a question that is answered elsewhere, or too late, says how it ended', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page } = device
  await enrolled(page, ana)
  const challenge = await ask(page, ana, 'In two pages?')
  const address = `${base}/authenticator#/q/${challenge.factor_sid}/${challenge.sid}`
  const second = await device.context.newPage()
  await second.goto(address)
  await page.goto(address)
  await heading(second, 'In two pages?').waitFor()
  await button(second, 'Approve').click()
  await heading(second, 'Approved').waitFor()
  await heading(page, 'Approved').waitFor()
  assert.equal(await page.getByRole('button').count(), 0, 'what is answered there is asked here no more')
  assert.equal((await ana.challenge(challenge.sid)).status, 'approved')
  await second.close()

  const short = await ana.ask('In time?', { ExpirationDate: new Date(Date.now() + 6_000).toISOString().replace(/\.\d+/, '') })
  await page.goto(`${base}/authenticator#/q/${short.factor_sid}/${short.sid}`)
  await button(page, 'Approve').waitFor()
  await device.context.route('**/v2/**', (route) => route.abort())
  await heading(page, 'Its time is over').waitFor()
  assert.equal(await page.getByText('Nobody answered').count(), 0, 'not said before the server has')
  await device.context.unroute('**/v2/**')
  await heading(page, 'Its time ran out').waitFor()
  await accessible(page, 'a question whose time ran out')
  await shot(page, 'expired')
  assert.equal(await page.getByRole('button').count(), 0)
  await page.goto(`${base}/authenticator#/q/${short.factor_sid}/YC${'0'.repeat(32)}`)
  await heading(page, 'This request is not there any more').waitFor()
  await device.leave()
})

test('what was answered here waits no longer, though a look from before says it does', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page } = device
  await enrolled(page, ana)
  await ask(page, ana, 'Once?')
  await page.getByRole('link', { name: /Once/ }).click()
  await button(page, 'Approve').waitFor()
  const looked = new Promise((held) => device.context.route(/Challenges[?].*Status=pending/, held))
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  const look = await looked
  const before = await look.fetch()
  await button(page, 'Approve').click()
  await heading(page, 'Approved').waitFor()
  await home(page)
  await heading(page, 'Nothing waits for you').waitFor()
  const late = page.waitForResponse(/Status=pending/)
  await look.fulfill({ response: before })
  await (await late).finished()
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  await heading(page, 'Nothing waits for you').waitFor()
  assert.equal(await page.getByRole('link', { name: /Once/ }).count(), 0)
  await device.leave()
})

test('what runs out waits no longer, in the title or anywhere', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page } = device
  await enrolled(page, ana)
  await page.getByRole('link', { name: /Acme login/ }).click()
  await ana.ask('For a moment?', { ExpirationDate: new Date(Date.now() + 5_000).toISOString().replace(/\.\d+/, '') })
  await page.getByText('A request waits for you: For a moment?').waitFor()
  assert.equal(await page.title(), '(1) Authenticator')
  await device.context.route('**/v2/**', (route) => route.abort())
  await page.getByText('A request waits for you').waitFor({ state: 'detached' })
  assert.equal(await page.title(), 'Authenticator')
  await device.leave()
})

test('several people of several services live on one device, and one is removed', async () => {
  const ana = person(await service())
  const bob = person(await service({ name: 'Bank of Bern' }), 'bob-of-the-bank')
  const device = await visitor()
  const { page } = device
  await enrolled(page, ana)
  await enrolled(page, bob)
  await page.getByText('Requests appear at once').nth(1).waitFor()
  await ask(page, ana, 'Is it Ana?')
  await ask(page, bob, 'Is it Bob?')
  await heading(page, '2 requests wait for you').waitFor()
  assert.equal(await page.title(), '(2) Authenticator')
  await shot(page, 'two-identities')
  await page.getByRole('link', { name: /Is it Bob/ }).click()
  await page.getByText(`Bank of Bern, at`).waitFor()
  await button(page, 'Deny').click()
  await heading(page, 'Denied').waitFor()
  await home(page)
  await page.getByRole('link', { name: /^Bank of Bern bob/ }).click()
  await page.getByRole('listitem').filter({ hasText: 'Is it Bob?' }).getByText('Denied').waitFor()
  await accessible(page, 'one identity')
  await shot(page, 'identity')
  await button(page, 'Remove from this device').click()
  await page.getByRole('dialog', { name: 'Remove Bank of Bern?' }).waitFor()
  await accessible(page, 'the question whether to remove')
  await shot(page, 'remove')
  await button(page, 'Remove').click()
  await heading(page, 'One request waits for you').waitFor()
  assert.deepEqual([(await bob.factors()).length, (await ana.factors()).length], [0, 1])
  assert.equal(await page.getByText('Bank of Bern').count(), 0)
  await device.leave()
})

test('a key that the server no longer knows, and one that this browser lost, are told apart', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page } = device
  await enrolled(page, ana)
  const challenge = await ask(page, ana, 'Before it is gone?')
  await api('DELETE', `${ana.path}/Factors/${challenge.factor_sid}`)
  await page.reload()
  await page.getByText('Not known to the server any more').waitFor()
  await shot(page, 'unknown-key')
  await page.getByRole('link', { name: /Acme login/ }).click()
  await page.getByText('It was removed there, or the server was set up anew.').waitFor()
  await button(page, 'Remove from this device').click()
  await button(page, 'Remove').click()
  await heading(page, "This browser is nobody's authenticator yet").waitFor()

  const bob = person(await service(), 'bob-the-builder')
  await enrolled(page, bob)
  const lost = await bob.ask('After site data were cleared?')
  await page.evaluate(() => indexedDB.deleteDatabase('countersign'))
  await page.goto('about:blank')
  await page.goto(`${base}/authenticator#/q/${lost.factor_sid}/${lost.sid}`)
  await heading(page, 'The key for this request is not on this device').waitFor()
  await accessible(page, 'a question whose key is gone')
  await shot(page, 'key-lost')
  await device.leave()
})

test('what was asked is listed, page by page', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page } = device
  await enrolled(page, ana)
  for (let i = 1; i <= 23; i++) await ana.ask(`Question ${i}`)
  await page.getByRole('link', { name: /^Acme login/ }).last().click()
  await heading(page, 'What was asked').waitFor()
  const rows = page.locator('.history li')
  await rows.nth(19).waitFor()
  assert.match(await rows.first().innerText(), /Question 23/)
  await button(page, 'Older ones').click()
  await rows.nth(22).waitFor()
  assert.match(await rows.last().innerText(), /Question 1\b/)
  assert.equal(await button(page, 'Older ones').count(), 0)
  await device.leave()
})
