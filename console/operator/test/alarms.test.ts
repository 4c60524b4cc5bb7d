import { expect, test } from "vitest";
import { looks } from "../words/alarms";

test("a Service that does not answer is no Service without attacks, and hides nobody else's", async () => {
  const asked = [
    Promise.resolve({ alarms: [{}, {}] }),
    Promise.reject<{ alarms: unknown[] }>(new Error("no answer")),
    Promise.resolve({ alarms: [] }),
  ];
  expect(looks(["VA1", "VA2", "VA3"], await Promise.allSettled(asked))).toEqual({ VA1: 2, VA2: "unknown", VA3: 0 });
});
