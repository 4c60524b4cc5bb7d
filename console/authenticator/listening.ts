// Hearing of challenges while the page is open: by the device's stream of events, and where that does not get through, by asking.
import { Line } from "./line";
import type { Factor } from "./memory";
import { trouble, type Trouble } from "./trouble";

/** How this page hears of what is asked: at once, every few seconds, or not at all for now. */
export type Hearing = "told" | "asking" | "deaf";

export interface Ear {
  /** Something may have changed; whoever hears this looks. */
  heard(): Promise<void>;
  hearing(how: Hearing, why: Trouble | null): void;
}

/** Longer than two of the server's heartbeats: a stream that is silent for so long is dead, whatever the browser thinks. */
const SILENCE = 40_000;
const ASK_EVERY = 5_000;
const ASK_EVERY_HIDDEN = 20_000;
/** How long it is asked before a stream is tried again. */
const ASK_FOR = 60_000;
const LONGEST_REST = 30_000;

/** Waits, but not longer than until the network is back or somebody looks at the page. */
function rest(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", over);
      removeEventListener("online", over);
      document.removeEventListener("visibilitychange", shown);
      resolve();
    };
    const shown = () => {
      if (document.visibilityState === "visible") over();
    };
    const timer = setTimeout(over, millis);
    signal.addEventListener("abort", over);
    addEventListener("online", over);
    document.addEventListener("visibilitychange", shown);
  });
}

/** Names of the events of a stream as they come; what they carry is asked for again, so that a list is always whole. */
// spec HTML 9.2.6: events end with an empty line; lines that begin with a colon are comments
export async function* events(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let left = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    // Together with what was left: a line's end may come in two parts.
    left = (left + decoder.decode(value, { stream: true })).replaceAll("\r\n", "\n");
    const blocks = left.split("\n\n");
    left = blocks.pop() ?? "";
    for (const block of blocks) {
      const name = /^event: ?(.*)$/m.exec(block)?.[1];
      if (/^data:/m.test(block)) yield name ?? "message";
    }
  }
}

/** One stream from its beginning to its end; throws where it breaks. */
async function hearStream(factor: Factor, ear: Ear, signal: AbortSignal): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE);
  };
  try {
    // Whoever looks shows the key first, where that did not get through at enrolment.
    if (!factor.verified) await ear.heard();
    const line = new Line(factor);
    const response = await line.stream(`${line.own}/Events`, AbortSignal.any([signal, silence.signal]));
    if (!response.body) throw new Error("this browser reads no streams");
    ear.hearing("told", null);
    await ear.heard();
    for await (const _ of events(response.body, alive)) await ear.heard();
  } finally {
    clearTimeout(timer);
  }
}

async function askForAWhile(ear: Ear, signal: AbortSignal): Promise<void> {
  const end = Date.now() + ASK_FOR;
  while (!signal.aborted && Date.now() < end) {
    await ear.heard();
    ear.hearing("asking", null);
    await rest(document.visibilityState === "visible" ? ASK_EVERY : ASK_EVERY_HIDDEN, signal);
  }
}

/**
 * Hears for one factor until told to stop.
 *
 * @param current the factor as it is kept now; null once it is not any more
 */
export async function listen(current: () => Factor | null, ear: Ear, signal: AbortSignal): Promise<void> {
  let broken = 0;
  for (let factor = current(); factor && !factor.gone && !signal.aborted; factor = current()) {
    const begun = Date.now();
    try {
      await hearStream(factor, ear, signal);
      // It ended with its token, or with a server that was stopped.
      broken = 0;
      await rest(Math.max(0, 1_000 - (Date.now() - begun)), signal);
      continue;
    } catch (e) {
      if (signal.aborted) return;
      const why = trouble(e);
      broken = Date.now() - begun > SILENCE ? 1 : broken + 1;
      if (why.kind === "unknown" || why.kind === "keyless") {
        ear.hearing("deaf", why);
        return;
      }
      try {
        if (broken >= 2) await askForAWhile(ear, signal);
        else await ear.heard();
      } catch (deaf) {
        ear.hearing("deaf", trouble(deaf));
      }
    }
    await rest(Math.min(LONGEST_REST, 500 * 2 ** broken), signal);
  }
}

/** Asks for one factor until told to stop, for whom there is no stream to spare. */
export async function poll(current: () => Factor | null, ear: Ear, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && current()?.gone === false) {
    try {
      await askForAWhile(ear, signal);
    } catch (e) {
      const why = trouble(e);
      ear.hearing("deaf", why);
      if (why.kind === "unknown" || why.kind === "keyless") return;
      await rest(ASK_EVERY, signal);
    }
  }
}
