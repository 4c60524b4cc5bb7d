// Who gets in to the console, what they keep of it, and what another page can do with it: nothing.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, test } from 'node:test'
import { accessible, closeBrowser, shot } from './browser.mjs'
import { account, button, heading, inside, knock, operator, token } from './console.mjs'
import { api, base, service } from './countersign.mjs'

after(closeBrowser)

const password = (page) => page.getByLabel("Auth token, or the key's secret")

/** Asks as a script on the page would. */
const ask = (page, method, path, headers = {}, body = undefined) =>
  page.evaluate(
    async (a) => {
      const answer = await fetch(a.path, { method: a.method, headers: a.headers, body: a.body })
      return { status: answer.status, body: await answer.text() }
    },
    { method, path, headers, body },
  )

/** Does something while a page hears nothing from the server, so that it learns of it afterwards and not in between. */
const unheard = async (page, deed) => {
  let go
  const held = new Promise((then) => (go = then))
  const hold = async (route) => {
    await held
    await route.continue().catch(() => undefined) // whoever asked may have gone
  }
  await page.route('**/console/api/**', hold)
  await deed()
  go()
  await page.unroute('**/console/api/**', hold)
}

/** Waits until somebody's session is over: a server may take a few seconds to hear that it was ended. */
const over = async ({ context, page }) => {
  for (let i = 0; i < 40 && (await context.request.get(`${base}/console/api/session`)).status() !== 401; i++) {
    await page.waitForTimeout(250)
  }
}

test('nobody gets in with a wrong token, and none is left lying in the page', async () => {
  const somebody = await operator()
  const { page } = somebody
  await page.goto(`${base}/console`)
  await heading(page, 'Sign in').waitFor()
  await accessible(page, 'the door')
  await shot(page, 'console-door')
  await button(page, 'Sign in').click()
  // Said as well as shown: the focus is elsewhere.
  await page.getByRole('alert').filter({ hasText: 'Begins with AC' }).waitFor()
  await knock(page, account, 'ffffffffffffffffffffffffffffffff')
  await page.getByText('These do not belong together').waitFor()
  assert.equal(await password(page).inputValue(), '')
  await accessible(page, 'the door that stays shut')
  await shot(page, 'console-door-shut')
  assert.equal((await ask(page, 'GET', '/console/api/Services')).status, 401)

  await knock(page)
  await heading(page, 'Sign in').waitFor({ state: 'detached' })
  const kept = await page.evaluate(async () => ({
    cookies: document.cookie,
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    databases: (await indexedDB.databases()).length,
    page: document.documentElement.outerHTML,
    address: location.href,
  }))
  assert.deepEqual([kept.cookies, kept.local, kept.session, kept.databases], ['', '{}', '{}', 0])
  const { csrf_token: proof } = JSON.parse((await ask(page, 'GET', '/console/api/session')).body)
  for (const secret of [token, proof]) assert.ok(!(kept.page + kept.address).includes(secret))
  const [cookie] = await somebody.context.cookies(`${base}/console/api`)
  assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Strict'])
  await somebody.leave()
})

test('whoever comes in with an API key sees that, and makes no other', async () => {
  const somebody = await operator()
  const { page } = somebody
  await inside(page, '/console/keys')
  await button(page, 'New key').click()
  await page.getByLabel('What it is for').fill('Shop backend')
  await button(page, 'Make the key').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Its secret is shown this once', { exact: true }).waitFor()
  await accessible(page, 'a new key')
  await shot(page, 'console-key')
  // What had the focus is gone with the form; and no Escape takes the secret away, not even a second one.
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Key Shop backend')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Escape')
  assert.ok(await dialog.locator('code.secret').isVisible())
  const sid = await dialog.locator('code').first().textContent()
  const secret = await dialog.locator('code.secret').textContent()
  await button(page, 'I have kept it').click()
  await page.getByText('Shop backend').waitFor()
  assert.ok(!(await page.content()).includes(secret), 'shown once')

  const other = await operator()
  await other.page.goto(`${base}/console/keys`)
  await knock(other.page, sid, secret)
  await heading(other.page, 'API keys').waitFor()
  await other.page.getByText('You signed in with a key').waitFor()
  assert.equal(await button(other.page, 'New key').count(), 0)

  await page.getByRole('button', { name: 'Revoke Shop backend' }).click()
  await shot(page, 'console-key-revoke')
  await button(page, 'Revoke for good').click()
  await page.getByText('This is not its name').waitFor()
  await page.getByLabel('Type its name to go on').fill('Shop  backend ')
  // What is under way is not left by looking away.
  let on
  const held = new Promise((go) => (on = go))
  await page.route('**/console/api/Keys/*', async (route) => {
    await held
    await route.continue()
  })
  await button(page, 'Revoke for good').click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  assert.equal(await button(page, 'Cancel').getAttribute('aria-disabled'), 'true')
  assert.ok(await page.getByRole('dialog').isVisible())
  // Whoever came in with it is out.
  await unheard(other.page, async () => {
    on()
    await page.getByText('No key yet').waitFor()
    await over(other)
    await other.page.getByRole('link', { name: 'Health' }).click()
  })
  await heading(other.page, 'Sign in').waitFor()
  await other.leave()
  await somebody.leave()
})

