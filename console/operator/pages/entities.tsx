import { useState } from "preact/hooks";
import { Button, Dialog, Field, Notice } from "../../shared/components";
import { get, post, Refused } from "../base/api";
import { useAsked, useDeed } from "../base/asked";
import { useServiceName } from "../base/inside";
import { api, page } from "../base/paths";
import { go, Link, usePlace } from "../base/router";
import type { Entity, Meta } from "../base/types";
import { announce } from "../parts/announce";
import { Empty, Failed, Loading, Page, Sid, When } from "../parts/bits";
import { Form, wrongWith } from "../parts/forms";
import { pageQuery, Pager, Table } from "../parts/table";

const IDENTITY = /^[A-Za-z0-9-]{8,64}$/;
const IDENTITY_WORDS = "8 to 64 letters, digits and dashes.";

/** The people of a Service: one is found by identity, all are listed. */
export function EntitiesPage({ service }: { service: string }) {
  const name = useServiceName(service);
  const { query } = usePlace();
  const wanted = pageQuery(query);
  const [creating, setCreating] = useState(false);
  const list = useAsked(`entities ${service} ${wanted}`, (signal) =>
    get<{ entities: Entity[]; meta: Meta }>(`${api.entities(service)}${wanted}`, signal),
  );
  return (
    <Page
      title="Entities"
      trail={[[name, page.service(service)]]}
      lead="An Entity is one person of your application, under the identity that your application knows them by."
      actions={
        <Button look="main" onPress={() => setCreating(true)}>
          New Entity
        </Button>
      }
    >
      <Find service={service} />
      {list.no && <Failed no={list.no} again={list.again} />}
      {!list.value && !list.no && <Loading />}
      {list.value && list.value.entities.length === 0 && (
        <Empty title="Nobody is enrolled yet">
          <p>Your application makes an Entity with a person's first factor. To try it out, make one here.</p>
          <Link class="button" to={`${page.start}?service=${service}`}>
            Try it with a person of your own
          </Link>
        </Empty>
      )}
      {list.value && list.value.entities.length > 0 && (
        <>
          <Table
            label="Entities, the oldest first"
            columns={["Identity", "SID", "Created"]}
            rows={list.value.entities.map((e) => ({
              key: e.sid,
              cells: [
                <Link to={page.entity(service, e.identity)}>{e.identity}</Link>,
                <Sid sid={e.sid} />,
                <When at={e.date_created} />,
              ],
            }))}
          />
          <Pager meta={list.value.meta} path={page.entities(service)} query={query} label="Entities" />
        </>
      )}
      {creating && <NewEntity service={service} onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Find({ service }: { service: string }) {
  const [identity, setIdentity] = useState("");
  const [wrong, setWrong] = useState<string>();
  const [missing, setMissing] = useState<string>();
  const deed = useDeed();
  const find = async () => {
    const wanted = identity.trim();
    setMissing(undefined);
    if (!IDENTITY.test(wanted)) {
      setWrong(`An identity is ${IDENTITY_WORDS}`);
      return;
    }
    try {
      await get<Entity>(api.entity(service, wanted));
    } catch (no) {
      if (no instanceof Refused && no.status === 404) {
        setMissing(wanted);
        announce("Nobody is enrolled under this identity");
        return;
      }
      throw no;
    }
    go(page.entity(service, wanted));
  };
  return (
    <search>
      <form
        class="find"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          deed.run(find);
        }}
      >
        <Field
          label="Find by identity"
          type="search"
          value={identity}
          wrong={wrong}
          autocomplete="off"
          spellcheck={false}
          onValue={(value) => {
            setIdentity(value);
            setWrong(undefined);
          }}
        />
        <Button type="submit" idle={deed.busy}>
          Find
        </Button>
      </form>
      {missing && (
        <Notice kind="warn" title={`Nobody is enrolled as ${missing}`}>
          <p>
            Identities are compared letter by letter, capitals too. If your application knows this person, look what
            identity it sends: nothing was ever enrolled under this one, or it was deleted.
          </p>
        </Notice>
      )}
      {deed.no && <Failed no={deed.no} />}
    </search>
  );
}

function NewEntity({ service, onClose }: { service: string; onClose: () => void }) {
  const [identity, setIdentity] = useState("");
  const deed = useDeed();
  const create = async () => {
    const entity = await post<Entity>(api.entities(service), { Identity: identity.trim() });
    announce(`Entity ${entity.identity} created`);
    go(page.entity(service, entity.identity));
  };
  return (
    <Dialog title="New Entity" onClose={onClose}>
      <Form
        deed={deed}
        onSend={create}
        send="Create Entity"
        own={["Identity"]}
        others={<Button onPress={onClose}>Cancel</Button>}
      >
        <Field
          label="Identity"
          hint={`What your application knows the person by, and nothing that says who it is: ${IDENTITY_WORDS}`}
          value={identity}
          name="Identity"
          wrong={wrongWith(deed, "Identity")}
          autocomplete="off"
          spellcheck={false}
          onValue={setIdentity}
        />
      </Form>
    </Dialog>
  );
}
