// A device's line to its server: it speaks for one factor, and finds out by itself how wrong this device's clock is.
import { base64, utf8 } from "./encoding";
import { deviceToken } from "./keys";
import { change, type Factor } from "./memory";
import { Trouble, type Kind } from "./trouble";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Below this the difference is the network's, and the whole seconds of a Date. */
const NOTABLE = 5_000;
const PATIENCE = 20_000;

export const place = (service: string, identity: string): string =>
  `/v2/Services/${encodeURIComponent(service)}/Entities/${encodeURIComponent(identity)}`;

/** How far this device's clock is behind the server's, as an answer's Date shows it; null where it shows nothing. */
export function behind(headers: Headers): number | null {
  const theirs = Date.parse(headers.get("Date") ?? "");
  return Number.isNaN(theirs) ? null : theirs - Date.now();
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    // Without the browser's own credentials it asks nobody for a password when the server says 401.
    return await fetch(url, { ...init, credentials: "omit", cache: "no-store", redirect: "error" });
  } catch (e) {
    if (init.signal?.aborted && init.signal.reason instanceof Trouble) throw init.signal.reason;
    throw navigator.onLine
      ? new Trouble("unreachable", "the server does not answer")
      : new Trouble("offline", "this device has no network");
  }
}

/** Asks once with HTTP Basic, and takes whatever is answered. */
// spec Verify 2.2: the user is the word token, the password who asks
export async function askOnce(
  method: string,
  path: string,
  form: Record<string, string>,
  password: string,
): Promise<Answer> {
  const text = new URLSearchParams(form).toString();
  const posts = method === "POST";
  const headers: Record<string, string> = {
    Accept: "application/json",
    Authorization: "Basic " + base64(utf8(`token:${password}`)),
  };
  if (posts) headers["Content-Type"] = "application/x-www-form-urlencoded";
  const response = await send(posts || text === "" ? path : `${path}?${text}`, {
    method,
    headers,
    body: posts ? text : null,
    signal: AbortSignal.timeout(PATIENCE),
  });
  return { status: response.status, headers: response.headers, body: await json(response) };
}

async function json(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch {
    return null;
  }
}

/** What the server itself says of a key, or of a thing, that it does not know: a proxy's word for it counts for nothing. */
const UNKNOWN_KEY = 20003;
const NOT_THERE = 20404;

/** The trouble that an answer is, by its status and by what the server says in it. */
export function refusal(answer: Answer): Trouble {
  const said = (answer.body ?? {}) as { message?: unknown; code?: unknown };
  const words = typeof said.message === "string" ? said.message : `the server answered ${answer.status}`;
  const code = typeof said.code === "number" ? said.code : 0;
  return new Trouble(kind(answer.status, code), words, answer.status, code);
}

function kind(status: number, code: number): Kind {
  if (status === 401) return code === UNKNOWN_KEY ? "unknown" : "strange";
  return status === 429 || status >= 500 ? "busy" : "refused";
}

/** Whether the server says that there is no such factor, or none with that key. */
export const isGone = (no: Trouble): boolean => no.kind === "unknown" || (no.status === 404 && no.code === NOT_THERE);

/** The members of an answer that is fine; throws for any other. */
export function members(answer: Answer): Record<string, unknown> {
  if (answer.status < 200 || answer.status > 299) throw refusal(answer);
  if (typeof answer.body !== "object" || answer.body === null) throw new Trouble("strange", "the answer is no JSON");
  return answer.body as Record<string, unknown>;
}

export function text(of: Record<string, unknown>, name: string): string {
  const value = of[name];
  if (typeof value !== "string") throw new Trouble("strange", `'${name}' is missing`);
  return value;
}

/** The line of one factor. What it learns of the clock it keeps. */
export class Line {
  constructor(private factor: Factor) {}

  /** What time it is at the server, as far as is known here. */
  now(): number {
    return Date.now() + this.factor.correction;
  }

  get own(): string {
    return `${this.entity}/Factors/${this.factor.sid}`;
  }

  get entity(): string {
    return place(this.factor.service, this.factor.identity);
  }

  private async token(): Promise<string> {
    const { keys, credential, account } = this.factor;
    try {
      return await deviceToken(keys, credential, account, this.now());
    } catch {
      throw new Trouble("keyless", "the browser does not sign with the key of this factor");
    }
  }

  /** Asks; on a 401 with the time, sets the clock right and asks once more. */
  // spec Verify 5.4: the difference to the Date of a 401 is kept, and the request repeated once
  async ask(method: string, path: string, form: Record<string, string> = {}): Promise<Answer> {
    const first = await askOnce(method, path, form, await this.token());
    await this.learn(first.headers);
    if (first.status !== 401) return first;
    return askOnce(method, path, form, await this.token());
  }

  /** Begins a stream of events. */
  async stream(path: string, signal: AbortSignal): Promise<Response> {
    for (let tries = 1; ; tries++) {
      const response = await send(path, {
        signal,
        headers: { Accept: "text/event-stream", Authorization: "Basic " + base64(utf8(`token:${await this.token()}`)) },
      });
      await this.learn(response.headers);
      if (response.status !== 401 || tries === 2) {
        if (response.ok) return response;
        throw refusal({ status: response.status, headers: response.headers, body: await json(response) });
      }
    }
  }

  private async learn(headers: Headers): Promise<void> {
    const correction = behind(headers);
    if (correction === null || Math.abs(correction - this.factor.correction) < NOTABLE) return;
    this.factor = (await change(this.factor.sid, { correction })) ?? { ...this.factor, correction };
  }
}
