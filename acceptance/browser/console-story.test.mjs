// What an operator learns of what happened: one challenge's story, somebody under attack, and pictures of the last hours.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ask, enrolled, heading as on } from './authenticator.mjs'
import { accessible, closeBrowser, fits, shot, visitor } from './browser.mjs'
import { button, heading, inside, operator, receiver, row, totpFactor, until } from './console.mjs'
import { api, base, person, service } from './countersign.mjs'

after(closeBrowser)

const tales = (page) => page.locator('.story li').evaluateAll((all) => all.map((one) => one.textContent))

test("a challenge's story says what went wrong, who answered, and who was told", async () => {
  const at = await service()
  const there = await receiver()
  const { sid: webhook } = await api('POST', `/v2/Services/${at.sid}/Webhooks`, {
    FriendlyName: 'backend',
    EventTypes: '*',
    WebhookUrl: there.url,
  })
  const ana = person(at, 'ana-0001')
  const { sid: factor, app } = await totpFactor(ana)
  const challenge = await api('POST', `${ana.path}/Challenges`, {
    FactorSid: factor,
    'Details.Message': 'Sign in?',
    'Details.Fields': JSON.stringify({ label: 'M'.repeat(36), value: 'M'.repeat(128) }),
  })
  const code = (payload) => api('POST', `${ana.path}/Challenges/${challenge.sid}`, { AuthPayload: payload })
  await code(await app.codeOf(5))
  await code(await app.codeOf(4000))

  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${at.sid}/entities/ana-0001/challenges/${challenge.sid}`)
  await page.getByText('Waiting for a code').waitFor()
  await page.getByText('right for 5 codes later').waitFor()
  await page.getByText('mistyped').waitFor()
  assert.equal((await code(await app.code())).status, 'approved')
  await page.getByText('Webhook told of challenge.approved').waitFor()
  const told = await tales(page)
  const order = ['Webhook told of challenge.approved', 'Approved', 'Wrong code', 'Wrong code', 'Challenge created']
  assert.deepEqual(
    told.map((one) => order.find((words) => one.startsWith(words))),
    order,
  )
  await accessible(page, "a challenge's story")
  await shot(page, 'console-story')
  const { width, height } = page.viewportSize()
  await page.setViewportSize({ width: 320, height })
  const cut = await page.locator('dt, dd').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length)
  assert.equal(cut, 0, 'nothing of a label or value is cut off where there is little room')
  await page.setViewportSize({ width, height })
  await page.getByRole('link', { name: 'Its deliveries' }).click()
  await heading(page, 'backend').waitFor()
  assert.equal(new URL(page.url()).pathname, `/console/services/${at.sid}/webhooks/${webhook}`)

  // What is answered twice is refused, and that too is told.
  await fetch(`${base}${ana.path}/Challenges/${challenge.sid}`, {
    method: 'POST',
    headers: {
      authorization: 'Basic ' + Buffer.from(`${process.env.ACCOUNT_SID}:${process.env.AUTH_TOKEN}`).toString('base64'),
    },
    body: new URLSearchParams({ AuthPayload: await app.code() }),
  })
  await page.goto(`${base}/console/services/${at.sid}/entities/ana-0001`)
  await page.getByText('Answer refused (60322)').waitFor()
  await page.getByText('Factor verified').waitFor()
  await page.getByText('Entity created').waitFor()
  await there.close()
  await somebody.leave()
})

test('a long story is not cut off without a word, and goes on where it is asked to', async () => {
  const at = await service()
  const ana = person(at, 'ana-0001')
  const device = await visitor()
  await enrolled(device.page, ana)
  await device.leave()
  const many = 130
  for (let i = 0; i < many; i += 10) await Promise.all(Array.from({ length: 10 }, () => ana.ask()))
  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${at.sid}/entities/ana-0001`)
  await page.locator('.story li').first().waitFor()
  assert.equal((await tales(page)).length, 100)
  await button(page, 'Show what happened before').click()
  await page.getByText('Entity created').waitFor()
  // Entity and factor created, and the factor verified.
  assert.equal((await tales(page)).length, many + 3)
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Challenge created/, 'the focus is on what came')
  assert.equal(await button(page, 'Show what happened before').count(), 0)
  await somebody.leave()
})

test('somebody who is asked again and again is pointed at, and a picture shows how it ended', async () => {
  const at = await service({ name: 'Bank' })
  const ben = person(at, 'ben-0001')
  const device = await visitor()
  await enrolled(device.page, ben)
  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${at.sid}`)
  await page.getByText('Nothing happened in the last 24 hours').waitFor()
  for (let i = 1; i <= 3; i++) {
    await ask(device.page, ben, `Was that you, time ${i}?`)
    await device.page.getByRole('link', { name: new RegExp(`Was that you, time ${i}`) }).click()
    await button(device.page, 'Deny').click()
    await on(device.page, 'Denied').waitFor()
    await device.page.getByRole('link', { name: 'Back' }).click()
  }
  await device.leave()
  await until(async () => (await page.getByText('One person may be under attack').count()) > 0, 'the alarm', 60)
  await page.getByRole('link', { name: /^Overview\s*1 may be under attack$/ }).waitFor()
  await page.getByRole('link', { name: 'ben-0001' }).click()
  await page.getByText('This person may be under attack').waitFor()
  await page.getByText('3 denied, 0 left without an answer').waitFor()
  await accessible(page, 'somebody under attack')
  await shot(page, 'console-attack')

  await page.getByRole('link', { name: /^Overview/ }).click()
  await heading(page, 'How challenges ended').waitFor({ timeout: 90_000 })
  await page.getByRole('img', { name: 'Bars over time: 0 approved, 0 expired, 3 denied in all.' }).waitFor()
  const drawn = await page
    .locator('canvas')
    .first()
    .evaluate(
      (canvas) =>
        new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size,
    )
  assert.ok(drawn > 2, 'something is drawn')
  await page.getByText('The numbers as a table').first().click()
  const numbers = page.getByRole('table', { name: 'How challenges ended' }).getByRole('row')
  assert.ok((await numbers.count()) >= 25, 'an hour a row')
  assert.match(await numbers.nth(1).textContent(), /003$/)
  await fits(page)
  await accessible(page, 'the overview with pictures')
  await shot(page, 'console-pictures')
  for (const span of ['7 days', '30 days']) {
    await button(page, span).click()
    await page.getByRole('img', { name: 'Bars over time: 0 approved, 0 expired, 3 denied in all.' }).waitFor()
  }
  await page.goto(`${base}/console/services`)
  await row(page, 'Bank').getByText('may be under attack').waitFor({ state: 'attached' })
  await somebody.leave()
})
