import { useState } from "preact/hooks";
import { Button, Notice } from "../../shared/components";
import { get, remove } from "../base/api";
import { useAsked } from "../base/asked";
import { useServiceName } from "../base/inside";
import { api, page } from "../base/paths";
import { go, Link } from "../base/router";
import type { Factor } from "../base/types";
import { announce } from "../parts/announce";
import { Facts, Failed, Loading, Page, Sid, State, When } from "../parts/bits";
import { VerifyTotp } from "../parts/enroltotp";
import { kindOf, Reached } from "../parts/factors";
import { Confirm } from "../parts/forms";
import { Story } from "../parts/story";

type Told = { service: string; identity: string; sid: string };

/** One factor: what it is, whether its device can be rung, and its end. */
export function FactorPage({ service, identity, sid }: Told) {
  const name = useServiceName(service);
  const factor = useAsked(`factor ${sid}`, (signal) => get<Factor>(api.factor(service, identity, sid), signal));
  const [deleting, setDeleting] = useState(false);
  const f = factor.value;
  return (
    <Page
      title={f?.friendly_name ?? "Factor"}
      trail={[
        [name, page.service(service)],
        ["Entities", page.entities(service)],
        [identity, page.entity(service, identity)],
      ]}
      actions={
        f?.status === "verified" && (
          <Link class="button main" to={`${page.newChallenge(service, identity)}?factor=${sid}`}>
            Send a challenge
          </Link>
        )
      }
    >
      {factor.no && <Failed no={factor.no} again={factor.again} />}
      {!f && !factor.no && <Loading />}
      {f && (
        <div class="stack sections">
          <Trouble factor={f} />
          <Facts
            of={[
              ["Factor SID", <Sid sid={f.sid} />],
              ["Kind", kindOf(f)],
              ["Status", <State of={f.status} />],
              ["Reached by", <Reached factor={f} />],
              ...(f.factor_type === "totp" ? totpFacts(f) : pushFacts(f)),
              ["Created", <When at={f.date_created} exact />],
              ["Changed", <When at={f.date_updated} exact />],
              f.metadata && ["Metadata", <code>{JSON.stringify(f.metadata)}</code>],
            ]}
          />
          {f.status === "unverified" && f.factor_type === "totp" && (
            <section class="card" aria-labelledby="verify">
              <h2 id="verify">Verify it</h2>
              <p>The app has the secret and nobody has shown yet that its codes are right.</p>
              <VerifyTotp service={service} identity={identity} factor={f.sid} onVerified={factor.set} />
            </section>
          )}
          <section aria-labelledby="story">
            <h2 id="story">What happened</h2>
            <Story service={service} identity={identity} factor={sid} />
          </section>
          <section class="card danger" aria-labelledby="ending">
            <h2 id="ending">Delete this factor</h2>
            <p>{identity} cannot approve with it any more. Other factors are not touched.</p>
            <div class="row">
              <Button look="bad-outline" onPress={() => setDeleting(true)}>
                Delete {f.friendly_name}…
              </Button>
            </div>
          </section>
          {deleting && (
            <Confirm
              title="Delete this factor?"
              name={f.friendly_name}
              sid={sid}
              button="Delete for good"
              onClose={() => setDeleting(false)}
              deed={async () => {
                await remove(api.factor(service, identity, sid));
                announce(`Factor ${f.friendly_name} deleted`);
                go(page.entity(service, identity));
              }}
            >
              <p>
                {f.factor_type === "totp"
                  ? "The app's codes are wrong from now on"
                  : "The device's key is worth nothing from now on"}
                , and its challenges go with it. Webhooks are told. If it is the person's only factor, they cannot sign
                in until they enrol another. This cannot be undone.
              </p>
            </Confirm>
          )}
        </div>
      )}
    </Page>
  );
}

function totpFacts(f: Factor): [string, string][] {
  const { alg = "sha1", code_length = 6, time_step = 30, skew = 1 } = f.config;
  return [
    ["Codes", `${code_length} digits, each good for ${time_step} s (${skew} before and after), ${alg.toUpperCase()}`],
  ];
}

function pushFacts(f: Factor) {
  const { app_id, sdk_version, notification_token, notifications_unanswered = 0 } = f.config;
  return [
    ["App", app_id || "unknown"] as const,
    ["SDK", sdk_version || "unknown"] as const,
    notification_token ? (["Push token", <code class="long">{notification_token}</code>] as const) : null,
    ["Pushes without an answer", String(notifications_unanswered)] as const,
  ];
}

function Trouble({ factor }: { factor: Factor }) {
  const gone = factor.config.notification_token_gone;
  if (!gone) return null;
  return (
    <Notice kind="warn" title="Its push token is dead">
      <p>
        The push service said so <When at={gone} />: the app was removed, or its permission was. The device is not rung,
        but can still fetch and answer its challenges. It tells a new token when the app is opened; if that never
        happens, delete the factor and enrol anew.
      </p>
    </Notice>
  );
}
