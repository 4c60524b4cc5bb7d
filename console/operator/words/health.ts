import type { Health } from "../base/types";

export type Worry = { title: string; advice: string; bad: boolean };

const LONG_LAG = 30;

/** What somebody should look at. */
export function worries({ database, outbox, push }: Health): Worry[] {
  const found: Worry[] = [];
  if (!database.reachable) {
    found.push({
      title: "The database does not answer",
      advice:
        "Nothing can be created or answered until it does. Look at the database itself, the disk, and the server's log.",
      bad: true,
    });
  }
  if (outbox.lag_seconds >= LONG_LAG) {
    found.push({
      title: `Pushes and events are late by ${outbox.lag_seconds} seconds`,
      advice:
        "A receiver or a push service is down, or the database is too slow. The deliveries of each Webhook say which.",
      bad: outbox.lag_seconds >= 10 * LONG_LAG,
    });
  }
  const { failures_last_hour: failed, tried_last_hour: tried } = push;
  if (failed > 0 && (typeof tried !== "number" || failed * 10 >= tried)) {
    found.push({
      title:
        typeof tried === "number"
          ? `${failed} of ${tried} pushes failed in the last hour`
          : `${failed} pushes failed in the last hour`,
      advice:
        "The story of a person concerned says what the push service answered; often a Credential is another app's, or too old.",
      bad: false,
    });
  }
  return found;
}
