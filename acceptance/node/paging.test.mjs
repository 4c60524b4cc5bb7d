import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, test } from 'node:test'
import { code, enrolled, now, service } from './countersign.mjs'

let at
let person
const created = []

before(async () => {
  at = await service()
  person = await enrolled(at)
  for (let i = 0; i < 7; i++) created.push((await ask(person)).sid)
})

const ask = (who, more = {}) => who.entity.challenges.create({ factorSid: who.factorSid, ...more })
const sids = (all) => all.map((c) => c.sid)

test('a list without options holds everything, oldest first', async () => {
  assert.deepEqual(sids(await person.entity.challenges.list()), created)
})

test('a list is the same whatever its page size, in both orders', async () => {
  for (const pageSize of [1, 2, 3, 6, 7, 8]) {
    assert.deepEqual(sids(await person.entity.challenges.list({ pageSize })), created)
    assert.deepEqual(sids(await person.entity.challenges.list({ pageSize, order: 'asc' })), created)
    assert.deepEqual(sids(await person.entity.challenges.list({ pageSize, order: 'desc' })), [...created].reverse())
  }
})

test('a limit is kept, also one beyond the largest page', async () => {
  assert.deepEqual(sids(await person.entity.challenges.list({ limit: 5 })), created.slice(0, 5))
  assert.deepEqual(sids(await person.entity.challenges.list({ limit: 5, pageSize: 2 })), created.slice(0, 5))
  assert.deepEqual(sids(await person.entity.challenges.list({ limit: 5000 })), created)
})

test('each visits every row once and stops when told to', async () => {
  const seen = []
  await person.entity.challenges.each({ pageSize: 2, callback: (c) => seen.push(c.sid) })
  // The SDK calls back without waiting; its promise is about the first page only.
  while (seen.length < created.length) await new Promise((done) => setImmediate(done))
  assert.deepEqual(seen, created)

  const first = await new Promise((resolve) => {
    const some = []
    person.entity.challenges.each({ pageSize: 2 }, (c, done) => {
      some.push(c.sid)
      if (some.length === 3) {
        done()
        resolve(some)
      }
    })
  })
  assert.deepEqual(first, created.slice(0, 3))
})

test('pages are turned forth and back', async () => {
  const first = await person.entity.challenges.page({ pageSize: 3 })
  const second = await first.nextPage()
  const third = await second.nextPage()
  assert.deepEqual(sids(first.instances), created.slice(0, 3))
  assert.deepEqual(sids(second.instances), created.slice(3, 6))
  assert.deepEqual(sids(third.instances), created.slice(6))
  assert.equal(third.nextPage(), undefined)
  assert.equal(first.previousPage(), undefined)
  assert.deepEqual(sids((await second.previousPage()).instances), created.slice(0, 3))
  const again = await person.entity.challenges.getPage(second.nextPageUrl)
  assert.deepEqual(sids(again.instances), created.slice(6))
})

test('a status filter is paged through while others come', async () => {
  const busy = await enrolled(at)
  const there = []
  for (let i = 0; i < 7; i++) there.push((await ask(busy)).sid)
  await ask(busy, { authPayload: code(busy.secret, await now()) })
  const seen = []
  let page = await busy.entity.challenges.page({ status: 'pending', factorSid: busy.factorSid, pageSize: 3 })
  while (page) {
    assert.ok(page.instances.length > 0)
    for (const c of page.instances) assert.equal(c.status, 'pending')
    seen.push(...sids(page.instances))
    if (seen.length < 7) await ask(busy)
    page = await page.nextPage()
  }
  assert.equal(new Set(seen).size, seen.length)
  for (const sid of there) assert.ok(seen.includes(sid))
  assert.equal((await busy.entity.challenges.list({ status: 'approved' })).length, 1)
  assert.deepEqual(await busy.entity.challenges.list({ status: 'expired' }), [])
})

test('entities and factors are paged too', async () => {
  const own = await service()
  const people = []
  for (let i = 0; i < 5; i++) people.push((await own.entities.create({ identity: randomUUID() })).sid)
  assert.deepEqual((await own.entities.list({ pageSize: 2 })).map((e) => e.sid), people)
  const entity = own.entities(randomUUID())
  const factors = []
  for (let i = 0; i < 3; i++) {
    factors.push((await entity.newFactors.create({ factorType: 'totp', friendlyName: `phone ${i}` })).sid)
  }
  assert.deepEqual((await entity.factors.list({ pageSize: 2 })).map((f) => f.sid), factors)
})
