// What is done with the operator's console again and again.
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import jsqr from 'jsqr'
import { visitor } from './browser.mjs'
import { api, base } from './countersign.mjs'

// CommonJS that was compiled from a module: what it exports is one step further in.
const read = jsqr.default ?? jsqr

export const account = process.env.ACCOUNT_SID
export const token = process.env.AUTH_TOKEN

export const heading = (page, name) => page.getByRole('heading', { name, exact: true })
export const button = (page, name) => page.getByRole('button', { name, exact: true })
export const link = (page, name) => page.getByRole('link', { name, exact: true })
export const row = (page, text) => page.getByRole('row').filter({ hasText: text })

/** An operator at a desk, outside still. */
export const operator = (options = {}) => visitor({ viewport: { width: 1280, height: 800 }, ...options })

/** Fills in the door's form and sends it. */
export async function knock(page, user = account, password = token) {
  await page.getByLabel('Account SID or API key SID').fill(user)
  await page.getByLabel("Auth token, or the key's secret").fill(password)
  await button(page, 'Sign in').click()
}

/** Opens a page of the console, through the door where that is in the way. */
export async function inside(page, path = '/console') {
  await page.goto(base + path)
  await heading(page, 'Sign in').waitFor()
  await knock(page)
  await heading(page, 'Sign in').waitFor({ state: 'detached' })
}

/** What a QR code on the page says, read off its pixels. */
export async function scanned(page, name) {
  const picture = page.getByRole('img', { name })
  await picture.waitFor()
  const png = (await picture.screenshot()).toString('base64')
  // Decoded on a page without a policy, since ours draws no pictures from elsewhere.
  const paper = await page.context().newPage()
  const { pixels, width, height } = await paper.evaluate(async (src) => {
    const image = new Image()
    image.src = `data:image/png;base64,${src}`
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    const brush = canvas.getContext('2d')
    brush.drawImage(image, 0, 0)
    const { data } = brush.getImageData(0, 0, image.width, image.height)
    // As text: number by number they take seconds to come over.
    const pixels = btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''))
    return { pixels, width: image.width, height: image.height }
  }, png)
  await paper.close()
  return read(new Uint8ClampedArray(Buffer.from(pixels, 'base64')), width, height)?.data
}

/** An authenticator app that has scanned this; each code it shows, it shows once. */
export function app(uri) {
  const { searchParams } = new URL(uri)
  const period = Number(searchParams.get('period'))
  const digits = Number(searchParams.get('digits'))
  const key = seed(searchParams.get('secret'))
  let last = 0
  const at = (step) => {
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(step))
    const hash = createHmac('sha1', key).update(counter).digest()
    const number = hash.readUInt32BE(hash[hash.length - 1] & 15) & 0x7fffffff
    return String(number % 10 ** digits).padStart(digits, '0')
  }
  return {
    /** A code that was not shown before: of now, or of the step after, which a server takes for a clock that is a little ahead. */
    async code() {
      const health = await fetch(`${base}/health/live`)
      await health.text()
      const step = Math.floor(Date.parse(health.headers.get('date')) / 1000 / period)
      last = Math.max(step, last + 1)
      return at(last)
    },
    /** A code of long ago or of later. */
    async codeOf(steps) {
      const health = await fetch(`${base}/health/live`)
      await health.text()
      return at(Math.floor(Date.parse(health.headers.get('date')) / 1000 / period) + steps)
    },
  }
}

function seed(base32) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...base32].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}

/** A verified TOTP factor of somebody, made as an application makes it. */
export async function totpFactor(whom) {
  const made = await api('POST', `${whom.path}/Factors`, { FactorType: 'totp', FriendlyName: whom.identity })
  const theirs = app(made.binding.uri)
  await api('POST', `${whom.path}/Factors/${made.sid}`, { AuthPayload: await theirs.code() })
  return { sid: made.sid, app: theirs }
}

/** Forgets every Service, as on the first day. */
export async function firstDay() {
  for (const { sid } of (await api('GET', '/v2/Services', { PageSize: '1000' })).services)
    await api('DELETE', `/v2/Services/${sid}`)
}

/** A receiver of webhooks that answers as it is told, and keeps what it was sent. */
export async function receiver(status = 204) {
  const heard = []
  const server = createServer((request, answer) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      heard.push({ form: Object.fromEntries(new URLSearchParams(body)), signature: request.headers['x-twilio-signature'] })
      answer.writeHead(told.status).end()
    })
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  // Where a test fails before it closes it, the run ends all the same.
  server.unref()
  const told = {
    status,
    heard,
    url: `http://127.0.0.1:${server.address().port}/hooks`,
    close: () => new Promise((closed) => server.close(closed)),
  }
  return told
}

/** Looks again and again until something is so; for so many seconds, where that may take long. */
export async function until(look, what, seconds = 15) {
  for (let i = 0; i < seconds * 20; i++) {
    const seen = await look()
    if (seen) return seen
    await new Promise((go) => setTimeout(go, 50))
  }
  throw new Error(`it never was: ${what}`)
}
