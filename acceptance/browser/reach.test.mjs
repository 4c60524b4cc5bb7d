// How the authenticator hears of what it is asked: through a push service, by its stream, by asking; and what it says where
// something is in the way.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ask, enrolled, heading, home } from './authenticator.mjs'
import { closeBrowser, shot, visitor } from './browser.mjs'
import { base, booth, person, service } from './countersign.mjs'
import { pushable } from './pushes.mjs'

const ON = 'On: you are told also when this page is closed.'

after(closeBrowser)

test('a closed page is rung through the push service, and a tap opens the question', async () => {
  const ana = person(await service({ rings: true }))
  const device = await visitor()
  const pushes = await pushable(device)
  await enrolled(device.page, ana)
  await device.context.grantPermissions(['notifications'], { origin: base })
  await device.page.getByRole('link', { name: /Acme login/ }).click()
  await device.page.getByRole('button', { name: 'Notify me' }).click()
  await device.page.getByText(ON).waitFor()
  await shot(device.page, 'notifications-on')
  const [factor] = await ana.factors()
  assert.equal(factor.config.notification_platform, 'webpush')
  const { endpoint, keys } = JSON.parse(factor.config.notification_token)
  assert.deepEqual(Object.keys(keys).sort(), ['auth', 'p256dh'])

  const challenge = await ana.ask('Sign in from Zürich?')
  const push = await booth('push', { endpoint })
  assert.deepEqual(JSON.parse(push.text), {
    type: 'verify_push_challenge',
    challenge_sid: challenge.sid,
    factor_sid: factor.sid,
    message: 'Sign in from Zürich?',
  })
  await pushes.deliver(push.text)
  const [shown] = await pushes.shown(1)
  assert.deepEqual(
    [shown.title, shown.body, shown.tag],
    ['Acme login', 'Sign in from Zürich?', challenge.sid],
  )

  assert.equal(await pushes.tapWithoutPages(), `/authenticator#/q/${factor.sid}/${challenge.sid}`)
  await pushes.shown(0)
  await pushes.deliver(push.text)
  await pushes.shown(1)
  await pushes.tap()
  await heading(device.page, 'Sign in from Zürich?').waitFor()
  assert.equal((await ana.challenge(challenge.sid)).status, 'pending', 'a tap answers nothing')
  await device.page.getByRole('button', { name: 'Approve' }).click()
  await heading(device.page, 'Approved').waitFor()
  assert.equal((await ana.challenge(challenge.sid)).status, 'approved')
  await pushes.shown(0)

  // What the push service delivers late is not put as if it could be answered.
  await pushes.deliver(push.text)
  const [late] = await pushes.shown(1)
  assert.equal(late.body, 'You were asked something, and it is over. Open to see how it ended.')
  await device.leave()
})

test('a push without words, and one for a key that is gone, say so', async () => {
  const ana = person(await service({ rings: true }))
  const device = await visitor({ permissions: ['notifications'] })
  const pushes = await pushable(device)
  await enrolled(device.page, ana)
  await device.page.getByRole('link', { name: /Acme login/ }).click()
  await device.page.getByText(ON).waitFor()
  const [factor] = await ana.factors()
  await pushes.deliver(JSON.stringify({ factor_sid: factor.sid, challenge_sid: 'YC' + '0'.repeat(32) }))
  const [unsaid] = await pushes.shown(1)
  assert.deepEqual([unsaid.title, unsaid.body], ['Acme login', 'Is this you? Open to see what is asked.'])
  await pushes.deliver(JSON.stringify({ factor_sid: 'YF' + '0'.repeat(32), challenge_sid: 'YC' + '1'.repeat(32) }))
  assert.ok((await pushes.shown(2)).some((n) => n.body.includes('a key that this browser does not have any more')))
  await pushes.deliver('no JSON')
  await pushes.shown(3)
  await device.leave()
})

test('a subscription that ended is told anew, and turning it off is told too', async () => {
  const ana = person(await service({ rings: true }))
  const device = await visitor({ permissions: ['notifications'] })
  await pushable(device)
  await enrolled(device.page, ana)
  await device.page.getByRole('link', { name: /Acme login/ }).click()
  await device.page.getByText(ON).waitFor()
  const before = (await ana.factors())[0].config.notification_token
  await booth('end', { endpoint: JSON.parse(before).endpoint })
  await ana.ask()
  await until(async () => (await ana.factors())[0].config.notification_token_gone !== null)
  await device.page.reload()
  await until(async () => (await ana.factors())[0].config.notification_token_gone === null)
  await device.page.getByRole('button', { name: 'Turn off' }).click()
  await device.page.getByText('Off: you only see requests while this page is open.').waitFor()
  assert.equal((await ana.factors())[0].config.notification_platform, 'none')
  await device.leave()
})

