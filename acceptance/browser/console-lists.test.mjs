// Lists as operators look through them: five hundred challenges by pages and filters, live; a Webhook and its deliveries.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { enrolled } from './authenticator.mjs'
import { accessible, closeBrowser, shot, visitor } from './browser.mjs'
import { button, heading, inside, link, operator, receiver, row, totpFactor, until } from './console.mjs'
import { api, base, person, service } from './countersign.mjs'

after(closeBrowser)

const MANY = 500

const sids = (page) =>
  page.locator('table[aria-label="Challenges"] tbody td:last-child code').evaluateAll((all) => all.map((code) => code.title))

test(`${MANY} challenges are paged through, each once, and filtered as the API filters them`, async () => {
  const at = await service({ name: 'Busy' })
  const ana = person(at, 'ana-0001')
  const device = await visitor()
  await enrolled(device.page, ana)
  await device.leave()
  const [push] = await ana.factors()
  const totp = await totpFactor(ana)
  const made = []
  for (let i = 0; i < MANY; i += 20) {
    const some = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        api('POST', `${ana.path}/Challenges`, { FactorSid: push.sid, 'Details.Message': `Number ${i + n}` }),
      ),
    )
    made.push(...some.map((challenge) => challenge.sid))
  }
  const approved = await api('POST', `${ana.path}/Challenges`, {
    FactorSid: totp.sid,
    'Details.Message': 'By code',
    AuthPayload: await totp.app.code(),
  })
  assert.equal(approved.status, 'approved')

  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${at.sid}/entities/ana-0001/challenges`)
  await row(page, 'By code').waitFor()
  const pages = [await sids(page)]
  await accessible(page, 'a list of many')
  await shot(page, 'console-many')
  const next = page.locator('a:not([aria-disabled])', { hasText: 'Next page' })
  while ((await next.count()) > 0) {
    const first = pages.at(-1)[0]
    await next.click()
    await until(async () => (await sids(page)).length > 0 && (await sids(page))[0] !== first, 'another page')
    pages.push(await sids(page))
  }
  const seen = pages.flat()
  assert.deepEqual(
    pages.map((one) => one.length),
    [...Array(10).fill(50), 1],
  )
  assert.deepEqual([...seen].sort(), [...made, approved.sid].sort(), 'each of them once')
  assert.deepEqual(seen, [...seen].sort().reverse(), 'the newest first')

  // Where one is stands in the address: loaded again and gone back to, it is the same page.
  await page.goBack()
  await until(async () => (await sids(page))[0] === pages.at(-2)[0], 'the page before')
  await page.reload()
  await until(async () => (await sids(page))[0] === pages.at(-2)[0], 'the same page')
  await page.getByText('Page 10').waitFor()

  await page.getByLabel('Factor', { exact: true }).selectOption(totp.sid)
  await until(async () => (await sids(page)).length === 1, 'one of this factor')
  assert.deepEqual(await sids(page), [approved.sid])
  await page.getByLabel('Status').selectOption('denied')
  await page.getByText('No challenge fits these filters').waitFor()
  await shot(page, 'console-none-fits')
  await link(page, 'Show all').click()
  await page.getByLabel('Status').selectOption('pending')
  await page.getByLabel('Order').selectOption('asc')
  await page.getByLabel('On a page').selectOption('500')
  await until(async () => (await sids(page)).length === MANY, 'all that are pending')
  assert.deepEqual(await sids(page), [...made].sort(), 'the oldest first')
  await somebody.leave()
})

test('what is asked and answered appears by itself, until it is told to rest', async () => {
  const at = await service()
  const ben = person(at, 'ben-0001')
  const { sid, app } = await totpFactor(ben)
  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${at.sid}/entities/ben-0001/challenges`)
  await page.getByText('Nothing was asked of this person yet').waitFor()
  const challenge = await api('POST', `${ben.path}/Challenges`, { FactorSid: sid, 'Details.Message': 'Now?' })
  await row(page, 'Now?').getByText('pending').waitFor()
  await api('POST', `${ben.path}/Challenges/${challenge.sid}`, { AuthPayload: await app.code() })
  await row(page, 'Now?').getByText('approved').waitFor()
  await page.getByRole('status').filter({ hasText: 'A challenge is approved' }).waitFor({ state: 'attached' })
  await button(page, 'Live').click()
  await button(page, 'Paused').waitFor()
  const asked = []
  page.on('request', (request) => request.url().includes('/Challenges?') && asked.push(request.url()))
  await page.waitForTimeout(5000)
  assert.ok(asked.length < 2, 'no more than the one that was on its way')
  await somebody.leave()
})

