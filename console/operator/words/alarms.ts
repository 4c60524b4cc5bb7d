/** How many people may be under attack, or that it could not be looked. */
export type Look = number | "unknown";

/** What came of looking at each Service: one that did not answer hides nothing of the others. */
export function looks(
  sids: readonly string[],
  answers: readonly PromiseSettledResult<{ alarms: readonly unknown[] }>[],
): Readonly<Record<string, Look>> {
  return Object.fromEntries(
    sids.map((sid, i) => {
      const answer = answers[i];
      return [sid, answer?.status === "fulfilled" ? answer.value.alarms.length : "unknown"];
    }),
  );
}