test('who could not remove a key, and keeps it, is rung by it still', async () => {
  const ana = person(await service({ rings: true }))
  const device = await visitor({ permissions: ['notifications'] })
  await pushable(device)
  await enrolled(device.page, ana)
  await device.page.getByRole('link', { name: /Acme login/ }).click()
  await device.page.getByText(ON).waitFor()
  const subscribed = () =>
    device.page.evaluate(async () => {
      const all = await navigator.serviceWorker.getRegistrations()
      const some = await Promise.all(all.map((one) => one.pushManager.getSubscription()))
      return some.filter(Boolean).length
    })
  assert.equal(await subscribed(), 1)
  await device.context.setOffline(true)
  await device.page.getByRole('button', { name: 'Remove from this device' }).click()
  await device.page.getByRole('button', { name: 'Remove', exact: true }).click()
  await device.page.getByText('So the server still takes this device for yours.').waitFor()
  await device.page.getByRole('button', { name: 'Keep it' }).click()
  assert.equal(await subscribed(), 1, 'what the page says is on, is on')
  await device.context.setOffline(false)
  await device.page.getByRole('button', { name: 'Remove from this device' }).click()
  await device.page.getByRole('button', { name: 'Remove', exact: true }).click()
  await heading(device.page, "This browser is nobody's authenticator yet").waitFor()
  await until(async () => (await subscribed()) === 0)
  await device.leave()
})

/** Looks until it holds. */
async function until(holds) {
  const end = Date.now() + 20_000
  while (!(await holds())) {
    assert.ok(Date.now() < end, `it never came that ${holds}`)
    await new Promise((go) => setTimeout(go, 100))
  }
}

test('without a key for push services it says what there is instead', async () => {
  const ana = person(await service())
  const device = await visitor({ permissions: ['notifications'] })
  await enrolled(device.page, ana)
  await device.page.getByRole('link', { name: /Acme login/ }).click()
  await device.page.getByText('On while this page is open').waitFor()
  assert.equal((await ana.factors())[0].config.notification_platform, 'none')
  await device.leave()
})

test('where streams do not get through it asks every few seconds', async () => {
  const ana = person(await service())
  const device = await visitor()
  await device.context.route('**/Events', (route) => route.abort())
  await enrolled(device.page, ana, 'Asks for requests every few seconds')
  await ask(device.page, ana, 'Still there?')
  await device.leave()
})

test('a page that is looked at does not rely for long on one that sleeps', async () => {
  const ana = person(await service())
  const device = await visitor()
  const { page, context } = device
  await enrolled(page, ana)
  // Somebody has the word of listening for all, and says nothing ever.
  const sleeper = await context.newPage()
  await sleeper.goto(`${base}/authenticator/icon.svg`)
  await page.goto('about:blank')
  await sleeper.evaluate(
    () => new Promise((held) => navigator.locks.request('countersign-authenticator', () => held() ?? new Promise(() => {}))),
  )
  await page.clock.install()
  await home(page)
  await page.getByText('Another page of this browser listens').waitFor()
  await heading(page, 'Nothing waits for you').waitFor()
  await ana.ask('Who hears me?')
  await page.clock.runFor(31_000)
  await page.getByRole('link', { name: /Who hears me/ }).waitFor()
  await device.leave()
})

test('offline it says so, opens all the same, and goes on when the network is back', async () => {
  const ana = person(await service())
  const device = await visitor()
  await enrolled(device.page, ana)
  await device.page.evaluate(() => navigator.serviceWorker.ready)
  await device.context.setOffline(true)
  await device.page.getByText('This device is offline').waitFor()
  await device.page.reload()
  await device.page.getByText('This device is offline').waitFor()
  await device.page.getByText('Hears nothing for now').waitFor()
  await shot(device.page, 'offline')
  const challenge = await ana.ask('Asked while offline')
  await device.page.goto(`${base}/authenticator#/q/${challenge.factor_sid}/${challenge.sid}`)
  await heading(device.page, 'The request could not be read').waitFor()
  await device.context.setOffline(false)
  await heading(device.page, 'Asked while offline').waitFor()
  await device.leave()
})

