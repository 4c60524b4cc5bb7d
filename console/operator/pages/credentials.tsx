import { useState } from "preact/hooks";
import { Button, Field } from "../../shared/components";
import { post, remove } from "../base/api";
import { useDeed } from "../base/asked";
import { useInside } from "../base/inside";
import { useCredentials } from "../base/known";
import { api, page } from "../base/paths";
import { go, Link, usePlace } from "../base/router";
import type { Credential, Service } from "../base/types";
import { announce } from "../parts/announce";
import { Copy, Empty, Failed, Loading, Page, shortly, toHeading, When } from "../parts/bits";
import { nameOf } from "../parts/credentials";
import { Check, Confirm, Form, Select, TextField, wrongWith } from "../parts/forms";
import { Table } from "../parts/table";
import { credentialForm, kindOf, KINDS, type CredentialType, type Piece } from "../words/credentials";

/** By what push services know us. */
export function CredentialsPage() {
  const list = useCredentials();
  const { services } = useInside();
  const [deleting, setDeleting] = useState<Credential>();
  const using = (c: Credential) => (services.value?.services ?? []).filter((s) => uses(s, c));
  return (
    <Page
      title="Push credentials"
      lead="What push services know this server by. A Service names, in its settings, the one for each kind of device."
      actions={
        <Link class="button main" to={page.newCredential}>
          New credential
        </Link>
      }
    >
      {list.no && <Failed no={list.no} again={list.again} />}
      {!list.value && !list.no && <Loading />}
      {list.value?.length === 0 && (
        <Empty title="No credential yet">
          <p>
            Without one that a Service names, none of its devices is rung: no phone, and no browser either. Those whose
            page or app is open hear of a challenge all the same, and each can fetch what it is asked.
          </p>
        </Empty>
      )}
      {list.value && list.value.length > 0 && (
        <Table
          label="Push credentials"
          columns={["Name", "For", "SID", "Used by", "Changed", ""]}
          rows={list.value.map((c) => ({
            key: c.sid,
            cells: [
              c.friendly_name || <span class="soft">no name</span>,
              <>
                {kindOf(c.type).title}
                {c.sandbox === "True" && <span class="soft"> (sandbox)</span>}
                {c.public_key && (
                  <details class="small">
                    <summary>Public key</summary>
                    <code class="long">{c.public_key}</code> <Copy plain text={c.public_key} what="public key" />
                  </details>
                )}
              </>,
              <code title={c.sid}>{shortly(c.sid)}</code>,
              <UsedBy services={using(c)} />,
              <When at={c.date_updated} />,
              <span class="row">
                <Link class="button" to={`${page.newCredential}?replace=${c.sid}`}>
                  Change
                </Link>
                <Button look="bad-outline" aria-label={`Delete ${nameOf(c)}`} onPress={() => setDeleting(c)}>
                  Delete…
                </Button>
              </span>,
            ],
          }))}
        />
      )}
      {deleting && (
        <Confirm
          title="Delete this credential?"
          name={nameOf(deleting)}
          sid={deleting.sid}
          button="Delete for good"
          onClose={() => setDeleting(undefined)}
          deed={async () => {
            await remove(api.credential(deleting.sid));
            announce(`Credential ${nameOf(deleting)} deleted`);
            setDeleting(undefined);
            services.again();
            list.again();
            toHeading();
          }}
        >
          <p>
            {using(deleting).length
              ? `Named by ${using(deleting)
                  .map((s) => s.friendly_name)
                  .join(", ")}: devices there are rung by it no more.`
              : "None of the Services listed names it."}{" "}
            The secret is gone with it, and cannot be had back from here.
          </p>
        </Confirm>
      )}
    </Page>
  );
}

function uses(s: Service, c: Credential): boolean {
  return [s.push.apn_credential_sid, s.push.fcm_credential_sid, s.push.webpush_credential_sid].includes(c.sid);
}

function UsedBy({ services }: { services: readonly Service[] }) {
  if (!services.length) return <span class="soft">no Service</span>;
  return (
    <>
      {services.map((s, i) => (
        <span key={s.sid}>
          {i > 0 && ", "}
          <Link to={page.settings(s.sid)}>{s.friendly_name}</Link>
        </span>
      ))}
    </>
  );
}

/** A new Credential, or new secrets for one that is there. */
export function NewCredentialPage() {
  const list = useCredentials();
  const replace = usePlace().query.get("replace");
  const was = list.value?.find((c) => c.sid === replace);
  return (
    <Page
      title={replace ? `Change ${was ? nameOf(was) : "credential"}` : "New credential"}
      trail={[["Push credentials", page.credentials]]}
      lead={
        replace
          ? "What is left empty stays as it is. Secrets are written, and never shown."
          : "Secrets are sent once, lie encrypted, and are never shown again."
      }
    >
      {replace && list.no && <Failed no={list.no} again={list.again} />}
      {replace && !was && !list.no && <Loading />}
      {(!replace || was) && <Fields key={replace} was={was} />}
    </Page>
  );
}

