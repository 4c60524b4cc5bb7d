import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { enrol, remove } from "../enrolment";
import { drawKeys } from "../keys";
import { isGone, Line, members, refusal } from "../line";
import type { Factor } from "../memory";

const kept = vi.hoisted(() => ({ changes: [] as Partial<Factor>[], forgotten: [] as string[], full: false }));

vi.mock("../memory", () => ({
  change: async (_: string, changes: Partial<Factor>) => void kept.changes.push(changes),
  find: async () => undefined,
  keep: async () => {
    if (kept.full) throw new Error("full");
  },
  forget: async (sid: string) => void kept.forgotten.push(sid),
}));

const factor: Factor = {
  sid: "YF" + "0".repeat(32),
  service: "VA" + "0".repeat(32),
  identity: "ana/1",
  account: "AC" + "0".repeat(32),
  credential: "CR" + "0".repeat(32),
  title: "Acme",
  name: "Laptop",
  created: 0,
  keys: await drawKeys(),
  verified: true,
  correction: 0,
  gone: false,
  ringing: null,
  pageRings: false,
};

const NOW = Date.UTC(2030, 0, 1);
const OURS = JSON.stringify({ code: 20003, message: "Authenticate", status: 401 });
const answer = (status: number, body = "{}", date = new Date()) =>
  new Response(body, { status, headers: { Date: date.toUTCString() } });

/** Answers in turn, and gives what was asked. */
function server(...answers: Response[]) {
  const asked: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return answers.shift() ?? Promise.reject(new Error("nobody is to ask again"));
  });
  return asked;
}

/** What the token of a request says. */
function claims({ init }: { init: RequestInit }): { sub: string; nbf: number; exp: number } {
  const basic = atob((init.headers as Record<string, string>)["Authorization"]?.slice("Basic ".length) ?? "");
  const [, payload = ""] = basic.replace("token:", "").split(".");
  return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as ReturnType<typeof claims>;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  kept.changes = [];
  kept.forgotten = [];
  kept.full = false;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a 401", () => {
  test("with the time is asked once more, by the server's clock", async () => {
    const theirs = new Date(NOW + 7_200_000);
    const asked = server(answer(401, OURS, theirs), answer(200, '{"sid":"x"}', theirs));
    const line = new Line(factor);
    expect(members(await line.ask("GET", line.own))).toEqual({ sid: "x" });
    expect(asked.map((one) => claims(one).nbf * 1000)).toEqual([NOW, NOW + 7_200_000]);
    expect(asked.map(claims).every((c) => c.sub === factor.account && c.exp - c.nbf === 600)).toBe(true);
    expect(kept.changes).toEqual([{ correction: 7_200_000 }]);
  });

  test("that comes twice is asked no third time, and a small difference is no wrong clock", async () => {
    const asked = server(answer(401, OURS), answer(401, OURS));
    const line = new Line(factor);
    const told = await line.ask("GET", line.own);
    expect(refusal(told).kind).toBe("unknown");
    expect(asked).toHaveLength(2);
    expect(kept.changes).toEqual([]);
  });

  test("of a proxy says nothing of the key", async () => {
    server(answer(401, "<h1>Sign in</h1>"), answer(401, "<h1>Sign in</h1>"));
    const line = new Line(factor);
    const no = refusal(await line.ask("GET", line.own));
    expect([no.kind, isGone(no)]).toEqual(["strange", false]);
  });
});

describe("a factor that is removed", () => {
  test.each([
    [204, ""],
    [404, JSON.stringify({ code: 20404, message: "not found", status: 404 })],
    [401, OURS],
  ])("is forgotten where the server has it no more: %i", async (status, body) => {
    const said = () => (status === 204 ? new Response(null, { status }) : answer(status, body));
    const asked = server(said(), said());
    await remove(factor);
    expect(kept.forgotten).toEqual([factor.sid]);
    expect(asked[0]?.url).toBe(`/v2/Services/${factor.service}/Entities/ana%2F1/Factors/${factor.sid}`);
  });

  test.each([
    [401, "<h1>Sign in</h1>"],
    [404, "<h1>Nothing here</h1>"],
    [503, "{}"],
  ])("is kept where somebody else says so: %i", async (status, body) => {
    server(answer(status, body), answer(status, body));
    await expect(remove(factor)).rejects.toThrow();
    expect(kept.forgotten).toEqual([]);
  });
});

describe("an enrolment", () => {
  const invited = { service: factor.service, identity: factor.identity, token: "secret", title: "Acme" };
  const made = () =>
    answer(201, JSON.stringify({ sid: factor.sid, account_sid: factor.account, config: { credential_sid: "CR1" } }));

  test("stands where only the showing of the key failed, since its link is used up", async () => {
    server(made(), answer(503));
    expect(await enrol(invited, "Laptop")).toMatchObject({ sid: factor.sid, verified: false });
  });

  test("leaves no factor at the server where the browser keeps no key", async () => {
    kept.full = true;
    const asked = server(made(), new Response(null, { status: 204 }));
    await expect(enrol(invited, "Laptop")).rejects.toMatchObject({ kind: "keyless" });
    expect(asked.map(({ url, init }) => [init.method, url.endsWith(`/Factors/${factor.sid}`)])).toEqual([
      ["POST", false],
      ["DELETE", true],
    ]);
  });
});
