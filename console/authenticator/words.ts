// Trouble, times and names in plain words.
import type { Trouble } from "./trouble";

export interface Told {
  readonly title: string;
  readonly advice: string;
}

/** What went wrong and what to do about it, for whoever only wanted to sign in. */
export function told(trouble: Trouble, host = location.host): Told {
  switch (trouble.kind) {
    case "offline":
      return {
        title: "This device is offline",
        advice: "Nothing can be shown or answered until it has a network again. What is asked meanwhile waits for you, until its time runs out.",
      };
    case "unreachable":
      return {
        title: `${host} does not answer`,
        advice: "The network is there, the server is not. The page keeps trying; you need do nothing.",
      };
    case "unknown":
      return {
        title: "The server no longer knows this key",
        advice: "It was removed there, or the server was set up anew. Remove it here, and ask for a new link.",
      };
    case "keyless":
      return {
        title: "The browser does not give this page a key",
        advice: "Private windows often keep none, and clearing site data removes them. Use an ordinary window, and ask for a new link.",
      };
    case "busy":
      return { title: "The server is busy", advice: `It says: ${trouble.message}. Wait a moment, and try again.` };
    case "refused":
      return { title: "The server said no", advice: `It says: ${trouble.message}.` };
    case "strange":
      return {
        title: "Something unexpected came back",
        advice: `Reload the page; if that does not help, tell whoever runs ${host}: ${trouble.message}.`,
      };
  }
}

/** The same for an enrolment that failed. */
export function toldOfEnrolment(trouble: Trouble): Told {
  if (trouble.kind === "unknown" || (trouble.kind === "refused" && trouble.status === 403)) {
    return {
      title: "This link no longer works",
      advice: "A link works once, and only for a short time. Ask for a new one, and open it right away.",
    };
  }
  if (trouble.kind === "refused" && trouble.status === 404) {
    return { title: "Whoever sent this link is not known here", advice: "Ask for a new link." };
  }
  return told(trouble);
}

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

export const when = (millis: number) => WHEN.format(millis);

export function whenShort(millis: number, now: number): string {
  return new Date(millis).toDateString() === new Date(now).toDateString() ? CLOCK.format(millis) : WHEN.format(millis);
}

const many = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** A stretch of time as one says it, to the second below two minutes. */
export function stretch(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) return many(seconds, "second");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 2) return `${many(minutes, "minute")} ${many(seconds % 60, "second")}`;
  if (minutes < 120) return many(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? many(hours, "hour") : many(Math.floor(hours / 24), "day");
}

/** What to say of a clock that is wrong; null of one that is right enough. */
export function clock(correction: number): string | null {
  if (Math.abs(correction) < 60_000) return null;
  return `This device's clock is ${stretch(Math.abs(correction))} ${correction > 0 ? "behind" : "ahead of"} the server's. This page reckons with that; set the clock right all the same.`;
}

export const STATUS = { pending: "Waiting", approved: "Approved", denied: "Denied", expired: "Ran out" } as const;
