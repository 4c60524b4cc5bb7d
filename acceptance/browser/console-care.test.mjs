// What the console says, and asks, where a mistake or a silence would cost somebody dear.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { accessible, closeBrowser, shot } from './browser.mjs'
import { button, heading, inside, operator } from './console.mjs'
import { base, service } from './countersign.mjs'

after(closeBrowser)

test('a look for attacks that failed is told, and does not read as none', async () => {
  const at = await service({ name: 'Bank' })
  const somebody = await operator()
  const { page } = somebody
  await page.route('**/Alarms*', (route) => route.fulfill({ status: 503, body: '' }))
  await inside(page, `/console/services/${at.sid}`)
  await page.getByText('It could not be looked for attacks', { exact: true }).waitFor()
  await page.getByRole('link', { name: /^Overview.*could not be looked/ }).waitFor()
  await accessible(page, 'an overview without a look for attacks')
  await shot(page, 'console-blind')
  await page.getByRole('link', { name: 'All Services' }).click()
  await page.getByText('could not be looked at for attacks').first().waitFor()
  await somebody.leave()
})

test('arrow keys choose a Service, and only the button goes there', async () => {
  const [one, two] = [await service({ name: 'Harbour 1' }), await service({ name: 'Harbour 2' })]
  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${one.sid}`)
  const choice = page.getByLabel('Service', { exact: true })
  await choice.selectOption(two.sid)
  assert.equal(new URL(page.url()).pathname, `/console/services/${one.sid}`)
  await button(page, 'Go to this Service').click()
  await heading(page, 'Harbour 2').waitFor()
  await somebody.leave()
})