test('a proxy that asks for a sign-in of its own is not taken for the end of the key', async () => {
  const ana = person(await service())
  const device = await visitor()
  await enrolled(device.page, ana)
  const gate = (route) => route.fulfill({ status: 401, contentType: 'text/html', body: '<h1>Sign in</h1>' })
  await device.context.route('**/v2/**', gate)
  await device.page.reload()
  await device.page.getByText('Something unexpected came back').waitFor()
  assert.equal(await device.page.getByText('Not known to the server').count(), 0)
  await device.page.getByRole('link', { name: /Acme login/ }).click()
  await device.page.getByRole('button', { name: 'Remove from this device' }).click()
  await device.page.getByRole('button', { name: 'Remove', exact: true }).click()
  await device.page.getByText('So the server still takes this device for yours.').waitFor()
  await device.context.unroute('**/v2/**', gate)
  await device.page.goto('about:blank')
  await home(device.page)
  await ask(device.page, ana, 'After the gate?')
  await device.leave()
})

test('a key that could not be shown at once is shown later, and its link was not in vain', async () => {
  const ana = person(await service())
  const device = await visitor()
  const own = /\/Factors\/YF[0-9a-f]{32}(\/Events)?$/
  const broken = (route) => route.fulfill({ status: 503, json: { code: 20503, message: 'later', status: 503 } })
  await device.context.route(own, broken)
  await device.page.goto(await ana.link())
  await device.page.getByRole('button', { name: 'Make it my authenticator' }).click()
  await device.page.getByText('Not confirmed yet').waitFor()
  assert.deepEqual((await ana.factors()).map((factor) => factor.status), ['unverified'])
  await device.context.unroute(own, broken)
  await device.page.getByText('Not confirmed yet').waitFor({ state: 'detached' })
  assert.deepEqual((await ana.factors()).map((factor) => factor.status), ['verified'])
  await device.leave()
})

test('a browser that keeps nothing leaves no factor behind at the server', async () => {
  const ana = person(await service())
  const device = await visitor()
  await device.context.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  await device.page.goto(await ana.link())
  await device.page.getByRole('button', { name: 'Make it my authenticator' }).click()
  await device.page.getByText('The browser does not give this page a key').waitFor()
  assert.equal((await ana.factors()).length, 0)
  await device.leave()
})

test('a key that the server knows again is used again', async () => {
  const ana = person(await service())
  const device = await visitor()
  await enrolled(device.page, ana)
  const forgetful = (route) => route.fulfill({ status: 401, json: { code: 20003, message: 'Authenticate', status: 401 } })
  await device.context.route('**/v2/**', forgetful)
  await device.page.reload()
  await device.page.getByText('Not known to the server any more').waitFor()
  await device.context.unroute('**/v2/**', forgetful)
  await device.page.reload()
  await device.page.getByText('Requests appear at once').waitFor()
  await device.leave()
})

test('a clock that is hours wrong is reckoned with, and named', async () => {
  const ana = person(await service())
  const device = await visitor()
  await device.context.clock.install({ time: Date.now() + 7_200_000 })
  await enrolled(device.page, ana)
  await device.page.getByText("This device's clock is 2 hours ahead of the server's").waitFor()
  const challenge = await ask(device.page, ana, 'At which time?')
  await device.page.getByRole('link', { name: /At which time/ }).click()
  await device.page.getByText('4 minutes left to answer').waitFor()
  await device.page.getByRole('button', { name: 'Deny' }).click()
  await heading(device.page, 'Denied').waitFor()
  assert.equal((await ana.challenge(challenge.sid)).status, 'denied')
  await device.leave()
})

test('an address that is not secure says what to do', async () => {
  const elsewhere = new URL(base)
  elsewhere.hostname = 'authenticator.test'
  const device = await visitor({ origin: elsewhere.origin })
  await device.page.goto(`${elsewhere.origin}/authenticator`)
  await heading(device.page, 'This address is not secure').waitFor()
  await device.page.getByText(`http://localhost:${elsewhere.port}/authenticator`).waitFor()
  await shot(device.page, 'not-secure')
  for (let opened = 0; opened < 2; opened++) {
    const link = (await person(await service()).link()).replace(base, elsewhere.origin)
    await device.page.goto(link)
    await heading(device.page, 'This address is not secure').waitFor()
    await device.page.waitForFunction(() => location.hash === '')
  }
  await device.page.goBack()
  assert.ok(!device.page.url().includes('#'), 'nor does the history keep the token')
  await device.leave()
})
