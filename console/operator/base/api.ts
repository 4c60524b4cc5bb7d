/** The one way to the server: forms out, JSON back, and every no as a Refused. */

const PATH = "/console/api";
const IN_VAIN = 0;

export type FormValue = string | number | boolean | readonly string[] | undefined;
export type Form = Readonly<Record<string, FormValue>>;

/** A no: the server's own words, or, with status 0, that there was no server to be asked. */
export class Refused extends Error {
  readonly status: number;
  readonly code: number;
  /** Seconds after which it may be asked again. */
  readonly pause: number | undefined;

  constructor(status: number, code: number, message: string, pause?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.pause = pause;
  }

  get unreached(): boolean {
    return this.status === IN_VAIN;
  }
}

export type Session = {
  account_sid: string;
  key_sid: string | null;
  csrf_token: string;
  date_expires: string;
};

// What shows that it is this page that asks. It lives here, and is gone with the page.
let proof = "";
// Whose session the page was opened with; the cookie is the whole browser's, and may be another's meanwhile.
let whose = "";
let ended: (why: End) => void = () => {};
let ahead = 0;

/** Why a page is no longer inside: the server knows no session, or this browser's is somebody else's now. */
export type End = "ended" | "other";

/** Calls back when the server no longer knows this session, or another has taken its place in this browser. */
export function onEnd(callback: (why: End) => void): void {
  ended = callback;
}

let others: BroadcastChannel | undefined;

/** Looks again whose session this is, whenever another tab has signed in or out and whenever this one is turned to. */
export function watch(): void {
  others = new BroadcastChannel("countersign-console");
  others.onmessage = () => void look();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void look();
  });
}

function end(why: End): void {
  proof = "";
  ended(why);
}

/** Asks whose session this browser holds now. */
export async function look(): Promise<void> {
  const before = proof;
  if (!before) return;
  try {
    const session = await send<Session>("GET", "/session", undefined, undefined, "");
    if (proof !== before) return;
    if (owner(session) === whose) proof = session.csrf_token;
    else end("other");
  } catch (no) {
    // Where it cannot be looked, whatever is asked next will tell.
    if (no instanceof Refused && no.status === 401 && proof === before) end("ended");
  }
}

function owner(session: Session): string {
  return `${session.account_sid} ${session.key_sid ?? ""}`;
}

/** Now, in milliseconds, by the server's clock as far as its answers tell. */
export function now(): number {
  return Date.now() + ahead;
}

export async function signIn(user: string, password: string): Promise<Session> {
  const session = begun(await send<Session>("POST", "/session", { User: user, Password: password }));
  others?.postMessage("in");
  return session;
}

/** The session that this browser holds already; null where it holds none. */
export async function resume(): Promise<Session | null> {
  try {
    return begun(await send<Session>("GET", "/session"));
  } catch (no) {
    if (no instanceof Refused && no.status === 401) return null;
    throw no;
  }
}

function begun(session: Session): Session {
  proof = session.csrf_token;
  whose = owner(session);
  return session;
}

/** @param everywhere every session of the account, and not this one alone */
export async function signOut(everywhere: boolean): Promise<void> {
  await ask("DELETE", everywhere ? "/sessions" : "/session");
  proof = "";
  others?.postMessage("out");
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>("GET", path, undefined, signal);
}

export function post<T>(path: string, form: Form = {}): Promise<T> {
  return ask<T>("POST", path, form);
}

export function remove(path: string): Promise<void> {
  return ask<void>("DELETE", path);
}

async function ask<T>(method: string, path: string, form?: Form, signal?: AbortSignal): Promise<T> {
  const shown = proof;
  try {
    return await send<T>(method, path, form, signal);
  } catch (no) {
    if (no instanceof Refused && no.status === 401) end("ended");
    if (no instanceof Refused && no.status === 403 && shown) {
      await look();
      // The same person signed in again in another tab: it is the same page's business still.
      if (proof && proof !== shown) return await send<T>(method, path, form, signal);
    }
    throw no;
  }
}

async function send<T>(
  method: string,
  path: string,
  form?: Form,
  signal?: AbortSignal,
  shown: string = proof,
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  // Reading too: so a server can tell a page that was opened in another session.
  if (shown) headers["X-Csrf-Token"] = shown;
  const begun: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (form) begun.body = encoded(form);
  if (signal) begun.signal = signal;
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(PATH + path, begun);
    text = await answer.text();
  } catch (no) {
    if (signal?.aborted) throw no;
    throw new Refused(IN_VAIN, 0, "The server did not answer");
  }
  const date = Date.parse(answer.headers.get("Date") ?? "");
  // The header tells whole seconds: what differs by less is no difference.
  if (date && Math.abs(date - Date.now()) > 2000) ahead = date - Date.now();
  else if (date) ahead = 0;
  if (answer.ok) return (text ? JSON.parse(text) : undefined) as T;
  throw refusal(answer.status, text, answer.headers.get("Retry-After"));
}

/** What a no says; where it is not ours (a proxy's page, say), its status is all there is. */
export function refusal(status: number, text: string, retryAfter: string | null): Refused {
  const pause = retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined;
  try {
    const said = JSON.parse(text) as { code?: unknown; message?: unknown };
    if (typeof said.code === "number" && typeof said.message === "string") {
      return new Refused(status, said.code, said.message, pause);
    }
  } catch {
    // Not JSON: somebody else's words.
  }
  return new Refused(status, 0, `The server answered with status ${status}`, pause);
}

/** Names and values; what is undefined is left out, and of a list each one is sent. */
export function encoded(form: Form): URLSearchParams {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value === undefined) continue;
    if (typeof value === "object") for (const one of value) pairs.append(name, one);
    else pairs.append(name, String(value));
  }
  return pairs;
}
