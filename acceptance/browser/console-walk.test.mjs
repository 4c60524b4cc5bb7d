// The first visit to the console, from nothing to an approved challenge, with an app and with a browser; and an enrolment
// from the QR code's own pixels that an application then relies on.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { accessible, closeBrowser, shot, visitor } from './browser.mjs'
import { app, button, firstDay, heading, inside, link, operator, row, scanned, until } from './console.mjs'
import { api, base, person, service } from './countersign.mjs'

after(closeBrowser)

/** Up to the step where something is enrolled. */
async function begin(page, name) {
  await firstDay()
  await inside(page)
  await heading(page, 'Your first approval').waitFor()
  assert.equal(new URL(page.url()).pathname, '/console/start')
  await accessible(page, 'the first visit')
  await shot(page, 'console-start')
  await page.getByLabel('What your application is called').fill(name)
  await button(page, 'Make it').click()
  // All steps are on the page from the beginning; this one is where one is now.
  await heading(page.locator('[aria-current=step]'), 'Enrol something that approves').waitFor()
}

test('the first visit leads to an approval with an authenticator app', async () => {
  const somebody = await operator()
  const { page } = somebody
  await begin(page, 'Acme login')
  const [made] = (await api('GET', '/v2/Services')).services
  assert.equal(made.friendly_name, 'Acme login')

  await page.getByRole('button', { name: /^Authenticator app/ }).click()
  await button(page, 'Show the QR code').click()
  const uri = await scanned(page, 'QR code for the authenticator app')
  assert.match(uri, /^otpauth:\/\/totp\/Acme%20login:test-user-0001\?secret=[A-Z2-7]+&issuer=Acme%20login&/)
  await accessible(page, 'the QR code')
  await shot(page, 'console-start-qr')
  const ana = app(uri)
  await page.getByLabel('Code that the app shows').fill(await ana.codeOf(40))
  await button(page, 'Verify').click()
  await page.getByText('The code was not right').first().waitFor()
  await page.getByLabel('Code that the app shows').fill(await ana.code())
  await button(page, 'Verify').click()

  await button(page, 'Send the challenge').click()
  await page.getByLabel('Code that the app shows').fill(await ana.code())
  await button(page, 'Check the code').click()
  await page.getByText('Approved', { exact: true }).waitFor()
  await accessible(page, 'the end of the first visit')
  await shot(page, 'console-start-done')
  for (const language of ['curl', 'Node', 'Python', 'Java', 'Go']) {
    await page.getByRole('tab', { name: language }).click()
    const code = await page.getByRole('tabpanel').textContent()
    assert.ok(code.includes(made.sid) && code.includes('test-user-0001'), language)
  }
  // How far one is stands in the address: loading again loses nothing.
  await page.reload()
  await page.getByText('Approved', { exact: true }).waitFor()
  await link(page, 'To the Service').click()
  await heading(page, 'Acme login').waitFor()
  await somebody.leave()
})

test('the first visit leads to an approval in another browser', async () => {
  const somebody = await operator()
  const { page } = somebody
  await begin(page, 'Acme login')
  await page.getByRole('button', { name: /^Browser authenticator/ }).click()
  const url = await scanned(page, 'QR code of the enrolment link')
  assert.equal(url, await link(page, 'Open the authenticator').getAttribute('href'), 'the code and the link say the same')
  assert.ok(url.startsWith(`${base}/authenticator#v1.`))
  await accessible(page, 'the enrolment link')
  await shot(page, 'console-start-link')

  const device = await visitor()
  await device.page.goto(url)
  await device.page.getByText('Acme login').first().waitFor()
  await button(device.page, 'Make it my authenticator').click()
  await heading(device.page, 'This browser is your authenticator now').waitFor()
  await device.page.getByRole('link', { name: 'Done' }).click()

  // The console sees by itself that somebody used the link.
  await page.getByLabel('What the person is asked').fill('Is it you, Ana?')
  await button(page, 'Send the challenge').click()
  await device.page.getByRole('link', { name: /Is it you, Ana/ }).click()
  await page.getByText('The authenticator has the question').waitFor()
  await button(device.page, 'Deny').click()
  await page.getByText('Denied', { exact: true }).waitFor()
  await button(page, 'Send another').click()
  await button(page, 'Send the challenge').click()
  await device.page.getByRole('link', { name: 'Back' }).click()
  await device.page.getByRole('link', { name: /Is this you, signing in/ }).click()
  await button(device.page, 'Approve').click()
  await page.getByText('Approved', { exact: true }).waitFor()
  await device.leave()
  await somebody.leave()
})