function Fields({ was }: { was: Credential | undefined }) {
  const [type, setType] = useState<CredentialType>(was?.type ?? "fcm");
  const kind = kindOf(type);
  const [way, setWay] = useState(kind.ways[0]?.id ?? "");
  const [name, setName] = useState(was?.friendly_name ?? "");
  const [sandbox, setSandbox] = useState(was?.sandbox === "True");
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const deed = useDeed();
  const pieces = (kind.ways.find((w) => w.id === way) ?? kind.ways[0])?.pieces ?? [];
  const { services } = useInside();
  const [asked, setAsked] = useState(false);
  const using = was ? (services.value?.services ?? []).filter((s) => uses(s, was)) : [];
  const secrets = pieces.some((piece) => values[piece.name]?.trim());
  const send = async () => {
    const form = credentialForm(pieces, values, {
      Type: was ? undefined : type,
      FriendlyName: name.trim() || (was ? "" : undefined),
      Sandbox: kind.sandbox ? sandbox : undefined,
    });
    const made = await post<Credential>(was ? api.credential(was.sid) : api.credentials, form);
    setValues({});
    announce(`Credential ${nameOf(made)} ${was ? "changed" : "created"}`);
    go(page.credentials);
  };
  return (
    <>
      <Form
        deed={deed}
        send={was ? "Save" : "Create credential"}
        sending="Saving…"
        own={["FriendlyName", ...pieces.map((p) => p.name)]}
        onSend={async () => {
          if (was && secrets) setAsked(true);
          else await send();
        }}
        others={
          <Button look="plain" onPress={() => go(page.credentials)}>
            Cancel
          </Button>
        }
      >
        {!was && (
          <Select
            label="For"
            value={type}
            options={KINDS.map((k) => [k.type, k.title])}
            onValue={(value) => {
              const next = kindOf(value as CredentialType);
              setType(next.type);
              setWay(next.ways[0]?.id ?? "");
              setValues({});
            }}
          />
        )}
        <Field
          label="Name"
          value={name}
          autocomplete="off"
          name="FriendlyName"
          wrong={wrongWith(deed, "FriendlyName")}
          onValue={setName}
        />
        {kind.ways.length > 1 && (
          <Select label="How" value={way} options={kind.ways.map((w) => [w.id, w.name])} onValue={setWay} />
        )}
        {pieces.map((piece) => (
          <PieceField
            key={piece.name}
            piece={piece}
            value={values[piece.name] ?? ""}
            wrong={wrongWith(deed, piece.name)}
            onValue={(value) => setValues({ ...values, [piece.name]: value })}
          />
        ))}
        {kind.sandbox && (
          <Check
            label="Sandbox"
            hint="For builds that are run from Xcode; apps of the store and of TestFlight need it off."
            on={sandbox}
            onValue={setSandbox}
          />
        )}
      </Form>
      {asked && was && (
        <Confirm
          title="Change what pushes are sent with?"
          name={nameOf(was)}
          sid={was.sid}
          button="Change it"
          onClose={() => setAsked(false)}
          deed={async () => {
            setAsked(false);
            // By the form, which says what is wrong beside the field it is about.
            deed.run(send);
          }}
        >
          <p>
            {using.length
              ? `Every device of ${using.map((s) => s.friendly_name).join(", ")} of this kind is rung with it from now on.`
              : "None of the Services listed names it yet."}{" "}
            If it is wrong, none is rung. What it was made of before is gone, and cannot be had back from here.
          </p>
        </Confirm>
      )}
    </>
  );
}

type PieceProps = { piece: Piece; value: string; wrong: string | undefined; onValue: (value: string) => void };

function PieceField({ piece, value, wrong, onValue }: PieceProps) {
  if (!piece.file) {
    return (
      <Field
        label={piece.label}
        hint={piece.hint}
        value={value}
        name={piece.name}
        wrong={wrong}
        autocomplete="off"
        spellcheck={false}
        onValue={onValue}
      />
    );
  }
  return (
    <div class="stack tight">
      <TextField
        label={piece.label}
        hint={piece.hint}
        value={value}
        name={piece.name}
        wrong={wrong}
        rows={5}
        onValue={onValue}
      />
      <label class="file small">
        Or read it from a file{" "}
        <input
          type="file"
          onChange={(event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            void file?.text().then((text) => {
              onValue(text);
              input.value = "";
            });
          }}
        />
      </label>
    </div>
  );
}
