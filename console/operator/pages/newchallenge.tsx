import { useEffect, useState } from "preact/hooks";
import { Button, Field } from "../../shared/components";
import { now, post, type Form as Sent } from "../base/api";
import { useDeed } from "../base/asked";
import { useServiceName } from "../base/inside";
import { api, page } from "../base/paths";
import { go, Link, usePlace } from "../base/router";
import type { Challenge, Factor } from "../base/types";
import { announce } from "../parts/announce";
import { Empty, Failed, Loading, Page, shortly } from "../parts/bits";
import { useFactors } from "../parts/factors";
import { Form, Select, wrongWith } from "../parts/forms";

type Told = { service: string; identity: string };
type Pair = { label: string; value: string };

/** Asks somebody something, to see whether it arrives. */
export function NewChallengePage({ service, identity }: Told) {
  const name = useServiceName(service);
  const factors = useFactors(service, identity);
  const verified = factors.value?.filter((f) => f.status === "verified");
  return (
    <Page
      title="Send a challenge"
      trail={[
        [name, page.service(service)],
        ["Entities", page.entities(service)],
        [identity, page.entity(service, identity)],
      ]}
      lead={`A real one: the device of ${identity} rings, and webhooks hear of the answer. It signs nobody in.`}
    >
      {factors.no && <Failed no={factors.no} again={factors.again} />}
      {!verified && !factors.no && <Loading />}
      {verified?.length === 0 && (
        <Empty title="Nobody can answer it">
          <p>{identity} has no verified factor.</p>
          <Link class="button" to={page.enrol(service, identity)}>
            Enrol a factor
          </Link>
        </Empty>
      )}
      {verified && verified.length > 0 && <Ask service={service} identity={identity} factors={verified} />}
    </Page>
  );
}

/** What is sent of a message, fields and minutes; what is empty is left out. */
export function asked(
  factor: string,
  message: string,
  fields: readonly Pair[],
  minutes: string,
  code: string,
  at: number,
): Sent {
  const given = fields.filter((f) => f.label.trim() || f.value.trim());
  return {
    FactorSid: factor,
    "Details.Message": message.trim() || undefined,
    "Details.Fields": given.length
      ? given.map((f) => JSON.stringify({ label: f.label.trim(), value: f.value.trim() }))
      : undefined,
    ExpirationDate: minutes.trim() ? expiry(minutes, at) : undefined,
    AuthPayload: code.replace(/\s/g, "") || undefined,
  };
}

// What is no number, or leads to no date, is sent as it is, for the server to say what is wrong with it.
function expiry(minutes: string, at: number): string {
  const date = new Date(at + Number(minutes) * 60_000);
  return Number.isNaN(date.getTime()) ? minutes : date.toISOString().replace(/\.\d+Z$/, "Z");
}

function Ask({ service, identity, factors }: Told & { factors: readonly Factor[] }) {
  const { query } = usePlace();
  const begin = factors.find((f) => f.sid === query.get("factor")) ?? factors[0];
  const [factor, setFactor] = useState(begin?.sid ?? "");
  const [message, setMessage] = useState("Is this you, signing in?");
  const [fields, setFields] = useState<readonly Pair[]>([]);
  const [minutes, setMinutes] = useState("");
  const [code, setCode] = useState("");
  const deed = useDeed();
  const chosen = factors.find((f) => f.sid === factor);
  const totp = chosen?.factor_type === "totp";
  useEffect(() => setCode(""), [factor]);

  const send = async () => {
    const given = code;
    setCode("");
    const challenge = await post<Challenge>(
      api.challenges(service, identity),
      asked(factor, message, fields, minutes, totp ? given : "", now()),
    );
    announce("The challenge is created");
    go(page.challenge(service, identity, challenge.sid));
  };
  const change = (i: number, pair: Partial<Pair>) =>
    setFields((were) => were.map((was, at) => (at === i ? { ...was, ...pair } : was)));

  return (
    <Form
      deed={deed}
      send="Send the challenge"
      sending="Sending…"
      onSend={send}
      own={["FactorSid", "Details.Message", "ExpirationDate", "AuthPayload"]}
    >
      <Select
        label="Factor"
        value={factor}
        name="FactorSid"
        wrong={wrongWith(deed, "FactorSid")}
        options={factors.map((f) => [
          f.sid,
          `${f.friendly_name}, ${f.factor_type === "totp" ? "code" : "push"} (${shortly(f.sid)})`,
        ])}
        onValue={setFactor}
      />
      <Field
        label="Message"
        hint="What the person is asked: at most 256 characters."
        value={message}
        name="Details.Message"
        autocomplete="off"
        wrong={wrongWith(deed, "Details.Message")}
        onValue={setMessage}
      />
      <fieldset class="card">
        <legend>Fields shown beside it</legend>
        <div class="stack">
          {fields.map((field, i) => (
            <div class="pair" key={i}>
              <Field
                label={`Label ${i + 1}`}
                value={field.label}
                maxLength={36}
                autocomplete="off"
                onValue={(label) => change(i, { label })}
              />
              <Field
                label={`Value ${i + 1}`}
                value={field.value}
                maxLength={128}
                autocomplete="off"
                onValue={(value) => change(i, { value })}
              />
              <Button
                look="plain"
                aria-label={`Remove field ${i + 1}`}
                onPress={() => setFields((were) => were.filter((_, at) => at !== i))}
              >
                Remove
              </Button>
            </div>
          ))}
          {fields.length === 0 && (
            <p class="soft small">None. “Place: Zürich” or “Amount: 120 CHF”, say: the device signs them too.</p>
          )}
          {fields.length < 20 && (
            <div class="row">
              <Button onPress={() => setFields((were) => [...were, { label: "", value: "" }])}>Add a field</Button>
            </div>
          )}
        </div>
      </fieldset>
      <Field
        label="Good for so many minutes"
        hint="5 where left empty; at most 60."
        value={minutes}
        inputMode="numeric"
        autocomplete="off"
        wrong={wrongWith(deed, "ExpirationDate")}
        onValue={setMinutes}
      />
      {totp && (
        <Field
          label="Code, to answer it at once"
          hint="Optional: without it the challenge waits for its code. A code is accepted once."
          value={code}
          name="AuthPayload"
          autocomplete="one-time-code"
          inputMode="numeric"
          wrong={wrongWith(deed, "AuthPayload")}
          onValue={setCode}
        />
      )}
    </Form>
  );
}
