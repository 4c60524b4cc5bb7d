import { useMemo } from "preact/hooks";
import { Button, Notice } from "../../shared/components";
import { get, now } from "../base/api";
import { useAsked } from "../base/asked";
import { useInside, useServiceName } from "../base/inside";
import { api, page } from "../base/paths";
import { asking, go, Link, usePlace } from "../base/router";
import type { Counts, Service } from "../base/types";
import { Empty, Failed, Loading, Page, Sid } from "../parts/bits";
import { Blind } from "../parts/blind";
import { Answers, Ends, Sending } from "../parts/pictures";
import { beginning, median, share, SPANS, steps, total, type Counted, type Span } from "../words/pictures";
import { lasting } from "../words/times";

const EVERY = 20_000;

/** What is going on in a Service: who may be under attack, and pictures of the last hours or weeks. */
export function OverviewPage({ service: sid }: { service: string }) {
  const name = useServiceName(sid);
  const { path, query } = usePlace();
  const service = useAsked(`service ${sid}`, (signal) => get<Service>(api.service(sid), signal));
  const span = SPANS.find((s) => s.id === query.get("span")) ?? (SPANS[0] as Span);
  return (
    <Page
      title={service.value?.friendly_name ?? name}
      lead={<Sid sid={sid} what="Service SID" />}
      actions={
        service.value && (
          <Link class="button" to={page.entities(sid)}>
            Find a person
          </Link>
        )
      }
    >
      {service.no && <Failed no={service.no} again={service.again} />}
      {service.value && (
        <div class="stack sections">
          <Blind />
          <Alarms service={sid} />
          <div class="spans" role="group" aria-label="How far back">
            {SPANS.map((s) => (
              <Button
                key={s.id}
                aria-pressed={s.id === span.id}
                onPress={() => go(asking(path, { span: s.id === SPANS[0]?.id ? undefined : s.id }), true)}
              >
                {s.name}
              </Button>
            ))}
          </div>
          <Pictures key={span.id} service={sid} span={span} />
        </div>
      )}
    </Page>
  );
}

function Alarms({ service }: { service: string }) {
  const { alarms } = useInside();
  if (!alarms.length) return null;
  return (
    <Notice
      kind="bad"
      title={alarms.length === 1 ? "One person may be under attack" : `${alarms.length} people may be under attack`}
    >
      <ul>
        {alarms.map((a) => (
          <li key={a.identity}>
            <Link to={page.entity(service, a.identity)}>{a.identity}</Link>: {a.denied} denied, {a.unanswered} left
            without an answer in the last {lasting((now() - Date.parse(a.since)) / 1000)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Pictures({ service, span }: { service: string; span: Span }) {
  const counts = useAsked(
    `counts ${service} ${span.id}`,
    (signal) => {
      const until = now();
      const since = beginning(span, until);
      return get<Counts>(asking(api.counts(service), { Since: second(since), Until: second(until) }), signal);
    },
    EVERY,
  );
  const c = counts.value;
  const sum = useMemo(() => c && total(c.hours), [c]);
  const shown = useMemo(() => c && steps(c.hours, Date.parse(c.since), Date.parse(c.until), span.step), [c, span]);
  if (counts.no && !c) return <Failed no={counts.no} again={counts.again} />;
  if (!c || !sum || !shown) return <Loading />;
  if (!sum.created && !sum.events_sent && !sum.events_failed && !sum.wrong_codes) {
    return (
      <Empty title={`Nothing happened in the last ${span.name}`}>
        <p>What is asked and answered here is counted by the hour, and shown a little later.</p>
        <Link class="button" to={asking(page.start, { service })}>
          Try it with a challenge of your own
        </Link>
      </Empty>
    );
  }
  return (
    <>
      <Tiles sum={sum} />
      <Ends steps={shown} step={span.step} sum={sum} />
      <Answers sum={sum} />
      <Sending steps={shown} step={span.step} sum={sum} />
    </>
  );
}

function second(millis: number): string {
  return new Date(millis).toISOString().replace(/\.\d+Z$/, "Z");
}

function Tiles({ sum }: { sum: Counted }) {
  const ended = sum.approved + sum.denied + sum.expired;
  const tiles: readonly (readonly [string, string, string])[] = [
    ["Asked", String(sum.created), ""],
    ["Approved", String(sum.approved), share(sum.approved, ended)],
    ["Denied", String(sum.denied), share(sum.denied, ended)],
    ["Expired", String(sum.expired), share(sum.expired, ended)],
    ["Median time", median(sum.took) ?? "–", ""],
    ["Wrong codes", String(sum.wrong_codes), ""],
  ];
  return (
    <dl class="tiles">
      {tiles.map(([name, value, more]) => (
        <div key={name} class="card">
          <dt class="soft small">{name}</dt>
          <dd>
            {value} {more && <span class="soft small">{more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
