import { afterEach, expect, test, vi } from "vitest";
import { get, onEnd, post, resume } from "../base/api";

const session = (account: string, proof: string) => ({ account_sid: account, key_sid: null, csrf_token: proof });

/** A server that answers each request with the next of these, and keeps which proof each was asked with. */
function server(...answers: [status: number, body: unknown][]) {
  const asked: (string | undefined)[] = [];
  vi.stubGlobal("fetch", async (path: string, request: { method: string; headers: Record<string, string> }) => {
    asked.push(`${request.method} ${path} ${request.headers["X-Csrf-Token"] ?? "-"}`);
    const [status, body] = answers.shift() ?? [500, {}];
    return new Response(JSON.stringify(body), { status });
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

const no = { code: 20403, message: "Forbidden" };

test("what is read is asked for with the session's proof too", async () => {
  const asked = server([200, session("AC1", "one")], [200, {}]);
  await resume();
  await get("/Services");
  expect(asked[1]).toBe("GET /console/api/Services one");
});

test("a page of one account ends where the browser has another's session", async () => {
  const ends: string[] = [];
  onEnd((why) => ends.push(why));
  server([200, session("AC1", "one")], [403, no], [200, session("AC2", "two")]);
  await resume();
  await expect(post("/Services")).rejects.toMatchObject({ status: 403 });
  expect(ends).toEqual(["other"]);
});

test("the same account's newer session is taken, and what was refused is asked once more", async () => {
  const ends: string[] = [];
  onEnd((why) => ends.push(why));
  const asked = server([200, session("AC1", "one")], [403, no], [200, session("AC1", "two")], [200, { sid: "VA1" }]);
  await resume();
  await expect(post("/Services")).resolves.toEqual({ sid: "VA1" });
  expect(asked.slice(1)).toEqual([
    "POST /console/api/Services one",
    "GET /console/api/session -",
    "POST /console/api/Services two",
  ]);
  expect(ends).toEqual([]);
});

test("a no that has nothing to do with the session stays a no", async () => {
  const ends: string[] = [];
  onEnd((why) => ends.push(why));
  const asked = server([200, session("AC1", "one")], [403, no], [200, session("AC1", "one")]);
  await resume();
  await expect(post("/Services")).rejects.toMatchObject({ status: 403 });
  expect([asked.length, ends]).toEqual([3, []]);
});
