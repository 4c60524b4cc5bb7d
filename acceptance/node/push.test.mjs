import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import twilio from 'twilio'
import { baseUrl, connect, now, phone, service } from './countersign.mjs'

const { RestException } = twilio
const FIELDS = [{ label: 'Action', value: 'Sign in' }, { label: 'Wo?', value: 'Zürich / 東京 🔐 "&=+%' }]
const platforms = ['ANDROID', 'IOS']
const sids = (all) => all.map((c) => c.sid)

// Somebody with a phone, which the access token that the SDK got has enrolled.
async function owner(at, habits, identity = randomUUID()) {
  const { token } = await at.accessTokens.create({ identity, factorType: 'push' })
  const { factor, verified } = await phone('enrol', { service: at._solution.sid, identity, token, habits })
  assert.equal(verified, true)
  const entity = at.entities(identity)
  const ask = (more = {}) =>
    entity.challenges.create({
      factorSid: factor,
      'details.message': 'Login request',
      'details.fields': FIELDS,
      hiddenDetails: { ip: '172.168.1.234' },
      ...more,
    })
  return { entity, identity, factor, ask, does: (deed, more = {}) => phone(deed, { factor, ...more }) }
}

async function refused(status, code, promise) {
  const error = await promise.then(() => assert.fail('not refused'), (e) => e)
  assert.ok(error instanceof RestException, `${error.constructor.name}: ${error.message}`)
  assert.deepEqual([error.status, error.code], [status, code])
}

test('an access token is created, and fetched while it lives', async () => {
  const at = await service()
  const identity = randomUUID()
  const created = await at.accessTokens.create({ identity, factorType: 'push', factorFriendlyName: "Ana's", ttl: 120 })
  assert.match(created.sid, /^YK[0-9a-f]{32}$/)
  assert.equal(created.entityIdentity, identity)
  assert.equal(created.factorType, 'push')
  assert.equal(created.factorFriendlyName, "Ana's")
  assert.equal(created.ttl, 120)
  assert.match(created.token, /^[!-~]{1,1023}$/)
  assert.ok(Math.abs(created.dateCreated.getTime() - (await now())) < 30_000)
  assert.equal(created.url, `${baseUrl}/v2/Services/${created.serviceSid}/AccessTokens/${created.sid}`)
  assert.deepEqual((await at.accessTokens(created.sid).fetch()).toJSON(), created.toJSON())
})

for (const habits of platforms) {
  test(`a phone is enrolled, seen, renamed and removed: ${habits}`, async () => {
    const { entity, factor } = await owner(await service(), habits)
    const fetched = await entity.factors(factor).fetch()
    assert.equal(fetched.status, 'verified')
    assert.equal(fetched.factorType, 'push')
    assert.match(fetched.config.credential_sid, /^CR[0-9a-f]{32}$/)
    assert.equal(fetched.config.notification_platform, 'fcm')
    assert.deepEqual((await entity.factors.list()).map((f) => f.toJSON()), [fetched.toJSON()])
    const updated = await entity.factors(factor).update({ friendlyName: 'Another', 'config.notificationPlatform': 'none' })
    assert.equal(updated.friendlyName, 'Another')
    assert.equal(updated.config.notification_token, null)
    assert.equal(updated.config.credential_sid, fetched.config.credential_sid)
    assert.equal(await entity.factors(factor).remove(), true)
    assert.deepEqual(await phone('list', { factor }, true), { refused: 20003, status: 401 })
  })

  test(`a challenge is listed, shown, answered and seen: ${habits}`, async () => {
    const ana = await owner(await service(), habits)
    for (const [deed, status] of [['approve', 'approved'], ['deny', 'denied']]) {
      const asked = await ana.ask()
      assert.equal(asked.status, 'pending')
      assert.equal(asked.dateResponded, null, 'nobody has answered yet')
      assert.deepEqual(asked.details, { message: 'Login request', fields: FIELDS })
      assert.deepEqual((await ana.does('list')).challenges, [asked.sid])
      assert.deepEqual(await ana.does('show', { challenge: asked.sid }), {
        status: 'pending',
        message: 'Login request',
        fields: FIELDS,
        hidden: { ip: '172.168.1.234' },
      })
      assert.equal((await ana.does(deed, { challenge: asked.sid })).status, status)
      const seen = await ana.entity.challenges(asked.sid).fetch()
      assert.equal(seen.status, status)
      assert.ok(Math.abs(seen.dateResponded.getTime() - (await now())) < 30_000)
      assert.equal(seen.dateResponded.getTime(), seen.dateUpdated.getTime())
    }
  })
}

