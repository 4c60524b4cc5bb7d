import { useState } from "preact/hooks";
import { Button, Notice } from "../../shared/components";
import { get, post, remove, type Form as Sent } from "../base/api";
import { useAsked, useDeed } from "../base/asked";
import { useServiceName } from "../base/inside";
import { useDeclared } from "../base/known";
import { api, page } from "../base/paths";
import { go } from "../base/router";
import type { TestAnswer, Webhook } from "../base/types";
import { announce } from "../parts/announce";
import { Facts, Failed, Loading, Page, Sid, State, When } from "../parts/bits";
import { Confirm } from "../parts/forms";
import { WebhookFields } from "../parts/webhookform";
import { deliveryAdvice } from "../words/webhooks";
import { Deliveries } from "./deliveries";

type Told = { service: string; sid: string };

/** One Webhook: what it is told, what became of it, a try, and its end. */
export function WebhookPage({ service, sid }: Told) {
  const name = useServiceName(service);
  const webhook = useAsked(`webhook ${sid}`, (signal) => get<Webhook>(api.webhook(service, sid), signal));
  const declared = useDeclared("WebhookCreate");
  const [deleting, setDeleting] = useState(false);
  const w = webhook.value;
  return (
    <Page
      title={w?.friendly_name ?? "Webhook"}
      trail={[
        [name, page.service(service)],
        ["Webhooks", page.webhooks(service)],
      ]}
    >
      {webhook.no && <Failed no={webhook.no} again={webhook.again} />}
      {!w && !webhook.no && <Loading />}
      {w && (
        <div class="stack sections">
          <Facts
            of={[
              ["Webhook SID", <Sid sid={w.sid} />],
              ["URL", <code>{w.webhook_url}</code>],
              ["Status", <State of={w.status} />],
              ["Told of", w.event_types.includes("*") ? "everything" : w.event_types.join(", ")],
              ["Changed", <When at={w.date_updated} exact />],
            ]}
          />
          <Try service={service} sid={sid} />
          <section aria-labelledby="deliveries">
            <h2 id="deliveries">Deliveries</h2>
            <Deliveries service={service} webhook={sid} />
          </section>
          <section class="card" aria-labelledby="change">
            <h2 id="change">Change it</h2>
            {declared.no && <Failed no={declared.no} again={declared.again} />}
            {declared.value && (
              <Change
                key={w.date_updated}
                {...{ service, webhook: w }}
                declared={declared.value}
                onSaved={webhook.set}
              />
            )}
          </section>
          <section class="card danger" aria-labelledby="ending">
            <h2 id="ending">Delete this Webhook</h2>
            <p>Your application is told nothing there any more.</p>
            <div class="row">
              <Button look="bad-outline" onPress={() => setDeleting(true)}>
                Delete {w.friendly_name}…
              </Button>
            </div>
          </section>
          {deleting && (
            <Confirm
              title="Delete this Webhook?"
              name={w.friendly_name}
              sid={sid}
              button="Delete for good"
              onClose={() => setDeleting(false)}
              deed={async () => {
                await remove(api.webhook(service, sid));
                announce(`Webhook ${w.friendly_name} deleted`);
                go(page.webhooks(service));
              }}
            >
              <p>
                What is still to be told there is told no more, and what became of the rest is forgotten. To have it
                rest for a while, disable it instead. This cannot be undone.
              </p>
            </Confirm>
          )}
        </div>
      )}
    </Page>
  );
}

type ChangeProps = {
  service: string;
  webhook: Webhook;
  declared: Parameters<typeof WebhookFields>[0]["declared"];
  onSaved: (webhook: Webhook) => void;
};

function Change({ service, webhook, declared, onSaved }: ChangeProps) {
  const deed = useDeed();
  const [resting, setResting] = useState<Sent>();
  const save = async (form: Sent) => {
    const saved = await post<Webhook>(api.webhook(service, webhook.sid), form);
    announce("Webhook saved");
    onSaved(saved);
  };
  return (
    <>
      <WebhookFields
        declared={declared}
        webhook={webhook}
        deed={deed}
        send="Save"
        onSend={async (form) => {
          if (form["Status"] === "disabled" && webhook.status === "enabled") setResting(form);
          else await save(form);
        }}
      />
      {resting && (
        <Confirm
          title="Disable this Webhook?"
          name={webhook.friendly_name}
          sid={webhook.sid}
          button="Disable"
          onClose={() => setResting(undefined)}
          deed={async () => {
            setResting(undefined);
            // By the form, which says what is wrong beside the field it is about.
            deed.run(() => save(resting));
          }}
        >
          <p>
            While it is disabled your application is told nothing there, and what happens meanwhile is not kept to be
            told later.
          </p>
        </Confirm>
      )}
    </>
  );
}

function Try({ service, sid }: Told) {
  const deed = useDeed();
  const [answer, setAnswer] = useState<TestAnswer>();
  const send = async () => {
    setAnswer(undefined);
    const came = await post<TestAnswer>(`${api.webhook(service, sid)}/Test`);
    setAnswer(came);
    announce(came.delivered ? "The test event was taken" : "The test event was not taken");
  };
  const advice = answer && !answer.delivered ? deliveryAdvice(answer.answer) : "";
  return (
    <section class="card" aria-labelledby="try">
      <h2 id="try">Try it</h2>
      <p>
        Sends one event of type <code>test</code> now, signed like every other, once. It is about nobody, and is not
        listed below.
      </p>
      <div class="row">
        <Button idle={deed.busy} onPress={() => deed.run(send)}>
          {deed.busy ? "Sending…" : "Send a test event"}
        </Button>
      </div>
      {answer && (
        <Notice kind={answer.delivered ? "good" : "bad"} title={answer.delivered ? "It was taken" : "It was not taken"}>
          <p>
            <code>{answer.answer}</code>, after {answer.milliseconds} ms.
          </p>
          {advice && <p>{advice}</p>}
        </Notice>
      )}
      {deed.no && <Failed no={deed.no} />}
    </section>
  );
}
