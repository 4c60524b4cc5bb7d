// What this page knows: the factors kept here, what waits for each, and how it hears of it. Views read it and are drawn again.
import { pending, type Challenge } from "./challenges";
import { look, verify } from "./enrolment";
import { listen, poll, type Ear, type Hearing } from "./listening";
import { change, factors, watch, type Factor } from "./memory";
import { hush, keepPage, keepRinging, notify } from "./ringing";
import { trouble, type Trouble } from "./trouble";

/** One factor, as the page shows it. */
export interface Held {
  readonly factor: Factor;
  /** Null before the first look. */
  readonly pending: readonly Challenge[] | null;
  readonly hearing: Hearing | null;
  readonly why: Trouble | null;
}

export interface State {
  /** Null while it is being read. */
  readonly held: readonly Held[] | null;
  /** Why nothing can be kept here. */
  readonly broken: Trouble | null;
  readonly online: boolean;
}

// Browsers open six connections to a server over HTTP/1.1; three stay free for everything else.
const MOST_STREAMS = 3;
/** So long a page that is looked at relies on another that listens. */
const ALONE_AFTER = 30_000;
const CHANNEL = "countersign-authenticator";

let state: State = { held: null, broken: null, online: navigator.onLine };
const viewers = new Set<() => void>();
const ears = new Map<string, AbortController>();
/** Whether this page listens for all pages of this browser. */
let listens = false;
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);

export const now = () => state;

export function view(changed: () => void): () => void {
  viewers.add(changed);
  return () => viewers.delete(changed);
}

function set(next: Partial<State>) {
  state = { ...state, ...next };
  viewers.forEach((changed) => changed());
}

/** What waits and can still be answered, the newest first. */
export function waiting(of: readonly Held[] | null, time = Date.now()): { challenge: Challenge; factor: Factor }[] {
  return (of ?? [])
    .flatMap(({ factor, pending }) => (pending ?? []).map((challenge) => ({ challenge, factor })))
    .filter(({ challenge, factor }) => challenge.expires > time + factor.correction)
    .sort((a, b) => b.challenge.created - a.challenge.created);
}

let ending: ReturnType<typeof setTimeout> | undefined;

/** No event tells of an end by time: the next one is waited for, and what was shown of it taken away. */
function awaitEnd() {
  clearTimeout(ending);
  const still = waiting(state.held);
  const ends = still.map(({ challenge, factor }) => challenge.expires - factor.correction);
  if (ends.length === 0) return;
  ending = setTimeout(
    () => {
      const left = new Set(waiting(state.held).map(({ challenge }) => challenge.sid));
      for (const { challenge } of still) if (!left.has(challenge.sid)) void hush(challenge.sid);
      set({});
      awaitEnd();
      void refreshAll();
    },
    Math.max(0, Math.min(...ends) - Date.now()),
  );
}

const held = (sid: string) => state.held?.find((h) => h.factor.sid === sid) ?? null;

function put(sid: string, next: Partial<Held>) {
  set({ held: state.held?.map((h) => (h.factor.sid === sid ? { ...h, ...next } : h)) ?? null });
}

async function reload(): Promise<void> {
  try {
    const kept = await factors();
    const before = state.held ?? [];
    const fresh = kept.map(
      (factor): Held => ({
        pending: null,
        hearing: null,
        why: null,
        ...before.find((h) => h.factor.sid === factor.sid),
        factor,
      }),
    );
    set({ held: fresh, broken: null });
    for (const [sid, ear] of ears) {
      if (!kept.some((factor) => factor.sid === sid)) {
        ear.abort();
        ears.delete(sid);
      }
    }
    if (listens) hearAll();
  } catch (e) {
    set({ held: state.held ?? [], broken: trouble(e) });
  }
}

/** What has its end: a look that began before that shows it as waiting still. */
const over = new Set<string>();

