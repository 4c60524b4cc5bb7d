// The SDK as it is published, through its own hook for another host; an authenticator app; and phones.
import { createHmac, randomUUID } from 'node:crypto'
import twilio from 'twilio'

const { BASE_URL, ACCOUNT_SID, AUTH_TOKEN, PHONE_BOOTH } = process.env

export const baseUrl = BASE_URL
export const accountSid = ACCOUNT_SID

export function connect(user = ACCOUNT_SID, password = AUTH_TOKEN) {
  const client = twilio(user, password, { accountSid: ACCOUNT_SID, autoRetry: false })
  client.verify.baseUrl = BASE_URL
  return client
}

export const client = connect()
export const services = client.verify.v2.services

// The server's time, by what it says itself.
export async function now() {
  const answer = await fetch(`${BASE_URL}/health/live`)
  await answer.text()
  return Date.parse(answer.headers.get('date'))
}

function seed(base32) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...base32].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}

// The code so many steps after that time.
export function code(secret, millis, steps = 0) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(millis / 30_000) + steps))
  const hash = createHmac('sha1', seed(secret)).update(counter).digest()
  const number = hash.readUInt32BE(hash[hash.length - 1] & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

export async function wrong(secret) {
  const at = await now()
  const near = [-3, -2, -1, 0, 1, 2, 3].map((steps) => code(secret, at, steps))
  return ['000000', '111111', '222222', '333333', '444444', '555555', '666666', '777777'].find((c) => !near.includes(c))
}

export async function service() {
  return services((await services.create({ friendlyName: 'Acceptance' })).sid)
}

// Somebody with a verified factor at that Service.
export async function enrolled(at) {
  const identity = randomUUID()
  const entity = at.entities(identity)
  const factor = await entity.newFactors.create({ factorType: 'totp', friendlyName: "Ana's phone", 'config.skew': 2 })
  const { secret } = factor.binding
  const verified = await entity.factors(factor.sid).update({ authPayload: code(secret, await now()) })
  if (verified.status !== 'verified') throw new Error(`not verified: ${verified.status}`)
  return { entity, identity, factorSid: factor.sid, secret }
}

// Has a phone do something; what it was refused is no error where the caller says so.
export async function phone(deed, form, refusable = false) {
  const answer = await fetch(`${PHONE_BOOTH}/${deed}`, { method: 'POST', body: new URLSearchParams(form) })
  const told = await answer.json()
  if ('gave_up' in told || ('refused' in told && !refusable)) throw new Error(`${deed}: ${JSON.stringify(told)}`)
  return told
}
