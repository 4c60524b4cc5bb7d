import { Button } from "../../shared/components";
import { get, post } from "../base/api";
import { useAsked, useDeed } from "../base/asked";
import { useServiceName } from "../base/inside";
import { useDeclared } from "../base/known";
import { api, page } from "../base/paths";
import { go, Link, usePlace } from "../base/router";
import type { Meta, Webhook } from "../base/types";
import { announce } from "../parts/announce";
import { Empty, Failed, Loading, Page, State, When } from "../parts/bits";
import { pageQuery, Pager, Table } from "../parts/table";
import { WebhookFields } from "../parts/webhookform";

/** Where a Service tells what happens. */
export function WebhooksPage({ service }: { service: string }) {
  const name = useServiceName(service);
  const { query } = usePlace();
  const wanted = pageQuery(query);
  const list = useAsked(`webhooks ${service} ${wanted}`, (signal) =>
    get<{ webhooks: Webhook[]; meta: Meta }>(`${api.webhooks(service)}${wanted}`, signal),
  );
  return (
    <Page
      title="Webhooks"
      trail={[[name, page.service(service)]]}
      lead="A Webhook tells your application what happens here: factors that come and go, challenges that are answered."
      actions={
        <Link class="button main" to={page.newWebhook(service)}>
          New Webhook
        </Link>
      }
    >
      {list.no && <Failed no={list.no} again={list.again} />}
      {!list.value && !list.no && <Loading />}
      {list.value && list.value.webhooks.length === 0 && (
        <Empty title="Nobody is told anything yet">
          <p>Without a Webhook your application has to ask, or wait on a request, for each answer.</p>
        </Empty>
      )}
      {list.value && list.value.webhooks.length > 0 && (
        <>
          <Table
            label="Webhooks"
            columns={["Name", "URL", "Told of", "Status", "Created"]}
            rows={list.value.webhooks.map((w) => ({
              key: w.sid,
              cells: [
                <Link to={page.webhook(service, w.sid)}>{w.friendly_name}</Link>,
                <code>{w.webhook_url}</code>,
                w.event_types.includes("*") ? "everything" : w.event_types.join(", "),
                <State of={w.status} />,
                <When at={w.date_created} />,
              ],
            }))}
          />
          <Pager meta={list.value.meta} path={page.webhooks(service)} query={query} label="Webhooks" />
        </>
      )}
    </Page>
  );
}

/** A new Webhook. */
export function NewWebhookPage({ service }: { service: string }) {
  const name = useServiceName(service);
  const declared = useDeclared("WebhookCreate");
  const deed = useDeed();
  return (
    <Page
      title="New Webhook"
      trail={[
        [name, page.service(service)],
        ["Webhooks", page.webhooks(service)],
      ]}
    >
      {declared.no && <Failed no={declared.no} again={declared.again} />}
      {!declared.value && !declared.no && <Loading />}
      {declared.value && (
        <WebhookFields
          declared={declared.value}
          deed={deed}
          send="Create Webhook"
          others={
            <Button look="plain" onPress={() => go(page.webhooks(service))}>
              Cancel
            </Button>
          }
          onSend={async (form) => {
            const webhook = await post<Webhook>(api.webhooks(service), form);
            announce(`Webhook ${webhook.friendly_name} created`);
            go(page.webhook(service, webhook.sid));
          }}
        />
      )}
    </Page>
  );
}
