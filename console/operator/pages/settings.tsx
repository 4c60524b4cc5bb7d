import { useState } from "preact/hooks";
import { Button } from "../../shared/components";
import { get, post, remove } from "../base/api";
import { useAsked, useDeed } from "../base/asked";
import { useInside } from "../base/inside";
import { useDeclared } from "../base/known";
import { api, page } from "../base/paths";
import { go, Link } from "../base/router";
import type { Declared, Service } from "../base/types";
import { announce } from "../parts/announce";
import { Facts, Failed, Loading, Page, Sid, When } from "../parts/bits";
import { useCredentialChoices } from "../parts/credentials";
import { DeclaredGroups } from "../parts/declared";
import { Confirm, Form } from "../parts/forms";
import { changes, credentialsDropped, filled } from "../words/declared";
import { labelOf, SETTINGS } from "../words/service";

/** A Service's settings, and its end. */
export function SettingsPage({ service: sid }: { service: string }) {
  const declared = useDeclared("ServiceCreate");
  const service = useAsked(`service ${sid}`, (signal) => get<Service>(api.service(sid), signal));
  const [saved, setSaved] = useState(false);
  const no = declared.no ?? service.no;
  return (
    <Page title="Settings" trail={[[service.value?.friendly_name ?? "Service", page.service(sid)]]}>
      {no && (
        <Failed
          no={no}
          again={() => {
            declared.again();
            service.again();
          }}
        />
      )}
      {!no && !(declared.value && service.value) && <Loading />}
      {declared.value && service.value && (
        <div class="stack">
          <Facts
            of={[
              ["Service SID", <Sid sid={sid} />],
              ["Created", <When at={service.value.date_created} exact />],
              ["Changed", <When at={service.value.date_updated} exact />],
            ]}
          />
          <Settings
            key={JSON.stringify(service.value)}
            declared={declared.value}
            service={service.value}
            saved={saved}
            onSaved={(now) => {
              setSaved(true);
              service.set(now);
            }}
          />
          <Ending service={service.value} />
        </div>
      )}
    </Page>
  );
}

type SettingsProps = {
  declared: readonly Declared[];
  service: Service;
  saved: boolean;
  onSaved: (service: Service) => void;
};

function Settings({ declared, service, saved, onSaved }: SettingsProps) {
  const { services } = useInside();
  const choices = useCredentialChoices();
  const begun = filled(declared, service);
  const [values, setValues] = useState(begun);
  const deed = useDeed();
  const changed = changes(begun, values);
  const dropped = credentialsDropped(begun, values);
  const [asked, setAsked] = useState(false);
  const save = async () => {
    if (!Object.keys(changed).length) return;
    const now = await post<Service>(api.service(service.sid), changed);
    announce("Settings saved");
    services.again();
    onSaved(now);
  };
  return (
    <>
      <Form
        deed={deed}
        onSend={async () => {
          if (dropped.length) setAsked(true);
          else await save();
        }}
        send="Save settings"
        sending="Saving…"
        own={declared.map((p) => p.name)}
        others={
          Object.keys(changed).length > 0 ? (
            <Button look="plain" onPress={() => setValues(begun)}>
              Undo changes
            </Button>
          ) : (
            <span class="soft small">{saved ? "Saved." : "Nothing is changed."}</span>
          )
        }
      >
        <DeclaredGroups
          parameters={declared}
          groups={SETTINGS}
          values={values}
          deed={deed}
          choices={choices}
          beside={{
            Push: (
              <p class="small soft">
                Devices of a kind without a Credential are not rung, browsers neither: they hear of a challenge while
                their page or app is open.{" "}
                <Link to={page.credentials}>Push credentials</Link>
              </p>
            ),
          }}
          onValues={setValues}
        />
      </Form>
      {asked && (
        <Confirm
          title="Ring with another Credential, or none?"
          name={service.friendly_name}
          sid={service.sid}
          button="Save settings"
          onClose={() => setAsked(false)}
          deed={async () => {
            setAsked(false);
            // By the form, which says what is wrong beside the field it is about.
            deed.run(save);
          }}
        >
          <p>
            {dropped.map(labelOf).join(", ")}: devices that are rung with the one of before are rung no more where none
            is named, or where the new one does not belong to their app. Browsers may have to be set up to be rung anew.
          </p>
        </Confirm>
      )}
    </>
  );
}

function Ending({ service }: { service: Service }) {
  const [asked, setAsked] = useState(false);
  const { services } = useInside();
  return (
    <section class="card danger" aria-labelledby="ending">
      <h2 id="ending">Delete this Service</h2>
      <p>Everybody enrolled in it is gone with it, and nobody can sign in with it any more.</p>
      <div class="row">
        <Button look="bad-outline" onPress={() => setAsked(true)}>
          Delete {service.friendly_name}…
        </Button>
      </div>
      {asked && (
        <Confirm
          title="Delete this Service?"
          name={service.friendly_name}
          sid={service.sid}
          button="Delete for good"
          onClose={() => setAsked(false)}
          deed={async () => {
            await remove(api.service(service.sid));
            services.again();
            announce(`Service ${service.friendly_name} deleted`);
            go(page.services);
          }}
        >
          <p>
            All its Entities, Factors, Challenges and Webhooks go at once. Whoever is enrolled has to enrol anew, in a
            new Service. This cannot be undone; only a backup brings it back.
          </p>
        </Confirm>
      )}
    </section>
  );
}
