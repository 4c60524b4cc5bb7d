import { expect, test } from "vitest";
import { names, readable } from "../words/names";

test.each([
  ["Ana's phone", " Ana's  phone "],
  ["Ana's phone", "Ana's\u00a0phone\n"],
  ["Ana's phone", "Ana\u200b's\u202e phone"],
  ["Zoë", "Zoe\u0308"],
])("%j can be typed for %j", (typed, name) => {
  expect(names(typed, name)).toBe(true);
});

test("another name is another name", () => {
  expect(names("Ana's phone", "Ana's phones")).toBe(false);
  expect(names("ana", "Ana")).toBe(false);
  expect(names("", "Ana")).toBe(false);
});

test.each([" ", "\u200b", "\u3164\u2800", "\t\n"])("nothing is read of %j", (name) => {
  expect(readable(name)).toBe("");
});
