import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/components";
import { get } from "../base/api";
import { useAsked } from "../base/asked";
import { useServiceName } from "../base/inside";
import { api, page } from "../base/paths";
import { asking, go, Link, usePlace } from "../base/router";
import type { Challenge, Meta } from "../base/types";
import { announce } from "../parts/announce";
import { Empty, Failed, Loading, Page, shortly, State, When } from "../parts/bits";
import { useFactors } from "../parts/factors";
import { Select } from "../parts/forms";
import { pageQuery, Pager, Table } from "../parts/table";

type Told = { service: string; identity: string };
type List = { challenges: Challenge[]; meta: Meta };

const LIVE_EVERY = 2000;
const FILTERS = ["FactorSid", "Status", "Order"];
const STATUSES = ["pending", "approved", "denied", "expired"];

/** What was asked of one person: filtered as the API filters, a page at a time, and live on the first page of the newest. */
export function ChallengesPage({ service, identity }: Told) {
  const name = useServiceName(service);
  const { path, query } = usePlace();
  const [paused, setPaused] = useState(false);
  const asked = new URLSearchParams(query);
  // The newest first, unless somebody says otherwise; the API begins with the oldest.
  if (!asked.get("Order")) asked.set("Order", "desc");
  const wanted = pageQuery(asked, FILTERS);
  const first = !asked.get("PageToken");
  const live = first && asked.get("Order") === "desc";
  const list = useAsked(
    `challenges ${service} ${identity} ${wanted}`,
    (signal) => get<List>(`${api.challenges(service, identity)}${wanted}`, signal),
    live && !paused ? LIVE_EVERY : 0,
  );
  const factors = useFactors(service, identity);
  const filter = (parameter: string, value: string) =>
    go(
      asking(path, {
        FactorSid: query.get("FactorSid") ?? undefined,
        Status: query.get("Status") ?? undefined,
        Order: query.get("Order") ?? undefined,
        PageSize: query.get("PageSize") ?? undefined,
        [parameter]: value,
      }),
      true,
    );
  const filtered = Boolean(query.get("FactorSid") || query.get("Status"));
  return (
    <Page
      title="Challenges"
      trail={[
        [name, page.service(service)],
        ["Entities", page.entities(service)],
        [identity, page.entity(service, identity)],
      ]}
      lead={`What was asked of ${identity}, and what came of it.`}
      actions={
        <Link class="button main" to={page.newChallenge(service, identity)}>
          Send a challenge
        </Link>
      }
    >
      <div class="filters" role="group" aria-label="Filters">
        <Select
          label="Status"
          value={query.get("Status") ?? ""}
          options={[["", "any"], ...STATUSES.map((s) => [s, s] as const)]}
          onValue={(value) => filter("Status", value)}
        />
        <Select
          label="Factor"
          value={query.get("FactorSid") ?? ""}
          options={[
            ["", "any"],
            ...(factors.value ?? []).map((f) => [f.sid, `${f.friendly_name} (${shortly(f.sid)})`] as const),
          ]}
          onValue={(value) => filter("FactorSid", value)}
        />
        <Select
          label="Order"
          value={asked.get("Order") ?? "desc"}
          options={[
            ["desc", "newest first"],
            ["asc", "oldest first"],
          ]}
          onValue={(value) => filter("Order", value)}
        />
        <Select
          label="On a page"
          value={query.get("PageSize") ?? "50"}
          options={["10", "50", "100", "500"].map((n) => [n, n] as const)}
          onValue={(value) => filter("PageSize", value)}
        />
        {live && (
          <Button look="plain" aria-pressed={!paused} onPress={() => setPaused((was) => !was)}>
            <span class={paused ? "dot" : "dot on"} aria-hidden="true" />
            {paused ? "Paused" : "Live"}
          </Button>
        )}
      </div>
      {list.no && <Failed no={list.no} again={list.again} />}
      {!list.value && !list.no && <Loading />}
      {list.value && list.value.challenges.length === 0 && (
        <Empty title={filtered ? "No challenge fits these filters" : "Nothing was asked of this person yet"}>
          {filtered ? (
            <Link class="button" to={path}>
              Show all
            </Link>
          ) : (
            <p>Challenges that your application creates appear here as they come.</p>
          )}
        </Empty>
      )}
      {list.value && list.value.challenges.length > 0 && (
        <>
          <Challenges service={service} identity={identity} list={list.value.challenges} live={live} />
          <Pager meta={list.value.meta} path={path} query={asked} label="Challenges" />
        </>
      )}
    </Page>
  );
}

/** The last few, on the person's own page. */
export function LatestChallenges({ service, identity }: Told) {
  const list = useAsked(
    `latest ${service} ${identity}`,
    (signal) => get<List>(`${api.challenges(service, identity)}?Order=desc&PageSize=5`, signal),
    LIVE_EVERY * 2,
  );
  return (
    <section aria-labelledby="challenges">
      <h2 id="challenges">Challenges</h2>
      {list.no && <Failed no={list.no} again={list.again} />}
      {!list.value && !list.no && <Loading />}
      {list.value?.challenges.length === 0 && (
        <Empty title="Nothing was asked of this person yet">
          <p>Challenges that your application creates appear here as they come.</p>
        </Empty>
      )}
      {list.value && list.value.challenges.length > 0 && (
        <>
          <Challenges service={service} identity={identity} list={list.value.challenges} live />
          <p>
            <Link to={page.challenges(service, identity)}>All challenges of {identity}</Link>
          </p>
        </>
      )}
    </section>
  );
}

type ChallengesProps = Told & { list: readonly Challenge[]; live: boolean };

function Challenges({ service, identity, list, live }: ChallengesProps) {
  const seen = useRef<Map<string, string>>(undefined);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const were = seen.current;
    seen.current = new Map(list.map((c) => [c.sid, c.status]));
    if (!were || !live) return;
    const changed = list.filter((c) => were.get(c.sid) !== c.status);
    const told = new Set(changed.map((c) => c.sid));
    if (!told.size) return;
    setFresh(told);
    const one = changed[0];
    announce(told.size === 1 && one ? `A challenge is ${one.status}` : `${told.size} challenges changed`);
  }, [list, live]);
  return (
    <Table
      label="Challenges"
      columns={["Asked", "Status", "Kind", "Created", "Answered", "SID"]}
      rows={list.map((c) => ({
        key: c.sid,
        fresh: fresh.has(c.sid),
        cells: [
          <Link to={page.challenge(service, identity, c.sid)}>{c.details?.message || "No message"}</Link>,
          <State of={c.status} />,
          c.factor_type === "totp" ? "code" : "push",
          <When at={c.date_created} />,
          c.date_responded ? <When at={c.date_responded} /> : <span class="soft">not yet</span>,
          <code title={c.sid}>{shortly(c.sid)}</code>,
        ],
      }))}
    />
  );
}
