// A browser whose push service is the test's own. Debian's Chromium would ask its vendor's; so what the page asks of
// PushManager is answered by the test's service, and what comes to that is handed to the page's worker by the debugger.
import assert from 'node:assert/strict'
import { base, booth } from './countersign.mjs'

/** Runs in the page: the browser's end of a subscription, kept as a browser would. */
function answering() {
  const name = (manager) => `push ${manager.scope}`
  const made = (kept, manager) => ({
    endpoint: kept.json.endpoint,
    options: { userVisibleOnly: true },
    toJSON: () => kept.json,
    unsubscribe: async () => {
      localStorage.removeItem(name(manager))
      return true
    },
  })
  const scopes = new WeakMap()
  const given = Object.getOwnPropertyDescriptor(ServiceWorkerRegistration.prototype, 'pushManager').get
  Object.defineProperty(ServiceWorkerRegistration.prototype, 'pushManager', {
    get() {
      const manager = given.call(this)
      scopes.set(manager, this.scope)
      return manager
    },
  })
  const of = (manager) => ({ scope: scopes.get(manager) })
  PushManager.prototype.getSubscription = async function () {
    const kept = JSON.parse(localStorage.getItem(name(of(this))))
    return kept && made(kept, of(this))
  }
  PushManager.prototype.subscribe = async function ({ applicationServerKey, userVisibleOnly }) {
    if (!userVisibleOnly) throw new DOMException('only what is seen', 'NotAllowedError')
    const before = JSON.parse(localStorage.getItem(name(of(this))))
    if (before && before.key !== applicationServerKey) throw new DOMException('another key', 'InvalidStateError')
    const kept = before && !before.ended ? before : { key: applicationServerKey, json: await globalThis.subscribeThere(applicationServerKey) }
    localStorage.setItem(name(of(this)), JSON.stringify(kept))
    return made(kept, of(this))
  }
}

export async function pushable({ context, page }) {
  await context.exposeBinding('subscribeThere', (_, key) => booth('subscribe', { key }))
  await context.addInitScript(answering)
  const debug = await context.newCDPSession(page)
  const registrations = new Map()
  debug.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: all }) => {
    for (const one of all) registrations.set(one.scopeURL, one)
  })
  await debug.send('ServiceWorker.enable')
  const rung = () => [...registrations.values()].find((one) => one.scopeURL.includes('/authenticator/ring/') && !one.isDeleted)

  const notifications = () =>
    page.evaluate(async () => {
      const all = await navigator.serviceWorker.getRegistrations()
      const shown = await Promise.all(all.map((registration) => registration.getNotifications()))
      return shown.flat().map(({ title, body, tag, data }) => ({ title, body, tag, data }))
    })
  const worker = () => context.serviceWorkers().find((one) => one.url().endsWith('/authenticator/worker.js') && ringing.has(one))
  const ringing = new Set()
  const find = async () => {
    for (const one of context.serviceWorkers()) {
      const scope = await one.evaluate(() => globalThis.registration.scope)
      if (scope.includes('/authenticator/ring/')) ringing.add(one)
    }
    const found = worker()
    assert.ok(found, 'the worker that is rung runs')
    return found
  }
  return {
    async deliver(data) {
      await debug.send('ServiceWorker.deliverPushMessage', {
        origin: new URL(base).origin,
        registrationId: rung().registrationId,
        data,
      })
    },
    /** Waits until so many notifications are to be seen. */
    async shown(many) {
      const end = Date.now() + 15_000
      for (;;) {
        const all = await notifications()
        if (all.length === many) return all
        assert.ok(Date.now() < end, `${many} notifications, and not ${JSON.stringify(all)}`)
        await new Promise((go) => setTimeout(go, 50))
      }
    },
    /** Taps the notification that is shown. */
    async tap() {
      await (await find()).evaluate(async () => {
        const [notification] = await globalThis.registration.getNotifications()
        globalThis.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
      })
    },
    /** Where the same leads while no page is open; no test can press for real, which a browser asks for to open one. */
    async tapWithoutPages() {
      return (await find()).evaluate(async () => {
        const [notification] = await globalThis.registration.getNotifications()
        const { matchAll, openWindow } = globalThis.clients
        try {
          return await new Promise((resolve) => {
            globalThis.clients.matchAll = async () => []
            globalThis.clients.openWindow = async (url) => resolve(url)
            globalThis.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
          })
        } finally {
          Object.assign(globalThis.clients, { matchAll, openWindow })
        }
      })
    },
  }
}
