import { useState } from "preact/hooks";
import { Field } from "../../shared/components";
import { get, post } from "../base/api";
import { useAsked, useDeed } from "../base/asked";
import { useInside } from "../base/inside";
import { useCredentials } from "../base/known";
import { api } from "../base/paths";
import type { Credential, Service } from "../base/types";
import { contact } from "../words/credentials";
import { announce } from "./announce";
import { Form, wrongWith } from "./forms";

/** Offers what it takes for browsers to be rung, to a Service that names no Credential for it. */
export function RingBrowsers({ service: sid }: { service: string }) {
  const { services } = useInside();
  const service = useAsked(`service ${sid}`, (signal) => get<Service>(api.service(sid), signal));
  const credentials = useCredentials();
  const [address, setAddress] = useState("");
  const deed = useDeed();
  // Without it all goes on as well: where it cannot be looked there is nothing to offer.
  if (!service.value || !credentials.value || service.value.push.webpush_credential_sid) return null;
  const standing = credentials.value.find((c) => c.type === "webpush");
  const name = async () => {
    let credential = standing;
    if (!credential) {
      credential = await post<Credential>(api.credentials, {
        Type: "webpush",
        FriendlyName: "Browsers",
        Subject: contact(address, location.origin),
      });
      credentials.again();
    }
    service.set(await post<Service>(api.service(sid), { "Push.WebpushCredentialSid": credential.sid }));
    services.again();
    announce("Browsers are rung from now on");
  };
  return (
    <section class="card" aria-labelledby="ring">
      <h3 id="ring">Ring it while its page is closed</h3>
      <p>
        A browser hears of a challenge while the authenticator is open. For a notification at any other time the Service
        names a Web Push Credential; do it now, before the link is opened, or never mind it for a first try.
      </p>
      <Form deed={deed} send="Have browsers rung" sending="One moment…" own={["Subject"]} onSend={name}>
        {!standing && (
          <Field
            label="Where push services reach you"
            hint="An e-mail address, which they ask for and nobody else is told."
            value={address}
            name="Subject"
            autocomplete="email"
            wrong={wrongWith(deed, "Subject")}
            onValue={setAddress}
          />
        )}
      </Form>
    </section>
  );
}
