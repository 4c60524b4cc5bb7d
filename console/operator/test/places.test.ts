import { encode } from "uqr";
import { expect, test } from "vitest";
import { page } from "../base/paths";
import { asking, match } from "../base/router";
import { asked } from "../pages/newchallenge";
import { grouped } from "../parts/enroltotp";
import { path } from "../parts/qr";
import { pageQuery, turned } from "../parts/table";

test("a path is matched by words and names", () => {
  expect(match("/console/services/:service", "/console/services/VA1")).toEqual({ service: "VA1" });
  expect(match("/console/services/:service", "/console/services/VA1/settings")).toBeNull();
  expect(match("/console/services/:service", "/console/services/")).toBeNull();
  expect(match("/a/:b", "/a/%E0%A4%A")).toBeNull();
  expect(match("/a/:b", "/a/x%20y")).toEqual({ b: "x y" });
});

test("an address holds what it is made of", () => {
  expect(page.challenge("VA1", "user-0001", "YC1")).toBe("/console/services/VA1/entities/user-0001/challenges/YC1");
  expect(asking("/console/start", { service: "VA1", factor: "", challenge: undefined })).toBe(
    "/console/start?service=VA1",
  );
  expect(asking("/console/start", {})).toBe("/console/start");
});

test("pages of a list go by the API's own token, beside this page's filters", () => {
  const next = "https://elsewhere.example/console/api/x?Status=pending&PageSize=50&Page=1&PageToken=abc";
  globalThis.location ??= { origin: "https://verify.example.com" } as Location;
  expect(turned(next, new URLSearchParams("Status=pending&Order=desc&PageToken=old"))).toBe(
    "Status=pending&Order=desc&PageToken=abc&Page=1&PageSize=50",
  );
  expect(turned(null, new URLSearchParams())).toBeNull();
  expect(pageQuery(new URLSearchParams("Status=denied&Page=1&other=x"), ["Status"])).toBe("?Status=denied&Page=1");
  expect(pageQuery(new URLSearchParams(""))).toBe("");
});

test("a challenge is asked with what was filled in, and nothing else", () => {
  expect(asked("YF1", " Hello ", [{ label: "", value: "" }], "", "", 0)).toEqual({
    FactorSid: "YF1",
    "Details.Message": "Hello",
    "Details.Fields": undefined,
    ExpirationDate: undefined,
    AuthPayload: undefined,
  });
  const sent = asked("YF1", "", [{ label: "Place", value: "Zürich" }], "10", "123 456", 0);
  expect(sent["Details.Fields"]).toEqual(['{"label":"Place","value":"Zürich"}']);
  expect(sent["ExpirationDate"]).toBe("1970-01-01T00:10:00Z");
  expect(sent["AuthPayload"]).toBe("123456");
  for (const words of ["soon", "1e99", "Infinity"]) {
    expect(asked("YF1", "", [], words, "", 0)["ExpirationDate"]).toBe(words);
  }
});

test("a QR code's path has every dark module, and no other", () => {
  const qr = encode("otpauth://totp/Acme:ana?secret=ABC", { border: 0 });
  const dark = new Set<string>();
  for (const [, x, y, run] of path(qr.data).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let i = 0; i < Number(run); i++) dark.add(`${Number(x) + i} ${y}`);
  }
  const wanted = new Set(qr.data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x} ${y}`] : []))));
  expect(dark).toEqual(wanted);
});

test("a secret is read in fours", () => {
  expect(grouped("ABCDEFGHIJ")).toBe("ABCD EFGH IJ");
});