test('details that are null are none, on the phone as well', async () => {
  const ana = await owner(await service(), 'IOS')
  const asked = await ana.ask({ 'details.fields': null, hiddenDetails: undefined })
  assert.deepEqual(asked.details, { message: 'Login request', fields: [] })
  const shown = await ana.does('approve', { challenge: asked.sid })
  assert.deepEqual(shown, { status: 'approved', message: 'Login request', fields: [], hidden: null })
})

test('a signed answer is relayed once, and a bent one never', async () => {
  const ana = await owner(await service(), 'ANDROID')
  const asked = await ana.ask()
  const { payload } = await ana.does('sign', { challenge: asked.sid, answer: 'APPROVED' })
  const relay = ({ sid }, authPayload) => ana.entity.challenges(sid).update({ authPayload })
  await refused(403, 60324, relay(await ana.ask(), payload))
  await refused(403, 60324, relay(asked, `${payload.slice(0, -9)}${'A'.repeat(8)}${payload.at(-1)}`))
  assert.equal((await relay(asked, payload)).status, 'approved')
  await refused(403, 60322, relay(asked, payload))
})

test('what a phone or a token may not is an error of the SDK', async () => {
  const at = await service()
  await refused(400, 60305, at.accessTokens.create({ identity: 'x', factorType: 'push' }))
  const ana = await owner(at, 'IOS')
  const { token } = await at.accessTokens.create({ identity: ana.identity, factorType: 'push' })
  const key = {
    factorType: 'push',
    friendlyName: 'x',
    'binding.publicKey':
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFBGYw0rLiHK5UceF/MIMDNricO6NigGw8BRTRSsiEgk2BMiCeSvHKOajKAY+z6r9ztCC6vz3vE5vKcd/WpUwDA==',
    'config.appId': 'com.example.app',
    'config.sdkVersion': '1',
    'config.notificationPlatform': 'none',
  }
  const enrolling = connect('token', token).verify.v2.services(at._solution.sid)
  await refused(403, 60313, enrolling.entities(randomUUID()).newFactors.create(key))
  const created = await enrolling.entities(ana.identity).newFactors.create(key)
  assert.equal(created.status, 'unverified')
  await refused(403, 60313, enrolling.entities(ana.identity).newFactors.create(key))
  await refused(403, 60318, ana.entity.challenges.create({ factorSid: created.sid, 'details.message': 'x' }))
})

test('push challenges are paged, one factor alone and in both orders', async () => {
  const at = await service()
  const ana = await owner(at, 'ANDROID')
  const second = await owner(at, 'IOS', ana.identity)
  const created = []
  for (let i = 0; i < 5; i++) {
    created.push((await ana.ask()).sid)
    await second.ask()
  }
  await ana.does('deny', { challenge: (await ana.ask()).sid })
  const own = { factorSid: ana.factor, status: 'pending', pageSize: 2 }
  assert.deepEqual(sids(await ana.entity.challenges.list(own)), created)
  assert.deepEqual(sids(await ana.entity.challenges.list({ ...own, order: 'desc' })), [...created].reverse())
  assert.equal((await ana.entity.challenges.list({ limit: 50 })).length, 11)
})
