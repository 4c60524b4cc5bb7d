import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { announce, hear } from "../../shared/said";

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => vi.useRealTimers());

test("what is announced is said in the dialog that is open, and nowhere behind it", () => {
  const [page, dialog]: [string[], string[]] = [[], []];
  const leave = hear((text) => page.push(text));
  const close = hear((text) => dialog.push(text));
  announce("The key is made");
  expect([page, dialog]).toEqual([[], ["The key is made"]]);
  vi.advanceTimersByTime(60_000);
  close();
  announce("Copied");
  expect(page).toEqual(["Copied"]);
  leave();
});

test("what a dialog says as it closes is said on the page", () => {
  const page: string[] = [];
  const leave = hear((text) => page.push(text));
  const close = hear(() => {});
  announce("Key revoked");
  close();
  expect(page).toEqual(["Key revoked"]);
  leave();
});
