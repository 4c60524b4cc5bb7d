import { useState } from "preact/hooks";
import { Field, Notice } from "../../shared/components";
import { post } from "../base/api";
import { useDeed } from "../base/asked";
import { api } from "../base/paths";
import type { Factor, NewFactor } from "../base/types";
import { announce } from "./announce";
import { Copy } from "./bits";
import { CodeField, Form, wrongWith } from "./forms";
import { Qr } from "./qr";

type To = { service: string; identity: string };

/** Enrols an authenticator app: a name, the QR code to scan, and a code that shows it was. */
export function EnrolTotp({ service, identity, onVerified }: To & { onVerified: (factor: Factor) => void }) {
  const [name, setName] = useState(identity);
  const [made, setMade] = useState<NewFactor>();
  const deed = useDeed();
  if (!made) {
    return (
      <Form
        deed={deed}
        send="Show the QR code"
        own={["FriendlyName"]}
        onSend={async () => {
          const factor = await post<NewFactor>(api.factors(service, identity), {
            FactorType: "totp",
            FriendlyName: name.trim(),
          });
          setMade(factor);
          announce("The QR code is shown. Scan it, then enter the code that the app shows.");
        }}
      >
        <Field
          label="What the app calls it"
          hint="Shown above the code: usually the person's name or e-mail address at your application."
          value={name}
          name="FriendlyName"
          autocomplete="off"
          wrong={wrongWith(deed, "FriendlyName")}
          onValue={setName}
        />
      </Form>
    );
  }
  return (
    <div class="scan">
      <Qr text={made.binding.uri} label="QR code for the authenticator app" />
      <div class="stack">
        <p>Scan it with any authenticator app. It is shown this once: whoever has it can make the codes.</p>
        <details>
          <summary>The app cannot scan?</summary>
          <p class="small">
            Type this secret into it: <code class="secret">{grouped(made.binding.secret)}</code>{" "}
            <Copy text={made.binding.secret} what="secret" />
          </p>
        </details>
        <VerifyTotp service={service} identity={identity} factor={made.sid} onVerified={onVerified} />
      </div>
    </div>
  );
}

/** In fours, as people read aloud. */
export function grouped(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}

type VerifyProps = To & { factor: string; onVerified: (factor: Factor) => void };

/** The code that shows that an app has the secret. */
export function VerifyTotp({ service, identity, factor, onVerified }: VerifyProps) {
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState(false);
  const deed = useDeed();
  const verify = async () => {
    const payload = code.replace(/\s/g, "");
    setCode("");
    const answer = await post<Factor>(api.factor(service, identity, factor), { AuthPayload: payload });
    setWrong(answer.status !== "verified");
    if (answer.status === "verified") {
      announce("The factor is verified");
      onVerified(answer);
    } else {
      announce("The code was not right");
    }
  };
  return (
    <Form deed={deed} send="Verify" onSend={verify} own={["AuthPayload"]}>
      {wrong && (
        <Notice kind="bad" title="The code was not right">
          <p>
            Try the code that the app shows now. If it is refused again, look whether the phone sets its clock by
            itself.
          </p>
        </Notice>
      )}
      <CodeField value={code} wrong={wrongWith(deed, "AuthPayload")} onValue={setCode} />
    </Form>
  );
}
