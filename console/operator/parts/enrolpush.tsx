import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Notice } from "../../shared/components";
import { get, now, post } from "../base/api";
import { useDeed } from "../base/asked";
import { api } from "../base/paths";
import type { AccessToken, Factor, Service } from "../base/types";
import { enrolmentLink, reachesFromElsewhere } from "../words/link";
import { lasting } from "../words/times";
import { announce } from "./announce";
import { Copy, Failed, Loading } from "./bits";
import { useFactors } from "./factors";
import { Qr } from "./qr";

const LIFE = 300;
const LOOK_EVERY = 1500;

type Props = { service: string; identity: string; onEnrolled: (factor: Factor) => void };

type Link = { url: string; ends: number };

/** Enrols a browser as an authenticator: a link with a token, as text and as a QR code, until a device has used it. */
export function EnrolPush({ service, identity, onEnrolled }: Props) {
  const [link, setLink] = useState<Link>();
  const deed = useDeed();
  const make = async () => {
    const [{ friendly_name: name }, token] = await Promise.all([
      get<Service>(api.service(service)),
      post<AccessToken>(api.accessTokens(service), { Identity: identity, FactorType: "push", Ttl: LIFE }),
    ]);
    const url = enrolmentLink(location.origin, { service, identity, token: token.token, name });
    setLink({ url, ends: now() + token.ttl * 1000 });
    announce("The link is there. Open it where the authenticator shall be.");
  };
  useEffect(() => deed.run(make), []);
  if (link) return <Waiting {...{ service, identity, onEnrolled, link }} again={() => deed.run(make)} deed={deed} />;
  return deed.no ? <Failed no={deed.no} again={() => deed.run(make)} /> : <Loading what="Making the link" />;
}

type WaitingProps = Props & { link: Link; again: () => void; deed: ReturnType<typeof useDeed> };

function Waiting({ service, identity, onEnrolled, link, again, deed }: WaitingProps) {
  const [left, setLeft] = useState(Math.ceil((link.ends - now()) / 1000));
  const factors = useFactors(service, identity, LOOK_EVERY);
  const before = useRef<Set<string>>(undefined);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.ceil((link.ends - now()) / 1000)), 1000);
    return () => clearInterval(timer);
  }, [link]);
  useEffect(() => {
    if (!factors.value) return;
    const verified = factors.value.filter((f) => f.factor_type === "push" && f.status === "verified");
    // What was enrolled before the link was made is not what came of it.
    before.current ??= new Set(verified.map((f) => f.sid));
    const fresh = verified.find((f) => !before.current?.has(f.sid));
    if (fresh) {
      announce(`${fresh.friendly_name} is enrolled`);
      onEnrolled(fresh);
    }
  }, [factors.value]);
  const over = left <= 0;
  const elsewhere = reachesFromElsewhere(location.hostname);
  return (
    <div class="scan">
      {over ? (
        <div class="qr qr-over">This link is too old</div>
      ) : (
        <Qr text={link.url} label="QR code of the enrolment link" />
      )}
      <div class="stack">
        {over ? (
          <p>An enrolment link is good for five minutes and for one device.</p>
        ) : (
          <>
            <p>
              {elsewhere
                ? "Scan it with the phone's camera, or open the link in the browser that shall approve."
                : "Open the link in the browser that shall approve: this one will do."}{" "}
              It is good once, for {lasting(left)} more.
            </p>
            <div class="row">
              <a class="button main" href={link.url} target="_blank" rel="noopener">
                Open the authenticator
              </a>
              <Copy text={link.url} what="link" />
            </div>
          </>
        )}
        {!window.isSecureContext && (
          <Notice kind="warn">
            <p>
              This page came over plain http, and browsers give keys only to https and to localhost: the authenticator
              will say so. Serve the console with TLS, or open it on localhost.
            </p>
          </Notice>
        )}
        {!elsewhere && (
          <Notice kind="warn">
            <p>
              A phone cannot open {location.hostname}: that is this machine alone. For a phone, serve with TLS under a
              name that the phone can reach.
            </p>
          </Notice>
        )}
        {deed.no && <Failed no={deed.no} />}
        {factors.no && <Failed no={factors.no} />}
        <div class="row">
          <Button look={over ? "main" : "plain"} idle={deed.busy} onPress={again}>
            Make a new link
          </Button>
        </div>
        {!over && (
          <p class="soft small waiting" role="status">
            Waiting for a device…
          </p>
        )}
      </div>
    </div>
  );
}
