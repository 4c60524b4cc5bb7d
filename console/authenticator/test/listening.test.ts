import { describe, expect, test } from "vitest";
import { utf8 } from "../encoding";
import { events } from "../listening";

/** What is heard of a stream that comes in these parts, and how often it gave a sign of life. */
async function heard(...parts: (string | Uint8Array)[]) {
  let alive = 0;
  const body = new ReadableStream<Uint8Array>({
    start(to) {
      for (const part of parts) to.enqueue(typeof part === "string" ? utf8(part) : part);
      to.close();
    },
  });
  const names: string[] = [];
  for await (const name of events(body, () => alive++)) names.push(name);
  return { names, alive };
}

describe("a stream of events", () => {
  test("is cut where an event ends, and not where a packet does", async () => {
    const { names } = await heard("event: chal", "lenge\ndata: {}\n", "\nevent: challenge\ndata: {}\n\ndata: 1\n\n");
    expect(names).toEqual(["challenge", "challenge", "message"]);
  });

  test("may end its lines as networks do, in one part or in two", async () => {
    expect((await heard("event: challenge\r\ndata: {}\r\n\r\n")).names).toEqual(["challenge"]);
    expect((await heard("event: challenge\r", "\ndata: {}\r\n\r", "\n")).names).toEqual(["challenge"]);
  });

  test("that only shows that it lives tells of nothing", async () => {
    expect(await heard(": still here\n\n", ":\n\n", "event: challenge\n\n")).toEqual({ names: [], alive: 3 });
  });

  test("tells nothing of an event that broke off", async () => {
    expect((await heard("event: challenge\ndata: {}\n")).names).toEqual([]);
  });

  test("is read as UTF-8 across parts", async () => {
    const whole = utf8("event: fragé\ndata: {}\n\n");
    const within = whole.indexOf(0xc3) + 1;
    expect((await heard(whole.subarray(0, within), whole.subarray(within))).names).toEqual(["fragé"]);
  });
});
