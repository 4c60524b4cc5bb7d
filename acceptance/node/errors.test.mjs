import assert from 'node:assert/strict'
import { test } from 'node:test'
import twilio from 'twilio'
import { accountSid, code, connect, enrolled, now, service, services, wrong } from './countersign.mjs'

const { RestException } = twilio
const none = '0'.repeat(32)

async function refusal(promise) {
  const error = await promise.then(() => assert.fail('not refused'), (e) => e)
  assert.ok(error instanceof RestException, `${error.constructor.name}: ${error.message}`)
  assert.equal(error.moreInfo, `https://www.twilio.com/docs/errors/${error.code}`)
  assert.equal(error.details, undefined)
  return error
}

test('a missing challenge is 404 20404 with the path in its message', async () => {
  const person = await enrolled(await service())
  const error = await refusal(person.entity.challenges(`YC${none}`).fetch())
  assert.equal(error.status, 404)
  assert.equal(error.code, 20404)
  assert.match(error.message, /^The requested resource \/Services\/VA.*\/Challenges\/YC0+ was not found$/)
})

test('a bad parameter is 400 60306 and named', async () => {
  const person = await enrolled(await service())
  const error = await refusal(person.entity.challenges.create({ factorSid: 'YF1' }))
  assert.equal(error.status, 400)
  assert.equal(error.code, 60306)
  assert.match(error.message, /FactorSid/)
  assert.equal((await refusal(services.create({ friendlyName: 'x'.repeat(33) }))).code, 60200)
})

test('wrong credentials are 401 20003', async () => {
  for (const stranger of [connect(accountSid, none), connect(`SK${none}`, none)]) {
    const error = await refusal(stranger.verify.v2.services.list())
    assert.equal(error.status, 401)
    assert.equal(error.code, 20003)
  }
})

test('an answered challenge is 403 60322, one with its attempts spent 429 60308 and tried once only', async () => {
  const person = await enrolled(await service())
  const create = (more = {}) => person.entity.challenges.create({ factorSid: person.factorSid, ...more })
  const answer = ({ sid }, authPayload) => person.entity.challenges(sid).update({ authPayload })
  const answered = await create({ authPayload: code(person.secret, await now()) })
  const again = await refusal(answer(answered, '000000'))
  assert.equal(again.status, 403)
  assert.equal(again.code, 60322)

  const tried = await create()
  for (let i = 0; i < 5; i++) {
    assert.equal((await answer(tried, await wrong(person.secret))).status, 'pending')
  }
  const spent = await refusal(answer(tried, '000000'))
  assert.equal(spent.status, 429)
  assert.equal(spent.code, 60308)
})
