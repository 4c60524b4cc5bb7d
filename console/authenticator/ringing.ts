// Being rung while the page is closed, by the browser's push service.
import { Line, members } from "./line";
import { change, factors, type Factor } from "./memory";
import { Trouble } from "./trouble";

const WORKER = "/authenticator/worker.js";

/** How things stand with being rung. */
export type Ringing =
  /** It is. */
  | "on"
  /** It could be, and is not. */
  | "off"
  /** The person said no, and has to change that in the browser. */
  | "denied"
  /** The server has no key for it: notifications come while the page is open. */
  | "page-only"
  /** This browser has no push. */
  | "impossible";

// What becomes a script is one text, and this is the only one.
const policy = (
  globalThis as unknown as {
    trustedTypes?: {
      createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
    };
  }
).trustedTypes?.createPolicy("worker", {
  createScriptURL(url) {
    if (url !== WORKER) throw new TypeError("no worker of ours");
    return url;
  },
});

const register = (scope: string) =>
  navigator.serviceWorker.register(policy ? policy.createScriptURL(WORKER) : WORKER, { scope, updateViaCache: "none" });

/** Has the page kept for when there is no network, where that is possible. */
export async function keepPage(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await register("/authenticator");
  } catch {
    // Without it the page is only there while the server is.
  }
}

// A registration has one subscription, and that is for one server key; so each Service has a registration of its own.
const scope = (factor: Factor) => `/authenticator/ring/${factor.service}`;

export const possible = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

export function ringing(factor: Factor): Ringing {
  if (!("Notification" in window)) return "impossible";
  if (Notification.permission === "denied") return "denied";
  if (Notification.permission !== "granted") return possible() ? "off" : "impossible";
  return factor.ringing ? "on" : factor.pageRings ? "page-only" : "off";
}

/** With which key to subscribe; null where the server has none. */
async function serverKey(factor: Factor): Promise<string | null> {
  const line = new Line(factor);
  const key = members(await line.ask("GET", `${line.own}/PushKey`))["public_key"];
  return typeof key === "string" ? key : null;
}

async function active(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const worker = registration.installing ?? registration.waiting;
  if (registration.active || !worker) return registration;
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Trouble("strange", "the browser did not start the worker"));
    });
  });
  return registration;
}

/** Whether the person has allowed it before, for another factor. */
export const allowed = () => "Notification" in window && Notification.permission === "granted";

/** Asks for leave to show notifications; has to be called from a press. */
export const askLeave = async (): Promise<boolean> =>
  "Notification" in window && (await Notification.requestPermission()) === "granted";

/** Has the server ring this browser for that factor, if it can; what stood before stays where it cannot. */
export async function ring(factor: Factor): Promise<Ringing> {
  if (!possible() || Notification.permission !== "granted") return ringing(factor);
  const key = await serverKey(factor);
  if (key === null) {
    await change(factor.sid, { ringing: null, pageRings: true });
    return "page-only";
  }
  const registration = await active(await register(scope(factor)));
  const subscription = await subscribe(registration, key);
  const line = new Line(factor);
  members(
    await line.ask("POST", line.own, {
      "Config.NotificationPlatform": "webpush",
      "Config.NotificationToken": JSON.stringify(subscription),
    }),
  );
  await change(factor.sid, { ringing: { endpoint: subscription.endpoint, key }, pageRings: false });
  return "on";
}

async function subscribe(registration: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const asked = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await registration.pushManager.subscribe(asked);
  } catch (e) {
    // A subscription for another key stands in the way of one for this.
    const old = await registration.pushManager.getSubscription();
    if (e instanceof DOMException && e.name === "InvalidStateError" && old) {
      await old.unsubscribe();
      return registration.pushManager.subscribe(asked);
    }
    throw new Trouble("refused", "the browser's push service did not take it");
  }
}

/** Sees to it that what the server rings is still what the browser listens to. */
export async function keepRinging(factor: Factor, config: Record<string, unknown>): Promise<void> {
  if (!factor.ringing || !possible() || Notification.permission !== "granted") return;
  const registration = await navigator.serviceWorker.getRegistration(scope(factor));
  const subscription = await registration?.pushManager.getSubscription();
  const same =
    subscription?.endpoint === factor.ringing.endpoint &&
    config["notification_platform"] === "webpush" &&
    config["notification_token_gone"] == null &&
    (await serverKey(factor)) === factor.ringing.key;
  if (!same) await ring(factor);
}

/** Has the server ring this browser no more for that factor. */
export async function stopRinging(factor: Factor): Promise<void> {
  const line = new Line(factor);
  members(await line.ask("POST", line.own, { "Config.NotificationPlatform": "none" }));
  await change(factor.sid, { ringing: null, pageRings: false });
  await letGo(factor);
}

/** Ends the subscription where no other factor of that Service needs it. */
export async function letGo(factor: Factor): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const others = (await factors()).filter((f) => f.service === factor.service && f.sid !== factor.sid && f.ringing);
  if (others.length > 0) return;
  const registration = await navigator.serviceWorker.getRegistration(scope(factor));
  if (registration?.scope.endsWith(scope(factor))) {
    await (await registration.pushManager?.getSubscription())?.unsubscribe();
    await registration.unregister();
  }
}

/** Where a notification leads. */
export const address = (factor: string, challenge: string) => `#/q/${factor}/${challenge}`;

/** Shows a notification from the page, for those whom no push service rings. */
export async function notify(factor: Factor, challenge: string, message: string): Promise<void> {
  if (!factor.pageRings || !allowed()) return;
  const registration = await navigator.serviceWorker?.getRegistration("/authenticator");
  await registration?.showNotification(factor.title, {
    body: message,
    tag: challenge,
    icon: "/authenticator/icon-192.png",
    badge: "/authenticator/badge.png",
    requireInteraction: true,
    data: { open: address(factor.sid, challenge) },
  });
}

/** Takes away what was shown for a challenge that is over. */
export async function hush(challenge: string): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    for (const shown of await registration.getNotifications({ tag: challenge })) shown.close();
  }
}
