import { describe, expect, test } from "vitest";
import { encoded, Refused, refusal } from "../base/api";
import type { TrailEntry } from "../base/types";
import { changes, credentialsDropped, filled, held, limits, memberOf } from "../words/declared";
import { enrolmentLink, reachesFromElsewhere } from "../words/link";
import { advise } from "../words/refusals";
import { LANGUAGES, snippet } from "../words/snippets";
import { drift, tale } from "../words/story";
import { away, lasting, longLasting } from "../words/times";

describe("a no", () => {
  test("is read out of the API's error, whatever else answers", () => {
    const ours = refusal(
      400,
      '{"code":60306,"message":"Invalid parameter: FactorSid must be a Factor\'s SID","status":400}',
      null,
    );
    expect(ours).toMatchObject({ status: 400, code: 60306 });
    expect(refusal(502, "<html>Bad gateway</html>", null)).toMatchObject({ status: 502, code: 0 });
    expect(refusal(429, '{"code":20429,"message":"Too many requests"}', "17").pause).toBe(17);
    expect(refusal(429, '{"code":20429,"message":"Too many requests"}', "soon").pause).toBeUndefined();
  });

  test("names the parameter it is about", () => {
    const no = new Refused(400, 60200, "Invalid parameter: Totp.TimeStep must be a whole number from 20 to 60");
    expect(advise(no)).toMatchObject({ parameter: "Totp.TimeStep", wrong: "Must be a whole number from 20 to 60." });
  });

  test("that is about no parameter marks none", () => {
    expect(advise(new Refused(404, 20404, "The requested resource was not found")).parameter).toBeUndefined();
    expect(
      advise(new Refused(403, 20403, "Forbidden: a page of another site asks for this")).parameter,
    ).toBeUndefined();
  });

  test.each([
    [new Refused(0, 0, "The server did not answer"), /runs/],
    [new Refused(429, 20429, "Too many requests", 30), /30 seconds/],
    [new Refused(429, 20429, "Too many requests", 600), /10 minutes/],
    [new Refused(403, 60318, "Factor is unverified"), /Verify the factor/],
    [new Refused(418, 0, "The server answered with status 418"), /log/],
  ])("says what to do: %s", (no, words) => {
    expect(advise(no).advice).toMatch(words);
  });
});

describe("a form", () => {
  test("leaves out what is undefined and sends each of several", () => {
    const form = encoded({ A: undefined, B: ["x", "y"], C: false, D: 0, E: "" });
    expect(form.toString()).toBe("B=x&B=y&C=false&D=0&E=");
  });

  const declared = [
    { name: "FriendlyName", type: "string", required: true, max_length: 32 },
    { name: "Totp.TimeStep", type: "integer", minimum: 20, maximum: 60, default: 30 },
    { name: "Push.IncludeMessage", type: "boolean", default: true },
    { name: "Passkeys.RelyingParty.Origins", type: "string" },
  ];
  const service = {
    friendly_name: "Acme",
    totp: { time_step: null },
    push: { include_message: false },
    passkeys: { relying_party: { origins: ["https://a.example", "https://b.example"] } },
  };

  test("finds what a resource holds by a parameter's name", () => {
    expect(memberOf("Push.FcmCredentialSid")).toEqual(["push", "fcm_credential_sid"]);
    expect(memberOf("Psd2Enabled")).toEqual(["psd2_enabled"]);
    expect(held(service, "Passkeys.RelyingParty.Origins")).toBe("https://a.example,https://b.example");
    expect(held(service, "Totp.TimeStep")).toBe("");
    expect(held(service, "No.Such.Thing")).toBe("");
  });

  test("begins with what is there, or with what the server takes", () => {
    expect(filled(declared)).toMatchObject({ FriendlyName: "", "Totp.TimeStep": "", "Push.IncludeMessage": "true" });
    expect(filled(declared, service)).toMatchObject({ FriendlyName: "Acme", "Push.IncludeMessage": "false" });
  });

  test("sends what was changed, and clears what was emptied", () => {
    const begun = filled(declared, service);
    expect(changes(begun, begun)).toEqual({});
    expect(changes(begun, { ...begun, "Totp.TimeStep": "60", "Passkeys.RelyingParty.Origins": "" })).toEqual({
      "Totp.TimeStep": "60",
      "Passkeys.RelyingParty.Origins": "",
    });
  });

  test("knows which Credential is taken away", () => {
    const begun = { "Push.FcmCredentialSid": "CR1", "Push.ApnCredentialSid": "", FriendlyName: "Acme" };
    expect(credentialsDropped(begun, { ...begun, "Push.ApnCredentialSid": "CR2", FriendlyName: "x" })).toEqual([]);
    expect(credentialsDropped(begun, { ...begun, "Push.FcmCredentialSid": "" })).toEqual(["Push.FcmCredentialSid"]);
    expect(credentialsDropped(begun, { ...begun, "Push.FcmCredentialSid": "CR2" })).toEqual(["Push.FcmCredentialSid"]);
  });

  test("tells limits and default", () => {
    expect(declared.map(limits)).toEqual(["At most 32 characters.", "20 to 60; 30 where left empty.", "", ""]);
  });
});

