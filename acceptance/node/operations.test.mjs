import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { accountSid, baseUrl, client, code, enrolled, now, service, services, wrong } from './countersign.mjs'

const missing = { status: 404, code: 20404, moreInfo: 'https://www.twilio.com/docs/errors/20404' }

test('a service is created, fetched, updated, listed and removed', async () => {
  const created = await services.create({
    friendlyName: 'Acme login',
    'totp.issuer': 'Acme & Co',
    'totp.skew': 0,
    'totp.timeStep': 60,
    'push.includeDate': true,
    lookupEnabled: true,
  })
  assert.match(created.sid, /^VA[0-9a-f]{32}$/)
  assert.equal(created.accountSid, accountSid)
  assert.deepEqual(created.totp, { issuer: 'Acme & Co', time_step: 60, code_length: null, skew: 0 })
  assert.equal(created.lookupEnabled, true)
  assert.equal(created.codeLength, 6)
  assert.ok(created.dateCreated instanceof Date && !Number.isNaN(created.dateCreated.getTime()))
  assert.equal(created.url, `${baseUrl}/v2/Services/${created.sid}`)

  assert.deepEqual((await services(created.sid).fetch()).toJSON(), created.toJSON())
  const updated = await services(created.sid).update({ friendlyName: 'Acme again' })
  assert.equal(updated.friendlyName, 'Acme again')
  assert.deepEqual(updated.totp, created.totp)
  assert.ok((await services.list({ pageSize: 1000 })).some((s) => s.sid === created.sid))
  assert.equal(await services(created.sid).remove(), true)
  await assert.rejects(services(created.sid).fetch(), missing)
})

test('an entity is created, fetched, listed and removed', async () => {
  const at = await service()
  const identity = randomUUID()
  const created = await at.entities.create({ identity })
  assert.match(created.sid, /^YE[0-9a-f]{32}$/)
  assert.deepEqual((await at.entities(identity).fetch()).toJSON(), created.toJSON())
  assert.deepEqual((await at.entities.list()).map((e) => e.sid), [created.sid])
  await assert.rejects(at.entities.create({ identity }), { status: 409, code: 60301 })
  assert.equal(await at.entities(identity).remove(), true)
  await assert.rejects(at.entities(identity).fetch(), missing)
})

test('a factor is created, verified, renamed, listed and removed, and its person appears with it', async () => {
  const at = await service()
  const entity = at.entities(randomUUID())
  const created = await entity.newFactors.create({
    factorType: 'totp',
    friendlyName: "Ana's phone",
    metadata: { os: 'none' },
  })
  assert.match(created.sid, /^YF[0-9a-f]{32}$/)
  assert.equal(created.status, 'unverified')
  assert.deepEqual(created.config, { alg: 'sha1', skew: 1, code_length: 6, time_step: 30 })
  assert.deepEqual(created.metadata, { os: 'none' })
  assert.equal(created.options, null)
  const { secret, uri } = created.binding
  assert.equal(
    uri,
    `otpauth://totp/Acceptance:Ana%27s%20phone?secret=${secret}&issuer=Acceptance&algorithm=SHA1&digits=6&period=30`,
  )
  assert.equal((await entity.fetch()).sid, created.entitySid)

  assert.equal((await entity.factors(created.sid).update({ authPayload: await wrong(secret) })).status, 'unverified')
  const verified = await entity
    .factors(created.sid)
    .update({ authPayload: code(secret, await now()), friendlyName: 'Another' })
  assert.equal(verified.status, 'verified')
  assert.equal(verified.friendlyName, 'Another')
  assert.deepEqual((await entity.factors(created.sid).fetch()).toJSON(), verified.toJSON())
  assert.deepEqual((await entity.factors.list()).map((f) => f.sid), [created.sid])
  assert.equal(await entity.factors(created.sid).remove(), true)
  await assert.rejects(entity.factors(created.sid).fetch(), missing)
})

test('a challenge keeps what it was created with, and its dates are dates', async () => {
  const person = await enrolled(await service())
  const ends = new Date((await now()) + 20 * 60_000)
  const created = await person.entity.challenges.create({
    factorSid: person.factorSid,
    'details.message': 'Login request',
    'details.fields': [{ label: 'Action', value: 'Sign in' }, { label: 'Where', value: 'Zürich' }],
    hiddenDetails: { ip: '172.168.1.234' },
    expirationDate: ends,
  })
  assert.equal(created.status, 'pending')
  assert.deepEqual(created.details, {
    message: 'Login request',
    fields: [{ label: 'Action', value: 'Sign in' }, { label: 'Where', value: 'Zürich' }],
  })
  assert.deepEqual(created.hiddenDetails, { ip: '172.168.1.234' })
  assert.equal(created.expirationDate.getTime(), ends.getTime())
  assert.ok(Math.abs(created.dateCreated.getTime() - (await now())) < 30_000)
  assert.equal(created.dateResponded, null, 'nobody has answered yet')
  assert.equal(created.respondedReason, 'none')
  assert.equal(created.metadata, null)
  assert.equal(created.factorType, 'totp')
  assert.deepEqual((await person.entity.challenges(created.sid).fetch()).toJSON(), created.toJSON())

  const fetched = await person.entity.challenges(created.sid).fetch()
  const tried = await fetched.update({ authPayload: await wrong(person.secret) })
  assert.equal(tried.status, 'pending')
  assert.equal(tried.dateResponded, null)
  const answered = await fetched.update({
    authPayload: code(person.secret, await now()),
    metadata: { session: 's-1' },
  })
  assert.equal(answered.status, 'approved')
  assert.ok(answered.dateResponded instanceof Date)
  assert.deepEqual(answered.metadata, { session: 's-1' })
})

test('details that are null are none: the SDK then sends an empty field', async () => {
  const person = await enrolled(await service())
  const created = await person.entity.challenges.create({
    factorSid: person.factorSid,
    'details.message': 'Login request',
    'details.fields': null,
  })
  assert.deepEqual(created.details, { message: 'Login request', fields: [] })
  assert.equal(created.hiddenDetails, null)
})

test('details that are text already are read all the same', async () => {
  const person = await enrolled(await service())
  const created = await person.entity.challenges.create({
    factorSid: person.factorSid,
    'details.message': 'Login request',
    'details.fields': ['{"label":"Action","value":"Sign in"}'],
    hiddenDetails: '{"ip":"::1"}',
  })
  assert.deepEqual(created.details.fields, [{ label: 'Action', value: 'Sign in' }])
  assert.deepEqual(created.hiddenDetails, { ip: '::1' })
})

test('a challenge created with the right code is approved, with a wrong one pending', async () => {
  const person = await enrolled(await service())
  const create = (authPayload) => person.entity.challenges.create({ factorSid: person.factorSid, authPayload })
  assert.equal((await create(await wrong(person.secret))).status, 'pending')
  const right = await create(code(person.secret, await now()))
  assert.equal(right.status, 'approved')
  assert.ok(right.dateResponded instanceof Date)
  assert.equal(client.autoRetry, false)
})
