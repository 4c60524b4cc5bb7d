import type { Hour } from "../base/types";

/** What is looked at: so far back, in steps of so long. */
export type Span = { id: string; name: string; hours: number; step: "hour" | "day" };

export const SPANS: readonly Span[] = [
  { id: "day", name: "24 hours", hours: 24, step: "hour" },
  { id: "week", name: "7 days", hours: 7 * 24, step: "day" },
  { id: "month", name: "30 days", hours: 30 * 24, step: "day" },
];

/** The bounds up to which answers are counted together, in seconds; null for whatever took longer. */
export const BOUNDS = [
  ["le_5", 5],
  ["le_15", 15],
  ["le_30", 30],
  ["le_60", 60],
  ["le_120", 120],
  ["le_300", 300],
  ["more", null],
] as const;

/** What was counted in one step. */
export type Step = Counted & {
  /** When it begins, in milliseconds. */
  at: number;
};

export type Counted = {
  created: number;
  approved: number;
  denied: number;
  expired: number;
  wrong_codes: number;
  pushes_failed: number;
  events_sent: number;
  events_failed: number;
  /** Answers by how long they took, in the order of {@link BOUNDS}. */
  took: number[];
};

const NUMBERS = [
  "created",
  "approved",
  "denied",
  "expired",
  "wrong_codes",
  "pushes_failed",
  "events_sent",
  "events_failed",
] as const;

function nothing(): Counted {
  return {
    created: 0,
    approved: 0,
    denied: 0,
    expired: 0,
    wrong_codes: 0,
    pushes_failed: 0,
    events_sent: 0,
    events_failed: 0,
    took: BOUNDS.map(() => 0),
  };
}

function add(to: Counted, hour: Hour): void {
  for (const name of NUMBERS) to[name] += hour[name] ?? 0;
  for (const [i, [name]] of BOUNDS.entries()) to.took[i] = (to.took[i] ?? 0) + (hour.answer_seconds[name] ?? 0);
}

export function total(hours: readonly Hour[]): Counted {
  const sum = nothing();
  for (const hour of hours) add(sum, hour);
  return sum;
}

/** When the step begins that an instant is in, by this browser's zone. */
export function stepOf(at: number, step: Span["step"]): number {
  const date = new Date(at);
  if (step === "day") date.setHours(0, 0, 0, 0);
  else date.setMinutes(0, 0, 0);
  return date.getTime();
}

const HOUR = 3_600_000;
/** As many hours as the server counts together at most. */
const MOST_HOURS = 31 * 24;

/** From when on a span is asked for: a day of which only the end was asked for would look like one on which little happened. */
export function beginning(span: Span, until: number): number {
  const since = until - span.hours * HOUR;
  return span.step === "hour" ? since : Math.max(stepOf(since, "day"), until - MOST_HOURS * HOUR);
}

/** Every step of the span, also those in which nothing was counted, the oldest first. */
export function steps(hours: readonly Hour[], since: number, until: number, step: Span["step"]): Step[] {
  const all = new Map<number, Step>();
  for (let at = stepOf(since, step); at < until; at = next(at, step)) all.set(at, { at, ...nothing() });
  for (const hour of hours) {
    const found = all.get(stepOf(Date.parse(hour.hour), step));
    if (found) add(found, hour);
  }
  return [...all.values()];
}

// A day that begins or ends summer time is not 24 hours long.
function next(at: number, step: Span["step"]): number {
  const date = new Date(at);
  if (step === "day") date.setDate(date.getDate() + 1);
  else date.setTime(at + HOUR);
  return date.getTime();
}

/** For bars that stand on each other: of each series, its own and all below it. */
export function stacked(series: readonly (readonly number[])[]): number[][] {
  const sums: number[][] = [];
  for (const [i, one] of series.entries()) sums.push(one.map((n, x) => n + (sums[i - 1]?.[x] ?? 0)));
  return sums;
}

/** What half of all answers took at most, in words; nothing where there was none. */
export function median(took: readonly number[]): string | undefined {
  const all = took.reduce((sum, n) => sum + n, 0);
  if (!all) return undefined;
  let seen = 0;
  for (const [i, [, bound]] of BOUNDS.entries()) {
    seen += took[i] ?? 0;
    if (seen * 2 >= all) return bound === null ? "> 5 min" : `≤ ${within(bound)}`;
  }
  return undefined;
}

function within(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${seconds / 60} min`;
}

/** How each of {@link BOUNDS} is called. */
export function boundNames(): string[] {
  return BOUNDS.map(([, bound]) => (bound === null ? "more" : `≤ ${within(bound)}`));
}

/** The same where there is hardly room. */
export function shortBoundNames(): string[] {
  return BOUNDS.map(([, bound]) => (bound === null ? "more" : bound < 60 ? `${bound}s` : `${bound / 60}m`));
}

/** A share of a whole, in per cent. */
export function share(part: number, whole: number): string {
  if (!whole) return "";
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? "< 1 %" : `${Math.round(percent)} %`;
}
