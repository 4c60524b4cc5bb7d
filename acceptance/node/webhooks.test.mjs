import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { test } from 'node:test'
import twilio from 'twilio'
import { baseUrl, accountSid, enrolled, phone, service } from './countersign.mjs'

const { AUTH_TOKEN } = process.env
const FIELDS = [{ label: 'Wo?', value: 'Zürich / 東京 🔐 "&=+%' }]

// A backend's receiver, closed with the test.
async function receiver(t) {
  const events = []
  const waiting = []
  const server = createServer(async (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    for await (const part of request) body += part
    const params = Object.fromEntries(new URLSearchParams(body))
    events.push({ params, signature: request.headers['x-twilio-signature'], target: request.url })
    response.writeHead(204).end()
    waiting.forEach((look) => look())
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const port = server.address().port
  // All there are, once there are so many.
  const heard = (many) =>
    new Promise((resolve) => {
      const look = () => events.length >= many && resolve(events)
      waiting.push(look)
      look()
    })
  return { origin: `http://127.0.0.1:${port}`, heard }
}

test('a webhook is created, fetched, listed, updated and deleted', async () => {
  const at = await service()
  const created = await at.webhooks.create({
    friendlyName: 'prod',
    eventTypes: ['factor.verified', 'challenge.approved'],
    webhookUrl: 'https://backend.example.com/hooks?tenant=7',
  })
  assert.match(created.sid, /^YW[0-9a-f]{32}$/)
  assert.equal(created.accountSid, accountSid)
  assert.deepEqual(created.eventTypes, ['factor.verified', 'challenge.approved'])
  assert.deepEqual([created.status, created.version, created.webhookMethod], ['enabled', 'v2', 'POST'])
  assert.equal(created.url, `${baseUrl}/v2/Services/${created.serviceSid}/Webhooks/${created.sid}`)
  assert.deepEqual((await at.webhooks(created.sid).fetch()).toJSON(), created.toJSON())
  assert.deepEqual((await at.webhooks.list()).map((w) => w.toJSON()), [created.toJSON()])

  const updated = await at.webhooks(created.sid).update({ eventTypes: ['*'], status: 'disabled', versionParam: 'v1' })
  assert.deepEqual(updated.eventTypes, ['*'])
  assert.deepEqual([updated.status, updated.version], ['disabled', 'v1'])
  assert.equal(updated.webhookUrl, created.webhookUrl)

  assert.equal(await at.webhooks(created.sid).remove(), true)
  const error = await at.webhooks(created.sid).fetch().catch((e) => e)
  assert.deepEqual([error.status, error.code], [404, 20404])
})

test('the SDK takes what a webhook is sent for ours, and nothing that was changed on the way', async (t) => {
  const { origin, heard } = await receiver(t)
  const url = `${origin}/hooks/verify?tenant=7&name=%C3%84&x`
  const at = await service()
  await at.webhooks.create({ friendlyName: 'here', eventTypes: ['*'], webhookUrl: url })
  const identity = randomUUID()
  const { token } = await at.accessTokens.create({ identity, factorType: 'push' })
  const { factor } = await phone('enrol', { service: at._solution.sid, identity, token, habits: 'IOS' })
  const challenge = await at.entities(identity).challenges.create({
    factorSid: factor,
    'details.message': 'Anmeldung für Ana’s Büro?',
    'details.fields': FIELDS,
    hiddenDetails: { ip: '172.168.1.234', ort: 'Zürich + 東京' },
  })
  await phone('deny', { factor, challenge: challenge.sid })
  const { factorSid } = await enrolled(at)

  const events = await heard(5)
  for (const { params, signature, target } of events) {
    assert.equal(origin + target, url)
    assert.ok(twilio.validateRequest(AUTH_TOKEN, signature, url, params))
    assert.ok(!twilio.validateRequest(AUTH_TOKEN, signature, url, { ...params, type: 'challenge.approved' }))
    assert.ok(!twilio.validateRequest(AUTH_TOKEN, signature, `${url}y`, params))
  }
  const of = (sid) => events.filter((e) => e.params.factor_sid === sid).map((e) => e.params)
  assert.deepEqual(of(factor).map((p) => p.type), ['factor.created', 'factor.verified', 'challenge.denied'])
  assert.deepEqual(of(factorSid).map((p) => p.type), ['factor.created', 'factor.verified'])
  assert.equal(of(factorSid)[0].factor_friendly_name, "Ana's phone")
  const denied = of(factor)[2]
  assert.equal(denied.challenge_sid, challenge.sid)
  assert.equal(denied.entity_identity, identity)
  assert.deepEqual(JSON.parse(denied.challenge_details), { message: 'Anmeldung für Ana’s Büro?', fields: FIELDS })
  assert.deepEqual(JSON.parse(denied.challenge_hidden_details), { ip: '172.168.1.234', ort: 'Zürich + 東京' })
})
