import { useState } from "preact/hooks";
import { Button, Field, Heading, Notice } from "../shared/components";
import { told as toldOthers } from "./desk";
import { elsewhere, enrol, invitation, usualName, type Invitation } from "./enrolment";
import { Ring } from "./factor";
import { useDesk } from "./hooks";
import type { Factor } from "./memory";
import { allowed, ring } from "./ringing";
import { trouble } from "./trouble";
import { toldOfEnrolment, type Told } from "./words";

/** From a link to a key that the server knows. */
export function Enrol({ invited, unread }: { invited: Invitation | null; unread: boolean }) {
  const [link, setLink] = useState<Invitation | null>(invited);
  const [done, setDone] = useState<Factor | null>(null);
  if (done) return <Done factor={done} />;
  return link ? <Confirm invited={link} onDone={setDone} /> : <Paste unread={unread} onLink={setLink} />;
}

const NO_LINK = "That is no enrolment link: it has to be whole, from https to its end.";

function Paste({ unread, onLink }: { unread: boolean; onLink: (link: Invitation) => void }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(unread ? "The link that was opened here could not be read. " + NO_LINK : undefined);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const there = elsewhere(text);
        const found = invitation(text);
        if (!found) setWrong(NO_LINK);
        else if (there) setWrong(`That link is for ${there}. Open it there: nothing of it was sent to ${location.host}.`);
        else onLink(found);
      }}
    >
      <Heading>Add this browser</Heading>
      <Field
        label="Enrolment link"
        hint="Whoever runs the service shows it to you, as a link and as a QR code."
        wrong={wrong}
        value={text}
        onValue={(value) => {
          setText(value);
          setWrong(undefined);
        }}
        autocomplete="off"
        spellcheck={false}
        inputMode="url"
      />
      <div class="row">
        <Button look="main" type="submit">
          Go on
        </Button>
        <a class="button plain" href="#/">
          Back
        </a>
      </div>
    </form>
  );
}

function Confirm({ invited, onDone }: { invited: Invitation; onDone: (factor: Factor) => void }) {
  const [name, setName] = useState(usualName);
  const before = useDesk().held?.find(({ factor }) => factor.service === invited.service && factor.identity === invited.identity);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Told>();
  const add = async () => {
    if (name.trim() === "") {
      setWrong({ title: "It needs a name", advice: "By its name you tell this device from your others." });
      return;
    }
    setBusy(true);
    setWrong(undefined);
    try {
      const factor = await enrol(invited, name.trim());
      void navigator.storage?.persist?.();
      // Whoever allowed notifications for another identity here wants them for this one too.
      if (allowed()) await ring(factor).catch(() => undefined);
      toldOthers();
      onDone(factor);
    } catch (e) {
      setWrong(toldOfEnrolment(trouble(e)));
      setBusy(false);
    }
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void add();
      }}
    >
      <Heading>Use this browser to approve sign-ins?</Heading>
      <dl class="facts">
        <dt>For</dt>
        <dd>{invited.title}</dd>
        <dt>As</dt>
        <dd>{invited.identity}</dd>
        <dt>At</dt>
        <dd>{location.host}</dd>
      </dl>
      <p>
        The browser makes a key that never leaves it. Go on only if you asked for this link, or were given it by somebody you
        trust, on a device that is yours alone.
      </p>
      {before && (
        <Notice kind="warn" title="This browser is an authenticator of theirs already">
          <p>It is called {before.factor.name} there. Going on makes a second key; remove the first if it is of no use any more.</p>
        </Notice>
      )}
      <Field
        label="Name of this device"
        value={name}
        onValue={setName}
        maxLength={64}
        autocomplete="off"
        hint="By this name you tell it from your others."
      />
      {wrong && (
        <Notice kind="bad" title={wrong.title}>
          <p>{wrong.advice}</p>
        </Notice>
      )}
      <div class="row">
        <Button look="main" type="submit" idle={busy}>
          {busy ? "Making the key…" : "Make it my authenticator"}
        </Button>
        <a class="button plain" href="#/">
          Not now
        </a>
      </div>
    </form>
  );
}

function Done({ factor: made }: { factor: Factor }) {
  const factor = useDesk().held?.find((h) => h.factor.sid === made.sid)?.factor ?? made;
  return (
    <div class="stack">
      <Heading>This browser is your authenticator now</Heading>
      {!factor.verified && (
        <Notice kind="warn" title="Not confirmed yet">
          <p>The key is kept here, and the page keeps trying to show it to the server. You need no other link.</p>
        </Notice>
      )}
      <p>
        When somebody signs in to <bdi>{factor.title}</bdi> as <bdi>{factor.identity}</bdi>, you are asked here whether it is you.
      </p>
      <Ring sid={factor.sid} />
      <p>
        <a class="button" href="#/">
          Done
        </a>
      </p>
    </div>
  );
}
