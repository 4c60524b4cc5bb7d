import { describe, expect, test } from "vitest";
import type { Hour } from "../base/types";
import { beginning, boundNames, median, share, shortBoundNames, SPANS, stacked, stepOf, steps, total } from "../words/pictures";

const HOUR = 3_600_000;

function hour(at: number, more: Partial<Hour> = {}): Hour {
  return {
    hour: new Date(at).toISOString(),
    created: 0,
    approved: 0,
    denied: 0,
    expired: 0,
    wrong_codes: 0,
    pushes_failed: 0,
    events_sent: 0,
    events_failed: 0,
    answer_seconds: {},
    ...more,
  };
}

describe("counts by the hour", () => {
  const noon = stepOf(Date.UTC(2026, 4, 5), "day") + 12 * HOUR;

  test("are added up", () => {
    const sum = total([
      hour(noon, { approved: 2, answer_seconds: { le_5: 1, more: 1 } }),
      hour(noon + HOUR, { approved: 3, denied: 1, answer_seconds: { le_5: 4 } }),
    ]);
    expect(sum).toMatchObject({ approved: 5, denied: 1, took: [5, 0, 0, 0, 0, 0, 1] });
  });

  test("have a place for each hour, also where nothing happened", () => {
    const all = steps([hour(noon + HOUR, { approved: 7 })], noon, noon + 3 * HOUR, "hour");
    expect(all.map((s) => [s.at - noon, s.approved])).toEqual([
      [0, 0],
      [HOUR, 7],
      [2 * HOUR, 0],
    ]);
  });

  test("come together by the day of whoever looks", () => {
    const all = steps(
      [hour(noon, { denied: 1 }), hour(noon + HOUR, { denied: 2 }), hour(noon + 24 * HOUR, { denied: 4 })],
      noon,
      noon + 25 * HOUR,
      "day",
    );
    expect(all.map((s) => s.denied)).toEqual([3, 4]);
  });

  test.each(SPANS)("of $name begin where the first bar does, and are no more than the server adds up", (span) => {
    for (const until of [noon, noon + 11 * HOUR + 59_000, noon - 12 * HOUR]) {
      const since = beginning(span, until);
      expect(since).toBeLessThanOrEqual(until - span.hours * HOUR);
      expect(since).toBeGreaterThanOrEqual(until - 31 * 24 * HOUR);
      if (span.step === "day") expect(since).toBe(stepOf(since, "day"));
    }
  });

  test("of an hour that is not asked for are not shown", () => {
    expect(steps([hour(noon - 48 * HOUR, { denied: 1 })], noon, noon + HOUR, "hour").map((s) => s.denied)).toEqual([0]);
  });
});

test("bars stand on each other", () => {
  expect(
    stacked([
      [1, 2],
      [3, 0],
      [0, 5],
    ]),
  ).toEqual([
    [1, 2],
    [4, 2],
    [4, 7],
  ]);
});

test("half of the answers took so long", () => {
  expect(median([0, 0, 0, 0, 0, 0, 0])).toBeUndefined();
  expect(median([5, 4, 1, 0, 0, 0, 0])).toBe("≤ 5 s");
  expect(median([1, 4, 5, 0, 0, 0, 0])).toBe("≤ 15 s");
  expect(median([0, 0, 0, 0, 0, 1, 0])).toBe("≤ 5 min");
  expect(median([0, 0, 0, 0, 0, 0, 1])).toBe("> 5 min");
  expect(boundNames()).toEqual(["≤ 5 s", "≤ 15 s", "≤ 30 s", "≤ 60 s", "≤ 2 min", "≤ 5 min", "more"]);
  expect(shortBoundNames()).toEqual(["5s", "15s", "30s", "1m", "2m", "5m", "more"]);
});

test("a share that is nearly nothing is not told as nothing", () => {
  expect([share(0, 0), share(0, 9), share(1, 1000), share(1, 3), share(9, 9)]).toEqual([
    "",
    "0 %",
    "< 1 %",
    "33 %",
    "100 %",
  ]);
});
