import { describe, expect, test } from "vitest";
import { contact, credentialForm, kindOf, KINDS } from "../words/credentials";
import { worries } from "../words/health";
import { deliveryAdvice, eventTypes, versions, webhookForm } from "../words/webhooks";

describe("a Webhook", () => {
  const declared = [
    { name: "EventTypes", type: "string", enum: ["*", "factor.created", "challenge.approved"] },
    { name: "Version", type: "string", enum: ["v1", "v2"], default: "v2" },
  ];
  const form = {
    name: " prod ",
    url: " https://a.example/x ",
    all: false,
    types: ["factor.created"],
    enabled: false,
    version: "v1",
  };

  test("is offered what the server declares", () => {
    expect(eventTypes(declared)).toEqual(["factor.created", "challenge.approved"]);
    expect(versions(declared)).toEqual(["v2", "v1"]);
    expect(versions([])).toEqual([]);
  });

  test("is told of everything, or of what was chosen", () => {
    expect(webhookForm(form)).toEqual({
      FriendlyName: "prod",
      WebhookUrl: "https://a.example/x",
      EventTypes: ["factor.created"],
      Status: "disabled",
      Version: "v1",
    });
    expect(webhookForm({ ...form, all: true, enabled: true })).toMatchObject({ EventTypes: ["*"], Status: "enabled" });
  });

  test.each([
    ["the address 127.0.0.1 is not allowed", /--webhook-allow/],
    ["HTTP 301: moved", /not followed/],
    ["HTTP 403", /signature/],
    ["HTTP 503", /own log/],
    ["TLS: unknown authority", /certificate/],
  ])("is said what to do about: %s", (answer, words) => {
    expect(deliveryAdvice(answer)).toMatch(words);
  });

  test("is said nothing where there is nothing to say", () => {
    expect(deliveryAdvice(null)).toBe("");
    expect(deliveryAdvice("connection refused")).toBe("");
  });
});

describe("a Credential", () => {
  test("is made of what was given, and of nothing of another way", () => {
    const ways = kindOf("apn").ways;
    const values = { TeamId: " ABCDE12345 ", KeyId: "", PrivateKey: "pem", Certificate: "other way's" };
    expect(credentialForm(ways[0]?.pieces ?? [], values, { Type: "apn", Sandbox: true })).toEqual({
      Type: "apn",
      Sandbox: true,
      TeamId: "ABCDE12345",
      KeyId: undefined,
      PrivateKey: "pem",
    });
  });

  test("names somebody as push services want it", () => {
    expect(contact(" ops@example.com ", "http://localhost:8080")).toBe("mailto:ops@example.com");
    expect(contact("mailto:ops@example.com", "https://a.example")).toBe("mailto:ops@example.com");
    expect(contact("", "https://a.example")).toBe("https://a.example");
    expect(contact("", "http://localhost:8080")).toBe("");
  });

  test("can be made for every push service there is", () => {
    expect(KINDS.map((k) => k.type)).toEqual(["fcm", "apn", "webpush"]);
  });
});

describe("health", () => {
  const well = {
    version: "1",
    uptime_seconds: 1,
    database: { engine: "sqlite", reachable: true },
    outbox: { owed: 0, lag_seconds: 0 },
    push: { failures_last_hour: 0, tried_last_hour: 0 },
    servers: null,
  };

  test("is no worry while all is well", () => {
    expect(worries(well)).toEqual([]);
    expect(worries({ ...well, push: { failures_last_hour: 1, tried_last_hour: 100 } })).toEqual([]);
  });

  test("is a worry where the database, the sending or the pushes fail", () => {
    expect(worries({ ...well, database: { engine: "postgresql", reachable: false } })[0]).toMatchObject({ bad: true });
    expect(worries({ ...well, outbox: { owed: 9, lag_seconds: 30 } })[0]).toMatchObject({ bad: false });
    expect(worries({ ...well, outbox: { owed: 9, lag_seconds: 300 } })[0]).toMatchObject({ bad: true });
    expect(worries({ ...well, push: { failures_last_hour: 20, tried_last_hour: 100 } })[0]?.title).toMatch(/20 of 100/);
  });
});
