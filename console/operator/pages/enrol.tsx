import { useState } from "preact/hooks";
import { Button, Notice } from "../../shared/components";
import { useServiceName } from "../base/inside";
import { page } from "../base/paths";
import { Link } from "../base/router";
import type { Factor } from "../base/types";
import { Page } from "../parts/bits";
import { EnrolPush } from "../parts/enrolpush";
import { EnrolTotp } from "../parts/enroltotp";

type Told = { service: string; identity: string };

/** A new factor for somebody: an authenticator app, or a browser that approves. */
export function EnrolPage({ service, identity }: Told) {
  const name = useServiceName(service);
  const [kind, setKind] = useState<"totp" | "push">();
  const [done, setDone] = useState<Factor>();
  return (
    <Page
      title="Enrol a factor"
      trail={[
        [name, page.service(service)],
        ["Entities", page.entities(service)],
        [identity, page.entity(service, identity)],
      ]}
      lead={`For ${identity}. Whoever holds it can approve in this person's name: be sure whose it is.`}
    >
      {done ? (
        <Notice kind="good" title={`${done.friendly_name} is enrolled and verified`}>
          <div class="row">
            <Link class="button main" to={`${page.newChallenge(service, identity)}?factor=${done.sid}`}>
              Send it a challenge
            </Link>
            <Link class="button" to={page.entity(service, identity)}>
              Back to {identity}
            </Link>
          </div>
        </Notice>
      ) : (
        <div class="stack">
          <Kinds kind={kind} onKind={setKind} />
          {kind === "totp" && (
            <section class="card" aria-label="Authenticator app">
              <EnrolTotp service={service} identity={identity} onVerified={setDone} />
            </section>
          )}
          {kind === "push" && (
            <section class="card" aria-label="Browser authenticator">
              <EnrolPush service={service} identity={identity} onEnrolled={setDone} />
            </section>
          )}
        </div>
      )}
    </Page>
  );
}

const KINDS = [
  ["totp", "Authenticator app", "Shows a code of six digits. Any app that scans a QR code will do; needs no network."],
  [
    "push",
    "Browser authenticator",
    "Asks “is this you?” and is answered at a press, in the browser of a phone or computer.",
  ],
] as const;

/** Which of the two. */
export function Kinds({
  kind,
  onKind,
}: {
  kind: "totp" | "push" | undefined;
  onKind: (kind: "totp" | "push") => void;
}) {
  return (
    <div class="kinds" role="group" aria-label="What to enrol">
      {KINDS.map(([one, title, words]) => (
        <Button key={one} aria-pressed={kind === one} onPress={() => onKind(one)}>
          <span>
            <strong>{title}</strong>
            <span class="small">{words}</span>
          </span>
        </Button>
      ))}
    </div>
  );
}