test('a session that has ended asks for the way in, and goes on where it was', async () => {
  const at = await service({ name: 'Bakery' })
  const somebody = await operator()
  const { page } = somebody
  await inside(page, `/console/services/${at.sid}/settings`)
  await page.getByLabel('Name', { exact: true }).waitFor()
  // What is kept of a session that is over is a cookie that is gone.
  await unheard(page, async () => {
    await somebody.context.clearCookies()
    await page.getByRole('link', { name: 'Entities' }).click()
  })
  await heading(page, 'Sign in').waitFor()
  await page.getByText('Your session has ended').first().waitFor()
  await shot(page, 'console-ended')
  await knock(page)
  await heading(page, 'Entities').waitFor()
  assert.equal(new URL(page.url()).pathname, `/console/services/${at.sid}/entities`)
  await somebody.leave()
})

test('nothing is changed without what only our page knows', async () => {
  const somebody = await operator()
  const { page } = somebody
  await inside(page)
  await page.getByRole('link', { name: 'Health' }).waitFor()
  const before = (await api('GET', '/v2/Services', { PageSize: '1000' })).services.length
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const { csrf_token: proof } = JSON.parse((await ask(page, 'GET', '/console/api/session')).body)
  for (const headers of [form, { ...form, 'X-Csrf-Token': '' }, { ...form, 'X-Csrf-Token': `${proof.slice(0, -2)}AA` }]) {
    assert.equal((await ask(page, 'POST', '/console/api/Services', headers, 'FriendlyName=Forged')).status, 403)
  }
  const basic = { authorization: 'Basic ' + Buffer.from(`${account}:${token}`).toString('base64') }
  await somebody.context.clearCookies()
  assert.equal((await ask(page, 'GET', '/console/api/Services', basic)).status, 401, 'the console takes no Basic')
  await page.goto(`${base}/console`)
  await knock(page)
  await page.getByRole('link', { name: 'Health' }).waitFor()
  const [{ name, value }] = await somebody.context.cookies(`${base}/console/api`)
  const withCookie = (path) => fetch(base + path, { headers: { cookie: `${name}=${value}` } })
  assert.equal((await withCookie('/console/api/Services')).status, 200)
  assert.equal((await withCookie('/v2/Services')).status, 401, 'the API takes no cookie')
  assert.equal((await api('GET', '/v2/Services', { PageSize: '1000' })).services.length, before)
  await somebody.leave()
})

test("another site's page gets nowhere with an operator's session", async () => {
  const victim = await operator()
  await inside(victim.page)
  await victim.page.getByRole('link', { name: 'Health' }).waitFor()
  const before = (await api('GET', '/v2/Services', { PageSize: '1000' })).services.length

  const forger = createServer((_, answer) =>
    answer.writeHead(200, { 'content-type': 'text/html' })
      .end(`<form id="f" method="post" action="${base}/console/api/Services">
      <input name="FriendlyName" value="Forged"></form><form id="o" method="post" action="${base}/console/api/session">
      <input name="User" value="${account}"><input name="Password" value="${token}"></form>`),
  )
  await new Promise((ready) => forger.listen(0, '127.0.0.1', ready))
  forger.unref()
  // By another name of this machine, so that it is another site.
  const site = `http://authenticator.test:${forger.address().port}/`
  for (const id of ['f', 'o']) {
    const tab = await victim.context.newPage()
    await tab.goto(site)
    const [answer] = await Promise.all([
      tab.waitForResponse((response) => response.url().startsWith(`${base}/console/api/`)),
      tab.evaluate((form) => document.getElementById(form).submit(), id),
    ])
    assert.equal(answer.status(), 403, id)
    await tab.close()
  }
  const tab = await victim.context.newPage()
  await tab.goto(site)
  const read = await tab.evaluate(
    (url) =>
      fetch(url, { credentials: 'include' }).then(
        (answer) => answer.text(),
        () => 'kept from us',
      ),
    `${base}/console/api/Services`,
  )
  assert.equal(read, 'kept from us')
  const framed = await tab.evaluate(
    (url) =>
      new Promise((told) => {
        const frame = document.createElement('iframe')
        frame.onload = () => {
          try {
            told(frame.contentDocument === null ? 'kept out' : 'blank')
          } catch {
            told('kept out')
          }
        }
        frame.src = url
        document.body.append(frame)
      }),
    `${base}/console`,
  )
  assert.equal(framed, 'kept out')
  assert.equal((await api('GET', '/v2/Services', { PageSize: '1000' })).services.length, before)
  forger.close()
  // The forger's page was asked for, by us, and what it tried was told of by the browser.
  victim.wrongs.length = 0
  await victim.leave()
})

test('signing out ends it here, and everywhere where that is asked', async () => {
  const [one, two] = [await operator(), await operator()]
  await inside(one.page)
  await inside(two.page)
  await button(one.page, 'Sign out').click()
  await one.page.getByText('You are signed out').waitFor()
  assert.equal((await ask(one.page, 'GET', '/console/api/session')).status, 401)
  assert.equal((await ask(two.page, 'GET', '/console/api/session')).status, 200)
  await knock(one.page)
  await button(one.page, 'Sign out everywhere').click()
  await shot(one.page, 'console-everywhere')
  await one.page.getByLabel('Type its Account SID to go on').fill(account)
  await unheard(two.page, async () => {
    await one.page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
    await one.page.getByText('is signed out, you too').waitFor()
    await over(two)
    await two.page.getByRole('link', { name: 'Push credentials' }).click()
  })
  await heading(two.page, 'Sign in').waitFor()
  await one.leave()
  await two.leave()
})
