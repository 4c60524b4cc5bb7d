import { Notice } from "../../shared/components";
import { get } from "../base/api";
import { useAsked } from "../base/asked";
import { api } from "../base/paths";
import type { Health } from "../base/types";
import { Facts, Failed, Loading, Page } from "../parts/bits";
import { worries } from "../words/health";
import { longLasting } from "../words/times";

const EVERY = 5000;

const ENGINES: Readonly<Record<string, string>> = { sqlite: "SQLite, embedded", postgresql: "PostgreSQL" };

/** How the server is doing. */
export function HealthPage() {
  const health = useAsked("health", (signal) => get<Health>(api.health, signal), EVERY);
  const h = health.value;
  return (
    <Page title="Health" lead="Looked at anew every few seconds.">
      {health.no && <Failed no={health.no} again={health.again} />}
      {!h && !health.no && <Loading />}
      {h && (
        <div class="stack sections">
          <Worries health={h} />
          <section aria-labelledby="server">
            <h2 id="server">Server</h2>
            <Facts
              of={[
                ["Version", h.version ?? "unknown: it does not run from its jar"],
                ["Runs for", longLasting(h.uptime_seconds)],
                [
                  "Servers on this database",
                  h.servers === null || h.servers === 1 ? "this one alone" : String(h.servers),
                ],
              ]}
            />
          </section>
          <section aria-labelledby="database">
            <h2 id="database">Database</h2>
            <Facts
              of={[
                ["Kind", ENGINES[h.database.engine] ?? h.database.engine],
                ["Answers", h.database.reachable ? answered(h) : "no"],
                h.database.trouble ? ["Trouble", h.database.trouble] : null,
              ]}
            />
          </section>
          <section aria-labelledby="sending">
            <h2 id="sending">What leaves the house</h2>
            <Facts
              of={[
                ["Owed", owed(h)],
                ["The oldest waits for", longLasting(h.outbox.lag_seconds)],
                ["Pushes in the last hour", pushes(h)],
              ]}
            />
          </section>
        </div>
      )}
    </Page>
  );
}

function answered(h: Health): string {
  const millis = h.database.milliseconds;
  if (typeof millis !== "number") return "yes";
  return millis < 1 ? "yes, in less than a millisecond" : `yes, in ${millis} ms`;
}

function owed(h: Health): string {
  const { owed: n, owed_counted_to: most } = h.outbox;
  if (typeof n !== "number") return "unknown";
  const events = `${n} ${n === 1 ? "push or event" : "pushes and events"}`;
  return typeof most === "number" && n >= most ? `${events} and more` : events;
}

function pushes(h: Health): string {
  const { tried_last_hour: tried, failures_last_hour: failed } = h.push;
  return typeof tried === "number" ? `${tried} tried, ${failed} failed` : `${failed} failed`;
}

function Worries({ health }: { health: Health }) {
  const found = worries(health);
  if (!found.length) return <Notice kind="good" title="Nothing to worry about" />;
  return (
    <>
      {found.map(({ title, advice, bad }) => (
        <Notice key={title} kind={bad ? "bad" : "warn"} title={title}>
          <p>{advice}</p>
        </Notice>
      ))}
    </>
  );
}
