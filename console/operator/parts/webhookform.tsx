import { useState } from "preact/hooks";
import { Field } from "../../shared/components";
import type { Form as Sent } from "../base/api";
import type { Deed } from "../base/asked";
import type { Declared, Webhook } from "../base/types";
import { eventTypes, EVERYTHING, versions, webhookForm, type WebhookForm } from "../words/webhooks";
import { Check, Form, Select, wrongWith } from "./forms";
import type { ComponentChildren } from "preact";

type Props = {
  declared: readonly Declared[];
  webhook?: Webhook;
  deed: Deed;
  send: string;
  others?: ComponentChildren;
  onSend: (form: Sent) => Promise<void>;
};

const VERSIONS: Readonly<Record<string, string>> = {
  v1: "v1: names and SIDs",
  v2: "v2: also what is known of factor and challenge",
};

function begin(declared: readonly Declared[], webhook: Webhook | undefined): WebhookForm {
  if (!webhook) return { name: "", url: "", all: true, types: [], enabled: true, version: versions(declared)[0] ?? "" };
  return {
    name: webhook.friendly_name,
    url: webhook.webhook_url,
    all: webhook.event_types.includes(EVERYTHING),
    types: webhook.event_types.filter((t) => t !== EVERYTHING),
    enabled: webhook.status === "enabled",
    version: webhook.version,
  };
}

/** All there is to say of a Webhook. */
export function WebhookFields({ declared, webhook, deed, send, others, onSend }: Props) {
  const [form, setForm] = useState(() => begin(declared, webhook));
  const change = (more: Partial<WebhookForm>) => setForm((was) => ({ ...was, ...more }));
  const types = eventTypes(declared);
  const lacking = wrongWith(deed, "EventTypes");
  return (
    <Form
      deed={deed}
      send={send}
      sending="Saving…"
      own={["FriendlyName", "WebhookUrl"]}
      others={others}
      onSend={() => onSend(webhookForm(form))}
    >
      <Field
        label="Name"
        value={form.name}
        name="FriendlyName"
        autocomplete="off"
        wrong={wrongWith(deed, "FriendlyName")}
        onValue={(name) => change({ name })}
      />
      <Field
        label="URL"
        type="url"
        hint="Where events are posted to, signed. Exactly what stands here is what the receiver checks the signature against."
        value={form.url}
        name="WebhookUrl"
        autocomplete="off"
        spellcheck={false}
        placeholder="https://backend.example.com/hooks/verify"
        wrong={wrongWith(deed, "WebhookUrl")}
        onValue={(url) => change({ url })}
      />
      <fieldset class="card">
        <legend>What it is told</legend>
        <div class="stack">
          <Check
            label="Everything, whatever comes to be told later too"
            on={form.all}
            onValue={(all) => change({ all })}
          />
          {!form.all &&
            types.map((type) => (
              <Check
                key={type}
                label={type}
                on={form.types.includes(type)}
                onValue={(on) => change({ types: on ? [...form.types, type] : form.types.filter((t) => t !== type) })}
              />
            ))}
          {lacking && <p class="wrong small">{lacking}</p>}
        </div>
      </fieldset>
      <Select
        label="Version"
        value={form.version}
        name="Version"
        options={versions(declared).map((v) => [v, VERSIONS[v] ?? v])}
        onValue={(version) => change({ version })}
      />
      <Check
        label="Enabled"
        hint="While it is not, nothing is told, and nothing is kept to be told later."
        on={form.enabled}
        onValue={(enabled) => change({ enabled })}
      />
    </Form>
  );
}
