// The server under test, as its operator and as an application talk to it; where it is stands in the environment.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

export const base = process.env.BASE_URL.replace(/\/$/, '')
const basic = 'Basic ' + Buffer.from(`${process.env.ACCOUNT_SID}:${process.env.AUTH_TOKEN}`).toString('base64')

/** Asks the API; fails the test where it says no. */
export async function api(method, path, form = {}) {
  const body = new URLSearchParams(Object.entries(form).flatMap(([name, all]) => [all].flat().map((one) => [name, one])))
  const answer = await fetch(base + path + (method === 'GET' && body.size > 0 ? `?${body}` : ''), {
    method,
    headers: { authorization: basic },
    body: method === 'POST' ? body : undefined,
  })
  const text = await answer.text()
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
  return text === '' ? null : JSON.parse(text)
}

/** A new Service, with a key for browsers' push services if that is asked for. */
export async function service({ name = 'Acme login', rings = false } = {}) {
  const made = await api('POST', '/v2/Services', { FriendlyName: name })
  if (rings) {
    const { sid } = await api('POST', '/v1/Credentials', { Type: 'webpush', Subject: 'mailto:ops@example.com' })
    await api('POST', `/v2/Services/${made.sid}`, { 'Push.WebpushCredentialSid': sid })
  }
  return { sid: made.sid, name }
}

/** Somebody of that Service, who is to have a device. */
export function person(at, identity = randomUUID()) {
  const path = `/v2/Services/${at.sid}/Entities/${identity}`
  return {
    identity,
    path,
    /** What the console shows as a link and as a QR code. */
    async link(more = {}) {
      const { token } = await api('POST', `/v2/Services/${at.sid}/AccessTokens`, {
        Identity: identity,
        FactorType: 'push',
        Ttl: '300',
      })
      const said = { s: at.sid, i: identity, t: token, n: at.name, ...more }
      return `${base}/authenticator#v1.${Buffer.from(JSON.stringify(said)).toString('base64url')}`
    },
    factors: async () => (await api('GET', `${path}/Factors`)).factors,
    /** Asks the newest device. */
    async ask(message = 'Sign in to Acme?', more = {}) {
      const factor = (await api('GET', `${path}/Factors`)).factors.at(-1)
      return api('POST', `${path}/Challenges`, {
        FactorSid: factor.sid,
        'Details.Message': message,
        'Details.Fields': [
          { label: 'Browser', value: 'Firefox on Windows' },
          { label: 'Place', value: 'Zürich, Switzerland' },
        ].map((field) => JSON.stringify(field)),
        HiddenDetails: JSON.stringify({ ip: '203.0.113.7' }),
        ...more,
      })
    },
    challenge: (sid) => api('GET', `${path}/Challenges/${sid}`),
  }
}

/** Asks Java's side of the test for a deed of the push service. */
export async function booth(deed, form = {}) {
  const answer = await fetch(`${process.env.PUSH_BOOTH}/${deed}`, { method: 'POST', body: new URLSearchParams(form) })
  return answer.json()
}
