import { describe, expect, test } from "vitest";
import { base64url, utf8 } from "../encoding";
import { elsewhere, invitation } from "../enrolment";

const HERE = "https://verify.example.com";
const SERVICE = "VA" + "a".repeat(32);
const said = (what: object) => "v1." + base64url(utf8(JSON.stringify(what)));
const whole = said({ s: SERVICE, i: "ana-0001", t: "secret", n: " Acme " });

describe("an enrolment link", () => {
  test.each([`${HERE}/authenticator#${whole}`, `#${whole}`, whole, `  ${HERE}/authenticator#${whole}\n`])(
    "is read whole, and from its fragment: %#",
    (link) => {
      expect(invitation(link)).toEqual({ service: SERVICE, identity: "ana-0001", token: "secret", title: "Acme" });
      expect(elsewhere(link, HERE)).toBeNull();
    },
  );

  test("calls the Service by its SID where it does not say who asks", () => {
    expect(invitation(said({ s: SERVICE, i: "ana", t: "x" }))?.title).toBe("Service VAaaaaaaaa…");
  });

  test.each([
    "",
    "v1.",
    "v1.%%%",
    "v1.bm90aGluZw",
    said({ s: "VA1", i: "ana", t: "x" }),
    said({ s: SERVICE, i: "", t: "x" }),
    said({ s: SERVICE, i: "ana", t: "two\nlines" }),
    // Nobody can tell where it would lead, and so to whom the token belongs.
    `verify.example.org/authenticator#${whole}`,
    `Open this: #${whole}`,
  ])("is not read out of what is none: %#", (text) => expect(invitation(text)).toBeNull());

  test.each([
    ["https://verify.example.org", "another host"],
    ["http://verify.example.com", "another scheme"],
    ["https://verify.example.com:8443", "another port"],
  ])("of %s is another server's: %s", (origin) => {
    expect(elsewhere(`${origin}/authenticator#${whole}`, HERE)).toBe(origin);
  });
});