test('what was enrolled from the pixels signs somebody in', async () => {
  const at = await service({ name: 'Shop' })
  const ben = person(at, 'ben-0001')
  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${at.sid}/entities/ben-0001/enrol`)
  await page.getByRole('button', { name: /^Authenticator app/ }).click()
  await page.getByLabel('What the app calls it').fill('ben@example.com')
  await button(page, 'Show the QR code').click()
  const theirs = app(await scanned(page, 'QR code for the authenticator app'))
  await page.getByLabel('Code that the app shows').fill(await theirs.code())
  await button(page, 'Verify').click()
  await page.getByText('ben@example.com is enrolled and verified').waitFor()
  assert.ok(!(await page.content()).includes('otpauth'), 'the secret is gone from the page')

  const [factor] = await ben.factors()
  assert.deepEqual([factor.friendly_name, factor.status], ['ben@example.com', 'verified'])
  await link(page, 'Back to ben-0001').click()
  await heading(page, 'ben-0001').waitFor()
  await page.getByText('Nothing was asked of this person yet').waitFor()
  const wrong = await api('POST', `${ben.path}/Challenges`, {
    FactorSid: factor.sid,
    'Details.Message': 'Sign in to Shop',
    AuthPayload: await theirs.codeOf(40),
  })
  assert.equal(wrong.status, 'pending')
  const right = await api('POST', `${ben.path}/Challenges/${wrong.sid}`, { AuthPayload: await theirs.code() })
  assert.equal(right.status, 'approved')
  // The person's page shows it without being asked.
  await row(page, 'Sign in to Shop').getByText('approved').waitFor()
  await somebody.leave()
})

test('a challenge is made by hand, and its answer is seen at once', async () => {
  const at = await service()
  const eva = person(at, 'eva-0001')
  const device = await visitor()
  await device.page.goto(await eva.link())
  await button(device.page, 'Make it my authenticator').click()
  await heading(device.page, 'This browser is your authenticator now').waitFor()
  await device.page.getByRole('link', { name: 'Done' }).click()

  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${at.sid}/entities/eva-0001/challenges/new`)
  await page.getByLabel('Message').fill('Pay 120 CHF?')
  await button(page, 'Add a field').click()
  await page.getByLabel('Label 1').fill('To')
  await page.getByLabel('Value 1').fill('Zürich Transit')
  await page.getByLabel('Good for so many minutes').fill('99')
  await button(page, 'Send the challenge').click()
  const minutes = page.getByLabel('Good for so many minutes')
  await until(async () => (await minutes.getAttribute('aria-invalid')) === 'true', 'the field is marked')
  await shot(page, 'console-challenge-refused')
  await minutes.fill('10')
  await button(page, 'Send the challenge').click()
  await heading(page, 'Pay 120 CHF?').waitFor()
  await page.getByText('Waiting for the device').waitFor()
  await page.getByText('Zürich Transit').waitFor()
  await device.page.getByRole('link', { name: /Pay 120 CHF/ }).click()
  await device.page.getByText('Zürich Transit').waitFor()
  await button(device.page, 'Approve').click()
  await page.getByText('Approved', { exact: true }).first().waitFor()
  await shot(page, 'console-challenge-approved')
  await device.leave()
  await somebody.leave()
})
