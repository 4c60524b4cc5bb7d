// Shows what is pushed while the page is closed, opens the page on it, and keeps the page for when there is no network.
import { fetchOne } from "./challenges";
import { Line, members } from "./line";
import { change, factors, find } from "./memory";

declare const self: ServiceWorkerGlobalScope;
/** What the page consists of, and a name for that very content; written in by the build. */
declare const PAGE_PARTS: string[];
declare const PAGE_VERSION: string;

const PAGE = "/authenticator";
const KEPT = `page-${PAGE_VERSION}`;
/** Another application of the same origin keeps its own. */
const OURS = /^page-[0-9a-f]{16}$/;
const RINGS = /\/authenticator\/ring\/(VA[0-9a-f]{32})$/;
/** What is there is worth so long a wait for something newer. */
const PATIENCE = 4_000;

/** The Service for whose pushes this registration is; null for the one that keeps the page. */
const service = () => RINGS.exec(self.registration.scope)?.[1] ?? null;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      if (service() === null) await (await caches.open(KEPT)).addAll(PAGE_PARTS);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      if (service() !== null) return;
      for (const name of await caches.keys()) if (OURS.test(name) && name !== KEPT) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname.replace(/\/$/, "") === PAGE) event.respondWith(page(event.request));
  else if (PAGE_PARTS.includes(url.pathname)) event.respondWith(part(event.request, url.pathname));
});

async function page(request: Request): Promise<Response> {
  const kept = await caches.match(PAGE);
  try {
    const fresh = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
    return kept && fresh.status >= 500 ? kept : fresh;
  } catch (e) {
    if (kept) return kept;
    throw e;
  }
}

async function part(request: Request, path: string): Promise<Response> {
  return (await caches.match(path)) ?? fetch(request);
}

interface Pushed {
  challenge_sid?: string;
  factor_sid?: string;
  message?: string;
}

self.addEventListener("push", (event) => {
  event.waitUntil(show(read(event.data)));
});

function read(data: PushMessageData | null): Pushed {
  try {
    return (data?.json() ?? {}) as Pushed;
  } catch {
    return {};
  }
}

/** What is kept with a notification: where it leads, and until when it is of any use by this device's clock. */
interface Data {
  open: string;
  until?: number | undefined;
}

/** What comes within a moment, or null: a notification waits for nothing longer. */
const soon = <T>(coming: Promise<T>): Promise<T | null> =>
  Promise.race([coming, new Promise<null>((go) => setTimeout(go, PATIENCE, null))]).catch(() => null);

async function show({ challenge_sid, factor_sid, message }: Pushed): Promise<void> {
  const factor = factor_sid ? await find(factor_sid).catch(() => undefined) : undefined;
  const asked = factor && challenge_sid ? await soon(fetchOne(factor, challenge_sid)) : null;
  const over = asked !== null && asked.status !== "pending";
  for (const shown of await self.registration.getNotifications()) {
    if (((shown.data as Data | null)?.until ?? Infinity) < Date.now()) shown.close();
  }
  const open = factor_sid && challenge_sid ? `#/q/${factor_sid}/${challenge_sid}` : "#/";
  await self.registration.showNotification(factor?.title ?? "Authenticator", {
    // Browsers insist that something is shown for each push.
    body: !factor
      ? "A request came for a key that this browser does not have any more."
      : over
        ? "You were asked something, and it is over. Open to see how it ended."
        : (message ?? "Is this you? Open to see what is asked."),
    tag: challenge_sid ?? "push",
    icon: `${PAGE}/icon-192.png`,
    badge: `${PAGE}/badge.png`,
    requireInteraction: !over,
    data: { open, until: asked && factor ? asked.expires - factor.correction : undefined } satisfies Data,
  });
  for (const client of await pages()) client.postMessage({ look: true });
}

const pages = async () =>
  (await self.clients.matchAll({ type: "window", includeUncontrolled: true })).filter(
    (client) => new URL(client.url).pathname.replace(/\/$/, "") === PAGE,
  );

// A tap opens the question and answers nothing: that is done where it can be read.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const open = (event.notification.data as Data | null)?.open ?? "#/";
  event.waitUntil(
    (async () => {
      const [there] = await pages();
      if (there) {
        there.postMessage({ open });
        await there.focus().catch(() => {});
      } else {
        await self.clients.openWindow(PAGE + open);
      }
    })(),
  );
});

// The browser moved to another address at its push service; the server is told, or else would ring in vain.
self.addEventListener("pushsubscriptionchange", (event) => {
  const changed = event as ExtendableEvent & { oldSubscription?: PushSubscription; newSubscription?: PushSubscription };
  changed.waitUntil(move(changed.newSubscription ?? null));
});

async function move(given: PushSubscription | null): Promise<void> {
  const rung = (await factors()).filter((factor) => factor.service === service() && factor.ringing);
  for (const factor of rung) {
    const key = factor.ringing?.key ?? "";
    const subscription =
      given ??
      (await self.registration.pushManager.getSubscription()) ??
      (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
    const line = new Line(factor);
    members(
      await line.ask("POST", line.own, {
        "Config.NotificationPlatform": "webpush",
        "Config.NotificationToken": JSON.stringify(subscription),
      }),
    );
    await change(factor.sid, { ringing: { endpoint: subscription.endpoint, key } });
  }
}
