import { useState } from "preact/hooks";
import { Button, Dialog, Field, Notice } from "../../shared/components";
import { get, post, remove } from "../base/api";
import { useAsked, useDeed } from "../base/asked";
import { useInside } from "../base/inside";
import { api, page } from "../base/paths";
import { usePlace } from "../base/router";
import type { Key, Meta, NewKey } from "../base/types";
import { announce } from "../parts/announce";
import { Copy, Empty, Failed, Loading, Page, Sid, toHeading, When } from "../parts/bits";
import { Confirm, Form, wrongWith } from "../parts/forms";
import { pageQuery, Pager, Table } from "../parts/table";

/** Keys by which applications sign in. */
export function KeysPage() {
  const { session } = useInside();
  const { query } = usePlace();
  const wanted = pageQuery(query);
  const list = useAsked(`keys ${wanted}`, (signal) => get<{ keys: Key[]; meta: Meta }>(`${api.keys}${wanted}`, signal));
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Key>();
  // Whoever came in with a key makes and revokes none: see docs/security.md.
  const mayChange = session.key_sid === null;
  return (
    <Page
      title="API keys"
      lead="Each application signs in with a key of its own, which can be revoked without the others noticing."
      actions={
        mayChange && (
          <Button look="main" onPress={() => setMaking(true)}>
            New key
          </Button>
        )
      }
    >
      {!mayChange && (
        <Notice>
          <p>You signed in with a key. To make or revoke keys, sign in with the Account SID and the auth token.</p>
        </Notice>
      )}
      {list.no && <Failed no={list.no} again={list.again} />}
      {!list.value && !list.no && <Loading />}
      {list.value && list.value.keys.length === 0 && (
        <Empty title="No key yet">
          <p>Make one for each application, so that none of them needs the auth token.</p>
        </Empty>
      )}
      {list.value && list.value.keys.length > 0 && (
        <>
          <Table
            label="API keys"
            columns={["Name", "SID", "Created", ...(mayChange ? [""] : [])]}
            rows={list.value.keys.map((k) => ({
              key: k.sid,
              cells: [
                <>
                  {k.friendly_name}
                  {k.sid === session.key_sid && <span class="state accent"> yours</span>}
                </>,
                <Sid sid={k.sid} />,
                <When at={k.date_created} />,
                ...(mayChange
                  ? [
                      <Button
                        look="bad-outline"
                        aria-label={`Revoke ${k.friendly_name}`}
                        onPress={() => setRevoking(k)}
                      >
                        Revoke…
                      </Button>,
                    ]
                  : []),
              ],
            }))}
          />
          <Pager meta={list.value.meta} path={page.keys} query={query} label="API keys" />
        </>
      )}
      {making && (
        <Make
          onClose={() => {
            setMaking(false);
            list.again();
          }}
        />
      )}
      {revoking && (
        <Confirm
          title="Revoke this key?"
          name={revoking.friendly_name}
          sid={revoking.sid}
          button="Revoke for good"
          onClose={() => setRevoking(undefined)}
          deed={async () => {
            await remove(`${api.keys}/${encodeURIComponent(revoking.sid)}`);
            announce(`Key ${revoking.friendly_name} revoked`);
            setRevoking(undefined);
            list.again();
            toHeading();
          }}
        >
          <p>
            Whatever signs in with it is refused from now on, and whoever signed in to this console with it is signed
            out. This cannot be undone: make a new key and give it to the application first.
          </p>
        </Confirm>
      )}
    </Page>
  );
}

function Make({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [made, setMade] = useState<NewKey>();
  const deed = useDeed();
  if (made) {
    return (
      <Dialog title={`Key ${made.friendly_name}`} onClose={undefined}>
        <Notice kind="warn" title="Its secret is shown this once">
          <p>Copy it to where the application reads its secrets. Nobody can show it again, not even the server.</p>
        </Notice>
        <dl class="stack">
          <div>
            <dt class="soft small">Key SID</dt>
            <dd class="plain">
              <Sid sid={made.sid} />
            </dd>
          </div>
          <div>
            <dt class="soft small">Secret</dt>
            <dd class="plain row">
              <code class="secret">{made.secret}</code> <Copy text={made.secret} what="secret" />
            </dd>
          </div>
        </dl>
        <div class="row">
          <Button look="main" onPress={onClose}>
            I have kept it
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="New key" onClose={deed.busy ? undefined : onClose}>
      <Form
        deed={deed}
        send="Make the key"
        own={["FriendlyName"]}
        others={
          <Button idle={deed.busy} onPress={onClose}>
            Cancel
          </Button>
        }
        onSend={async () => {
          setMade(await post<NewKey>(api.keys, { FriendlyName: name.trim() }));
          announce("The key is made. Its secret is shown this once.");
        }}
      >
        <Field
          label="What it is for"
          hint="The application that signs in with it; up to 64 characters."
          value={name}
          name="FriendlyName"
          autocomplete="off"
          wrong={wrongWith(deed, "FriendlyName")}
          onValue={setName}
        />
      </Form>
    </Dialog>
  );
}