describe("the enrolment link", () => {
  const link = enrolmentLink("https://verify.example.com", {
    service: "VA1",
    identity: "user-0001",
    token: "a.b.c",
    name: "Zoës Gerät",
  });

  test("holds all after the #, so that no server is sent it", () => {
    const [before, after] = link.split("#");
    expect(before).toBe("https://verify.example.com/authenticator");
    expect(after).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    const bytes = atob((after ?? "").slice(3).replaceAll("-", "+").replaceAll("_", "/"));
    const text = new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
    expect(JSON.parse(text)).toEqual({ s: "VA1", i: "user-0001", t: "a.b.c", n: "Zoës Gerät" });
  });

  test("is of no use elsewhere when it names this machine alone", () => {
    for (const here of ["localhost", "127.0.0.1", "[::1]", "a.localhost"])
      expect(reachesFromElsewhere(here)).toBe(false);
    for (const there of ["verify.example.com", "192.168.1.7", "10.0.0.1"])
      expect(reachesFromElsewhere(there)).toBe(true);
  });
});

describe("the trail", () => {
  const entry = (type: string, details: Record<string, unknown> = {}): TrailEntry => ({
    sid: "x",
    date_created: "2026-01-01T00:00:00Z",
    type,
    factor_sid: null,
    challenge_sid: null,
    details,
  });

  test.each(
    [
      "entity.created factor.created factor.verified factor.updated factor.deleted factor.disabled challenge.created",
      "challenge.pushed challenge.push_failed challenge.wrong_code challenge.approved challenge.denied challenge.refused",
      "webhook.told push_token.lost",
    ].flatMap((line) => line.split(" ")),
  )("has words for %s", (type) => {
    expect(tale(entry(type)).title).not.toBe(type);
  });

  test("tells what it has no words for by its own name", () => {
    expect(tale(entry("moon.risen", { phase: 3 }))).toEqual({ title: "moon.risen", detail: '{"phase":3}', tone: "" });
  });

  test("says which way a clock is wrong", () => {
    expect(drift(4)).toMatch(/4 codes later.*ahead/);
    expect(drift(-3)).toMatch(/3 codes earlier.*behind/);
    expect(drift(-1)).toMatch(/code before that of now: used already, or.*behind/);
    expect(drift(0)).toMatch(/used already/);
    expect(drift(null)).toMatch(/mistyped/);
  });

  test("tells a Webhook that was told from one that was given up", () => {
    const told = { webhook_sid: "YW1", type: "challenge.denied", answer: "204" };
    expect(tale(entry("webhook.told", { ...told, reached: true }))).toMatchObject({
      title: "Webhook told of challenge.denied",
      detail: "HTTP 204",
      tone: "",
    });
    expect(tale(entry("webhook.told", { ...told, reached: false }))).toMatchObject({ tone: "bad" });
  });

  test("says why an answer was refused", () => {
    expect(tale(entry("challenge.refused", { code: 60323, message: "Challenge expired" }))).toMatchObject({
      title: "Answer refused (60323)",
      detail: "Challenge expired",
    });
  });
});

describe("times", () => {
  test("in the unit that fits", () => {
    expect([0, 59.9, 119, 120, 7199, 7200, 172_799, 172_800].map(lasting)).toEqual([
      "0 s",
      "59 s",
      "119 s",
      "2 min",
      "119 min",
      "2 h",
      "47 h",
      "2 days",
    ]);
    expect([5, 65, 3720, 93_784].map(longLasting)).toEqual(["5 s", "1 min 5 s", "1 h 2 min", "1 d 2 h"]);
  });

  test("before and after now", () => {
    expect(away(0, 3000)).toBe("just now");
    expect(away(0, 30_000)).toBe("30 s ago");
    expect(away(30_000, 0)).toBe("in 30 s");
  });
});

test.each(LANGUAGES)("the %s code names what was made, and no secret", (language) => {
  const ids = {
    origin: "https://verify.example.com",
    service: "VA1",
    identity: "user-0001",
    factor: "YF1",
    account: "AC1",
  };
  for (const type of ["totp", "push"] as const) {
    const text = snippet(language, ids, type);
    for (const part of ["verify.example.com", "VA1", "user-0001", "YF1", "AC1", "AUTH_TOKEN"])
      expect(text).toContain(part);
  }
});