/** Takes away a question that was answered, here and on the other pages of this browser. */
export function settled(factor: Factor, challenge: Challenge): void {
  over.add(challenge.sid);
  put(factor.sid, { pending: held(factor.sid)?.pending?.filter((c) => !over.has(c.sid)) ?? null });
  void hush(challenge.sid);
  told();
  void refreshQuietly(factor.sid);
}

/** Looks what waits for a factor. */
export async function refresh(sid: string): Promise<void> {
  const before = held(sid);
  if (!before) return;
  try {
    let factor = before.factor;
    if (!factor.verified) factor = await verify(factor);
    const asked = (await pending(factor)).filter((c) => !over.has(c.sid));
    const known = new Set(before.pending?.map((c) => c.sid));
    put(sid, { pending: asked, why: null });
    awaitEnd();
    // What was restored from a backup, or asked a server that was behind the others, is known again.
    if (factor.gone) await change(sid, { gone: false });
    for (const gone of before.pending ?? []) {
      if (!asked.some((c) => c.sid === gone.sid)) void hush(gone.sid);
    }
    if (listens && before.pending && factor.pageRings && document.visibilityState === "hidden") {
      for (const c of asked) if (!known.has(c.sid)) void notify(factor, c.sid, c.message);
    }
  } catch (e) {
    const why = trouble(e);
    put(sid, { why });
    if (why.kind === "unknown") await change(sid, { gone: true });
    throw why;
  }
}

const refreshQuietly = (sid: string) => refresh(sid).catch(() => undefined);

export const refreshAll = () => Promise.all((state.held ?? []).map((h) => refreshQuietly(h.factor.sid)));

/** Says that something was answered or changed here, to the other pages of this browser. */
export function told(): void {
  channel?.postMessage("look");
}

function hearAll() {
  for (const { factor } of state.held ?? []) {
    if (ears.has(factor.sid) || factor.gone) continue;
    const stop = new AbortController();
    const stream = ears.size < MOST_STREAMS;
    ears.set(factor.sid, stop);
    const ear: Ear = {
      async heard() {
        await refresh(factor.sid);
        told();
      },
      hearing: (hearing, why) => put(factor.sid, { hearing, why }),
    };
    const current = () => held(factor.sid)?.factor ?? null;
    void (stream ? listen : poll)(current, ear, stop.signal).finally(() => {
      if (ears.get(factor.sid) === stop) ears.delete(factor.sid);
    });
    void keepUp(factor);
  }
}

/** Sees to it that the server still knows the factor, and rings this browser where it is to. */
async function keepUp(factor: Factor): Promise<void> {
  try {
    const there = await look(factor);
    await keepRinging(factor, (there["config"] ?? {}) as Record<string, unknown>);
  } catch {
    // Whoever listens meets the same, and tells.
  }
}

/** A factor whose key the server did not know is tried once more, and whichever page listens is told. */
export async function tryAgain(sid: string): Promise<void> {
  await refreshQuietly(sid);
  told();
}

/** Begins: reads what is kept, and listens. Of several pages of one browser one listens for all. */
export async function begin(open: (address: string) => void): Promise<void> {
  watch(() => void reload());
  addEventListener("online", () => set({ online: true }));
  addEventListener("offline", () => set({ online: false }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void refreshAll();
  });
  let heard = Date.now();
  channel?.addEventListener("message", () => {
    heard = Date.now();
    void reload().then(refreshAll);
  });
  // Whichever page listens may sleep in the background, as phones have it: who is looked at does not rely on it for long.
  setInterval(() => {
    if (!listens && document.visibilityState === "visible" && Date.now() - heard >= ALONE_AFTER) void refreshAll();
  }, ALONE_AFTER);
  navigator.serviceWorker?.addEventListener("message", (event: MessageEvent<{ open?: string; look?: boolean }>) => {
    if (event.data.open) open(event.data.open);
    void refreshAll();
  });
  await reload();
  void keepPage();
  void refreshAll();
  const hear = () => {
    listens = true;
    hearAll();
    // Held for as long as the page is open.
    return new Promise<never>(() => undefined);
  };
  if (navigator.locks) void navigator.locks.request(CHANNEL, hear);
  else void hear();
}
