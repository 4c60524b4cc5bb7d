import { Notice } from "../../shared/components";
import { get, now } from "../base/api";
import { useAsked } from "../base/asked";
import { useInside, useServiceName } from "../base/inside";
import { api, page } from "../base/paths";
import { Link } from "../base/router";
import type { Service } from "../base/types";
import { Failed, Page, Sid } from "../parts/bits";
import { lasting } from "../words/times";

/** What is going on in a Service. */
export function OverviewPage({ service: sid }: { service: string }) {
  const name = useServiceName(sid);
  const service = useAsked(`service ${sid}`, (signal) => get<Service>(api.service(sid), signal));
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
      <div class="stack sections">
        <Alarms service={sid} />
      </div>
    </Page>
  );
}

function Alarms({ service }: { service: string }) {
  const { alarms } = useInside();
  if (!alarms.length) return null;
  return (
    <Notice kind="bad" title={alarms.length === 1 ? "One person may be under attack" : `${alarms.length} people may be under attack`}>
      <ul>
        {alarms.map((a) => (
          <li key={a.identity}>
            <Link to={page.entity(service, a.identity)}>{a.identity}</Link>: {a.denied} denied, {a.unanswered} left without an answer in
            the last {lasting((now() - Date.parse(a.since)) / 1000)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
