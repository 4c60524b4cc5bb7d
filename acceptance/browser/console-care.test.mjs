// What the console says, and asks, where a mistake or a silence would cost somebody dear.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { accessible, closeBrowser, shot } from './browser.mjs'
import { button, heading, inside, knock, operator } from './console.mjs'
import { base, service } from './countersign.mjs'

after(closeBrowser)

/** An API key, made as the console makes it, and how it is taken back. */
async function keyOf() {
  const desk = await operator()
  await inside(desk.page)
  const ask = (method, path, form) =>
    desk.page.evaluate(
      async (a) => {
        const { csrf_token: proof } = await (await fetch('/console/api/session')).json()
        const headers = { 'X-Csrf-Token': proof }
        const body = a.form && new URLSearchParams(a.form)
        const text = await (await fetch(`/console/api${a.path}`, { method: a.method, headers, body })).text()
        return text ? JSON.parse(text) : undefined
      },
      { method, path, form },
    )
  const made = await ask('POST', '/Keys', { FriendlyName: 'Another way in' })
  const revoke = async () => {
    await ask('DELETE', `/Keys/${made.sid}`)
    await desk.leave()
  }
  return { ...made, revoke }
}

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

test('the door warns where what is typed can be read on the way', async () => {
  const port = new URL(base).port
  const somebody = await operator({ origin: `http://authenticator.test:${port}` })
  const { page } = somebody
  await page.goto(`http://authenticator.test:${port}/console`)
  await page.getByText('What you type here can be read on the way').waitFor()
  await accessible(page, 'the door over plain http')
  await shot(page, 'console-door-plain')
  await somebody.leave()
})

test('a page is not left showing what another account is asked', async () => {
  const key = await keyOf()
  const somebody = await operator()
  const { page } = somebody
  await inside(page, '/console/keys')
  await heading(page, 'API keys').waitFor()
  const other = await somebody.context.newPage()
  await somebody.context.clearCookies()
  await other.goto(`${base}/console/keys`)
  await knock(other, key.sid, key.secret)
  await page.getByText('This browser is signed in as somebody else now').first().waitFor()
  await somebody.leave()
  await key.revoke()
})