test('somebody is found by identity, and nobody is made by looking for them', async () => {
  const at = await service()
  const eva = person(at, 'eva-0001')
  await totpFactor(eva)
  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${at.sid}/entities`)
  await page.getByLabel('Find by identity').fill('eva')
  await button(page, 'Find').click()
  await page.getByText('An identity is 8 to 64').waitFor()
  await page.getByLabel('Find by identity').fill('eva-0002')
  await page.keyboard.press('Enter')
  await page.getByText('Nobody is enrolled as eva-0002').waitFor()
  await page.getByLabel('Find by identity').fill('eva-0001')
  await page.keyboard.press('Enter')
  await heading(page, 'eva-0001').waitFor()
  await button(page, 'Delete eva-0001…').click()
  await page.getByLabel('Type its identity to go on').fill('eva-0002')
  await button(page, 'Delete for good').click()
  await page.getByText('This is not its identity').waitFor()
  assert.equal((await eva.factors()).length, 1)
  await shot(page, 'console-delete')
  await page.getByLabel('Type its identity to go on').fill('eva-0001')
  await button(page, 'Delete for good').click()
  await heading(page, 'Entities').waitFor()
  assert.deepEqual((await api('GET', `/v2/Services/${at.sid}/Entities`)).entities, [])
  await somebody.leave()
})

test('a Webhook is made, tried, and seen to', async () => {
  const at = await service({ name: 'Told' })
  const there = await receiver(503)
  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${at.sid}/webhooks/new`)
  await page.getByLabel('Name', { exact: true }).fill('backend')
  await page.getByLabel('URL').fill('not a url')
  await button(page, 'Create Webhook').click()
  await page.getByText('Must be an absolute http or https URL').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.name), 'WebhookUrl', 'what is wrong has the focus')
  await page.getByLabel('URL').fill(there.url)
  await button(page, 'Create Webhook').click()
  await heading(page, 'backend').waitFor()

  await button(page, 'Send a test event').click()
  await page.getByText('It was not taken').waitFor()
  there.status = 204
  await button(page, 'Send a test event').click()
  await page.getByText('It was taken').waitFor()
  assert.deepEqual(
    there.heard.map(({ form }) => form.type),
    ['test', 'test'],
  )
  assert.ok(there.heard.every(({ signature }) => signature))

  there.status = 500
  await totpFactor(person(at, 'ida-0001'))
  await row(page, 'factor.created').getByText('queued').waitFor()
  await row(page, 'factor.created').getByText('HTTP 500').waitFor()
  await accessible(page, 'a Webhook with deliveries')
  await shot(page, 'console-webhook')
  there.status = 204
  await row(page, 'factor.created').getByRole('button').click()
  await row(page, 'factor.created').getByText('sent').waitFor()
  await row(page, 'factor.verified').getByText('sent').waitFor()
  await page.getByLabel('Status').selectOption('failed')
  await page.getByText('None is in this state').waitFor()
  await page.getByLabel('Status').selectOption('sent')
  await row(page, 'factor.created').getByRole('button').click()
  await until(() => there.heard.filter(({ form }) => form.type === 'factor.created').length >= 2, 'told again')

  await button(page, 'Delete backend…').click()
  await page.getByLabel('Type its name to go on').fill('backend')
  await button(page, 'Delete for good').click()
  await page.getByText('Nobody is told anything yet').waitFor()
  await there.close()
  await somebody.leave()
})

test('a Service is made with what was set, and shows what is refused where it is wrong', async () => {
  const somebody = await operator()
  const { page } = somebody
  await inside(page, '/console/services/new')
  await page.getByLabel('Name', { exact: true }).fill('Chandlery')
  const life = page.getByLabel("A code's life, in seconds")
  await life.fill('99')
  await button(page, 'Create Service').click()
  await page.getByText('Must be a whole number from 20 to 60').waitFor()
  assert.equal(await life.getAttribute('aria-invalid'), 'true')
  await accessible(page, 'a form that was refused')
  await shot(page, 'console-service-refused')
  await life.fill('60')
  await page.getByLabel("Pushes carry the challenge's message").uncheck()
  await button(page, 'Create Service').click()
  await heading(page, 'Chandlery').waitFor()
  const made = (await api('GET', '/v2/Services', { PageSize: '1000' })).services.find((s) => s.friendly_name === 'Chandlery')
  assert.deepEqual([made.totp.time_step, made.push.include_message, made.push.include_date], [60, false, false])

  await page.getByRole('link', { name: 'Settings' }).click()
  await life.waitFor()
  assert.equal(await life.inputValue(), '60')
  await page.getByLabel('Issuer').fill('The Chandlery')
  await button(page, 'Save settings').click()
  await page.getByText('Saved.').waitFor()
  const saved = await api('GET', `/v2/Services/${made.sid}`)
  assert.deepEqual([saved.totp.issuer, saved.totp.time_step], ['The Chandlery', 60])
  await button(page, 'Delete Chandlery…').click()
  await page.getByLabel('Type its name to go on').fill('Chandlery')
  await button(page, 'Delete for good').click()
  await heading(page, 'Services').waitFor()
  assert.equal(page.url(), `${base}/console/services`)
  await somebody.leave()
})
