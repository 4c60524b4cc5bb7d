import { useState } from "preact/hooks";
import { Button } from "../../shared/components";
import { get, post } from "../base/api";
import { useAsked, useDeed } from "../base/asked";
import { useInside } from "../base/inside";
import { useDeclared } from "../base/known";
import { api, page } from "../base/paths";
import { go, Link, usePlace } from "../base/router";
import type { Alarm, Declared, Meta, Service } from "../base/types";
import { announce } from "../parts/announce";
import { Empty, Failed, Loading, Page, Sid, When } from "../parts/bits";
import { DeclaredGroups } from "../parts/declared";
import { Form } from "../parts/forms";
import { pageQuery, Pager, Table } from "../parts/table";
import { useCredentialChoices } from "../parts/credentials";
import { looks, type Look } from "../words/alarms";
import { changes, filled } from "../words/declared";
import { SETTINGS } from "../words/service";

const ALARMS_EVERY = 30_000;
const MOST_WATCHED = 25;

/** How many people of each Service may be under attack; of a long list, of the first ones. */
function useAlarms(services: readonly Service[]): Readonly<Record<string, Look>> {
  const watched = services.slice(0, MOST_WATCHED).map((s) => s.sid);
  const asked = useAsked(
    `alarms ${watched.join(" ")}`,
    async (signal) => {
      const asked = watched.map((sid) => get<{ alarms: Alarm[] }>(api.alarms(sid), signal));
      return looks(watched, await Promise.allSettled(asked));
    },
    ALARMS_EVERY,
  );
  return asked.value ?? {};
}

/** All Services of the account. */
export function ServicesPage() {
  const { query } = usePlace();
  const wanted = pageQuery(query);
  const list = useAsked(`services ${wanted}`, (signal) =>
    get<{ services: Service[]; meta: Meta }>(`${api.services}${wanted}`, signal),
  );
  const alarms = useAlarms(list.value?.services ?? []);
  return (
    <Page
      title="Services"
      lead="A Service is one application, or one environment of it: its own people, factors, webhooks and settings."
      actions={
        <Link class="button main" to={page.newService}>
          New Service
        </Link>
      }
    >
      {list.no && <Failed no={list.no} again={list.again} />}
      {!list.value && !list.no && <Loading />}
      {list.value && list.value.services.length === 0 && (
        <Empty title="No Service yet">
          <p>The walk-through makes one, and takes you to a first approved challenge in two minutes.</p>
          <Link class="button main" to={page.start}>
            Begin
          </Link>
        </Empty>
      )}
      {list.value && list.value.services.length > 0 && (
        <>
          <Table
            label="Services"
            columns={["Name", "SID", "Created"]}
            rows={list.value.services.map((s) => ({
              key: s.sid,
              cells: [
                <>
                  <Link to={page.service(s.sid)}>{s.friendly_name}</Link> <Alarmed look={alarms[s.sid] ?? 0} />
                </>,
                <Sid sid={s.sid} />,
                <When at={s.date_created} />,
              ],
            }))}
          />
          <Pager meta={list.value.meta} path={page.services} query={query} label="Services" />
          <p class="small soft">
            New here? <Link to={page.start}>The walk-through</Link> makes a Service and takes you to an approved
            challenge.
          </p>
        </>
      )}
    </Page>
  );
}

function Alarmed({ look }: { look: Look }) {
  if (look === "unknown") return <span class="state warn">could not be looked at for attacks</span>;
  if (!look) return null;
  return <span class="state bad">{look === 1 ? "1 person" : `${look} people`} may be under attack</span>;
}

/** A new Service, with every setting there is. */
export function NewServicePage() {
  const declared = useDeclared("ServiceCreate");
  return (
    <Page
      title="New Service"
      trail={[["Services", page.services]]}
      lead="Only the name is needed; the rest can be changed at any time."
    >
      {declared.no && <Failed no={declared.no} again={declared.again} />}
      {!declared.value && !declared.no && <Loading />}
      {declared.value && <NewService declared={declared.value} />}
    </Page>
  );
}

function NewService({ declared }: { declared: readonly Declared[] }) {
  const { services } = useInside();
  const choices = useCredentialChoices();
  const begun = filled(declared);
  const [values, setValues] = useState(begun);
  const deed = useDeed();
  const create = async () => {
    const service = await post<Service>(api.services, {
      FriendlyName: values.FriendlyName ?? "",
      ...changes(begun, values),
    });
    services.again();
    announce(`Service ${service.friendly_name} created`);
    go(page.service(service.sid));
  };
  return (
    <Form
      deed={deed}
      onSend={create}
      send="Create Service"
      sending="Creating…"
      own={declared.map((p) => p.name)}
      others={
        <Button look="plain" onPress={() => go(page.services)}>
          Cancel
        </Button>
      }
    >
      <DeclaredGroups
        parameters={declared}
        groups={SETTINGS}
        values={values}
        deed={deed}
        choices={choices}
        onValues={setValues}
      />
    </Form>
  );
}
