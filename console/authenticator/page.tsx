import { useEffect, useState } from "preact/hooks";
import { Heading, Notice } from "../shared/components";
import type { Challenge } from "./challenges";
import { begin, waiting as stillWaiting } from "./desk";
import { Enrol } from "./enrol";
import { invitation, type Invitation } from "./enrolment";
import { FactorView } from "./factor";
import { Home } from "./home";
import { useDesk } from "./hooks";
import { Question } from "./question";
import { address } from "./ringing";

/** Where one is on the page. */
type Place =
  | { at: "home" }
  | { at: "enrol"; invited: Invitation | null; unread: boolean }
  | { at: "factor"; factor: string }
  | { at: "question"; factor: string; challenge: string };

/** Reads the address; an invitation leaves it at once, since whoever has it can enrol. */
function place(): Place {
  const { hash, pathname } = location;
  if (hash.startsWith("#v1.")) {
    history.replaceState(null, "", pathname);
    const invited = invitation(hash);
    return { at: "enrol", invited, unread: invited === null };
  }
  if (hash === "#/add") return { at: "enrol", invited: null, unread: false };
  const question = /^#\/q\/(YF[0-9a-f]{32})\/(YC[0-9a-f]{32})$/.exec(hash);
  if (question?.[1] && question[2]) return { at: "question", factor: question[1], challenge: question[2] };
  const factor = /^#\/f\/(YF[0-9a-f]{32})$/.exec(hash)?.[1];
  return factor ? { at: "factor", factor } : { at: "home" };
}

/** What this page needs of the browser, and this address or this browser does not give. */
function missing(): "secure" | "keys" | null {
  if (!window.isSecureContext) return "secure";
  return typeof indexedDB === "undefined" || !("subtle" in crypto) ? "keys" : null;
}

export function Page() {
  // Before anything else, also before it is known that nothing can be done here: the address may hold an invitation.
  const [here, setHere] = useState(place);
  const lacks = missing();
  useEffect(() => {
    const moved = () => setHere(place());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return (
    <>
      <header class="bar">
        <a href="#/" class="mark">
          <img src="/authenticator/icon.svg" alt="" width="28" height="28" />
          <span>Authenticator</span>
        </a>
      </header>
      {lacks ? <Lacking what={lacks} /> : <Views here={here} />}
    </>
  );
}

function Views({ here }: { here: Place }) {
  const desk = useDesk();
  useEffect(() => {
    void begin((address) => {
      location.hash = address;
    });
  }, []);
  const waiting = stillWaiting(desk.held).map(({ challenge }) => challenge);
  useEffect(() => {
    document.title = waiting.length > 0 ? `(${waiting.length}) Authenticator` : "Authenticator";
  }, [waiting.length]);
  const others = waiting.filter((c) => here.at !== "question" || c.sid !== here.challenge);
  return (
    <main class="page" aria-busy={desk.held === null}>
      {(here.at === "enrol" || here.at === "factor") && <Others waiting={others} />}
      {desk.held !== null && <View here={here} />}
      {/* Below a question: what comes and goes above it would move its answers from under a thumb. */}
      {here.at === "question" && <Others waiting={others} />}
    </main>
  );
}

/** What waits while one looks at something else. */
function Others({ waiting: [first, ...more] }: { waiting: Challenge[] }) {
  return (
    <div role="status">
      {first && (
        <a class="notice others" href={more.length === 0 ? address(first.factor, first.sid) : "#/"}>
          {more.length === 0 ? `A request waits for you: ${first.message}` : `${more.length + 1} requests wait for you`}
        </a>
      )}
    </div>
  );
}

function View({ here }: { here: Place }) {
  switch (here.at) {
    case "home":
      return <Home />;
    case "enrol":
      return <Enrol key={here.invited?.token ?? "none"} {...here} />;
    case "factor":
      return <FactorView key={here.factor} sid={here.factor} />;
    case "question":
      return <Question key={here.challenge} factor={here.factor} challenge={here.challenge} />;
  }
}

function Lacking({ what }: { what: "secure" | "keys" }) {
  return (
    <main class="page">
      <div class="stack">
        <Heading>{what === "secure" ? "This address is not secure" : "This browser keeps no keys"}</Heading>
        {what === "secure" ? (
          <Notice kind="warn" title="Browsers give keys to pages on https, and on localhost, and to no others.">
            <p>
              You are on <span class="mono">{location.origin}</span>. On the machine that the server runs on, open{" "}
              <span class="mono">http://localhost:{location.port || "80"}/authenticator</span> instead.
            </p>
            <p>
              On a phone, the server has to be reached by <span class="mono">https</span> and a certificate that the phone
              trusts: whoever runs it gives it one, or puts a proxy before it that has one.
            </p>
          </Notice>
        ) : (
          <Notice kind="warn" title="This page needs a browser of today, in an ordinary window.">
            <p>It keeps a key in the browser&apos;s own store, and signs with it. A private window may have no such store.</p>
          </Notice>
        )}
      </div>
    </main>
  );
}
