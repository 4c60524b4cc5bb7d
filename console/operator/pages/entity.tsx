import { useState } from "preact/hooks";
import { Button, Notice } from "../../shared/components";
import { get, remove } from "../base/api";
import { useAsked } from "../base/asked";
import { useInside, useServiceName } from "../base/inside";
import { api, page } from "../base/paths";
import { go, Link } from "../base/router";
import type { Entity, Factor, Meta } from "../base/types";
import { announce } from "../parts/announce";
import { Empty, Facts, Failed, Loading, Page, Sid, State, When } from "../parts/bits";
import { Blind } from "../parts/blind";
import { Confirm } from "../parts/forms";
import { Story } from "../parts/story";
import { Table } from "../parts/table";
import { kindOf, Reached } from "../parts/factors";
import { LatestChallenges } from "./challenges";
import { lasting } from "../words/times";
import { now } from "../base/api";

type Told = { service: string; identity: string };

/** One person: what they can approve with, what they were asked, and what happened. */
export function EntityPage({ service, identity }: Told) {
  const name = useServiceName(service);
  const entity = useAsked(`entity ${service} ${identity}`, (signal) =>
    get<Entity>(api.entity(service, identity), signal),
  );
  const [deleting, setDeleting] = useState(false);
  return (
    <Page
      title={identity}
      trail={[
        [name, page.service(service)],
        ["Entities", page.entities(service)],
      ]}
      actions={
        entity.value && (
          <>
            <Link class="button" to={page.enrol(service, identity)}>
              Enrol a factor
            </Link>
            <Link class="button main" to={page.newChallenge(service, identity)}>
              Send a challenge
            </Link>
          </>
        )
      }
    >
      {entity.no && <Failed no={entity.no} again={entity.again} />}
      {!entity.value && !entity.no && <Loading />}
      {entity.value && (
        <div class="stack sections">
          <Blind />
          <Attack identity={identity} />
          <Facts
            of={[
              ["Entity SID", <Sid sid={entity.value.sid} />],
              ["Created", <When at={entity.value.date_created} exact />],
            ]}
          />
          <Factors service={service} identity={identity} />
          <LatestChallenges service={service} identity={identity} />
          <section aria-labelledby="story">
            <h2 id="story">What happened</h2>
            <Story service={service} identity={identity} />
          </section>
          <section class="card danger" aria-labelledby="ending">
            <h2 id="ending">Delete this Entity</h2>
            <p>The person is enrolled no more, and cannot approve anything until they enrol anew.</p>
            <div class="row">
              <Button look="bad-outline" onPress={() => setDeleting(true)}>
                Delete {identity}…
              </Button>
            </div>
          </section>
        </div>
      )}
      {deleting && (
        <Confirm
          title="Delete this Entity?"
          name={identity}
          of="identity"
          button="Delete for good"
          onClose={() => setDeleting(false)}
          deed={async () => {
            await remove(api.entity(service, identity));
            announce(`Entity ${identity} deleted`);
            go(page.entities(service));
          }}
        >
          <p>
            All factors and challenges of {identity} go at once, and so does the story below. Webhooks are told of each
            factor that is gone. The identity may enrol again as somebody new. This cannot be undone.
          </p>
        </Confirm>
      )}
    </Page>
  );
}

function Attack({ identity }: { identity: string }) {
  const alarm = useInside().alarms.find((a) => a.identity === identity);
  if (!alarm) return null;
  const span = lasting((now() - Date.parse(alarm.since)) / 1000);
  return (
    <Notice kind="bad" title="This person may be under attack">
      <p>
        In the last {span}: {alarm.denied} denied, {alarm.unanswered} left without an answer. Somebody who has the
        password may be asking until one is approved by mistake. Ask the person; where it was not them, have your
        application change the password and stop asking.
      </p>
    </Notice>
  );
}

function Factors({ service, identity }: Told) {
  const list = useAsked(`factors ${service} ${identity}`, (signal) =>
    get<{ factors: Factor[]; meta: Meta }>(`${api.factors(service, identity)}?PageSize=100`, signal),
  );
  return (
    <section aria-labelledby="factors">
      <h2 id="factors">Factors</h2>
      {list.no && <Failed no={list.no} again={list.again} />}
      {!list.value && !list.no && <Loading />}
      {list.value?.factors.length === 0 && (
        <Empty title="No factor yet">
          <p>Enrol an authenticator app by its QR code, or a browser or phone that approves at a press.</p>
          <Link class="button" to={page.enrol(service, identity)}>
            Enrol a factor
          </Link>
        </Empty>
      )}
      {list.value && list.value.factors.length > 0 && (
        <Table
          label="Factors"
          columns={["Name", "Kind", "Status", "Reached by", "Enrolled"]}
          rows={list.value.factors.map((f) => ({
            key: f.sid,
            cells: [
              <Link to={page.factor(service, identity, f.sid)}>{f.friendly_name}</Link>,
              kindOf(f),
              <State of={f.status} />,
              <Reached factor={f} />,
              <When at={f.date_created} />,
            ],
          }))}
        />
      )}
    </section>
  );
}
