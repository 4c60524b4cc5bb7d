import { Button } from "../../shared/components";
import { get, now, post } from "../base/api";
import { useAsked, useDeed } from "../base/asked";
import { api, page } from "../base/paths";
import { asking, go, usePlace } from "../base/router";
import type { Delivery, Meta } from "../base/types";
import { announce } from "../parts/announce";
import { Empty, Failed, Loading, shortly, State, When } from "../parts/bits";
import { Select } from "../parts/forms";
import { pageQuery, Pager, Table } from "../parts/table";
import { exactly } from "../words/times";
import { deliveryAdvice } from "../words/webhooks";

type Told = { service: string; webhook: string };

const LIVE_EVERY = 3000;
const FILTERS = ["Status", "Order"];

/** What became of each event: how often it was tried, what the last answer was, when it is tried next. */
export function Deliveries({ service, webhook }: Told) {
  const { query } = usePlace();
  const path = page.webhook(service, webhook);
  const wanted = pageQuery(query, FILTERS);
  const live = !query.get("PageToken") && query.get("Order") !== "asc";
  const list = useAsked(
    `deliveries ${webhook} ${wanted}`,
    (signal) => get<{ deliveries: Delivery[]; meta: Meta }>(`${api.deliveries(service, webhook)}${wanted}`, signal),
    live ? LIVE_EVERY : 0,
  );
  const filter = (parameter: string, value: string) =>
    go(
      asking(path, {
        Status: query.get("Status") ?? undefined,
        Order: query.get("Order") ?? undefined,
        [parameter]: value,
      }),
      true,
    );
  return (
    <>
      <div class="filters" role="group" aria-label="Filters">
        <Select
          label="Status"
          value={query.get("Status") ?? ""}
          options={[
            ["", "any"],
            ["queued", "queued"],
            ["sent", "sent"],
            ["failed", "failed"],
          ]}
          onValue={(value) => filter("Status", value)}
        />
        <Select
          label="Order"
          value={query.get("Order") ?? "desc"}
          options={[
            ["desc", "newest first"],
            ["asc", "oldest first"],
          ]}
          onValue={(value) => filter("Order", value)}
        />
      </div>
      {list.no && <Failed no={list.no} again={list.again} />}
      {!list.value && !list.no && <Loading />}
      {list.value && list.value.deliveries.length === 0 && (
        <Empty title={query.get("Status") ? "None is in this state" : "Nothing was to be told yet"}>
          <p>Events appear here as they are told, and are kept for some days.</p>
        </Empty>
      )}
      {list.value && list.value.deliveries.length > 0 && (
        <>
          <Table
            label="Deliveries"
            columns={["Event", "Status", "Tries", "Last answer", "Created", "Next", ""]}
            numbers={[2]}
            rows={list.value.deliveries.map((d) => ({
              key: d.sid,
              cells: [
                <>
                  {d.event_type}
                  <br />
                  <code class="soft" title={d.challenge_sid ?? d.factor_sid}>
                    {shortly(d.challenge_sid ?? d.factor_sid)}
                  </code>
                </>,
                <State of={d.status} />,
                d.tries,
                <Answer delivery={d} />,
                <When at={d.date_created} />,
                <Next at={d.date_next_try} />,
                <Again service={service} webhook={webhook} delivery={d} onSent={list.again} />,
              ],
            }))}
          />
          <Pager meta={list.value.meta} path={path} query={query} label="Deliveries" />
        </>
      )}
    </>
  );
}

function Next({ at }: { at: string | null }) {
  if (!at) return <span class="soft">no more</span>;
  return Date.parse(at) <= now() ? <>now</> : <When at={at} />;
}

function Answer({ delivery: d }: { delivery: Delivery }) {
  if (!d.last_answer) return <span class="soft">not tried yet</span>;
  const advice = d.status === "sent" ? "" : deliveryAdvice(d.last_answer);
  return (
    <>
      <code>{d.last_answer}</code>
      {advice && <p class="small soft">{advice}</p>}
    </>
  );
}

function Again({ service, webhook, delivery, onSent }: Told & { delivery: Delivery; onSent: () => void }) {
  const deed = useDeed();
  // What arrived may be sent again too: the receiver knows it by its uuid.
  const name = delivery.status === "queued" ? "Send now" : "Resend";
  return (
    <>
      <Button
        idle={deed.busy}
        aria-label={`${name}: ${delivery.event_type} of ${exactly(delivery.date_created)}`}
        onPress={() =>
          deed.run(async () => {
            await post<Delivery>(`${api.deliveries(service, webhook)}/${encodeURIComponent(delivery.sid)}`);
            announce("It is sent again");
            onSent();
          })
        }
      >
        {name}
      </Button>
      {deed.no && <Failed no={deed.no} />}
    </>
  );
}
