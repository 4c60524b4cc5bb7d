import { describe, expect, test } from "vitest";
import { base64, base64url, der, fromBase64url, utf8 } from "../encoding";

/** A half of a signature, 32 bytes, of which these are the first and last. */
const half = (first: number[], last = 7) => [...first, ...Array<number>(31 - first.length).fill(5), last];
const raw = (r: number[], s: number[]) => Uint8Array.from([...r, ...s]);

describe("a signature as DER", () => {
  test("is two integers of a sequence", () => {
    const r = half([0x11]);
    const s = half([0x7f]);
    expect([...der(raw(r, s))]).toEqual([0x30, 68, 0x02, 32, ...r, 0x02, 32, ...s]);
  });

  test("has a zero before a first bit that is set, or it were negative", () => {
    const r = half([0x80]);
    const s = half([0xff]);
    expect([...der(raw(r, s))]).toEqual([0x30, 70, 0x02, 33, 0, ...r, 0x02, 33, 0, ...s]);
  });

  test("has no zeros that say nothing, and keeps the one that does", () => {
    const r = half([0, 0, 0x11]);
    const s = half([0, 0x80]);
    expect([...der(raw(r, s))]).toEqual([0x30, 66, 0x02, 30, ...r.slice(2), 0x02, 32, 0, ...s.slice(1)]);
  });

  test("of next to nothing is one digit", () => {
    const none = Array<number>(32).fill(0);
    expect([...der(raw(none, [...none.slice(1), 1]))]).toEqual([0x30, 6, 0x02, 1, 0, 0x02, 1, 1]);
  });

  test("has the lengths that it says, whatever is signed", async () => {
    const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
    for (let i = 0; i < 64; i++) {
      const signed = der(
        new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, utf8(`${i}`))),
      );
      expect(signed[1]).toBe(signed.length - 2);
      expect(signed[3]).toBeLessThanOrEqual(33);
    }
  });
});

test("Base64 is padded, Base64url is not, and is read with padding or without", () => {
  const bytes = Uint8Array.from([0xfb, 0xff, 0xfe, 0]);
  expect([base64(bytes), base64url(bytes)]).toEqual(["+//+AA==", "-__-AA"]);
  for (const text of ["-__-AA", "-__-AA=="]) expect([...fromBase64url(text)]).toEqual([...bytes]);
  for (const text of ["+//+AA", "a b", "AA==="]) expect(() => fromBase64url(text)).toThrow();
  expect(base64url(utf8("Zürich"))).toBe("WsO8cmljaA");
});
