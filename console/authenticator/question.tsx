import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Button, Heading, Notice } from "../shared/components";
import { answer, fetchOne, type Challenge } from "./challenges";
import { settled } from "./desk";
import { useClock, useDesk, useMoment } from "./hooks";
import type { Factor } from "./memory";
import { trouble, type Trouble } from "./trouble";
import { stretch, told, when } from "./words";

/** So long a question stands before it can be answered: a tap that was meant for something else comes sooner. */
const MOMENT = 1_000;
/** Seconds left at which a screen reader says so. */
const SAID_AT = [60, 30, 10];
const LOOK_AGAIN = 3_000;

/** One question, and its answer. */
export function Question({ factor: sid, challenge }: { factor: string; challenge: string }) {
  const { held, online } = useDesk();
  const mine = held?.find((h) => h.factor.sid === sid);
  const factor = mine?.factor;
  // Another page, or another server's word, may end it while it stands here.
  const ended = mine?.pending?.some((c) => c.sid === challenge) === false;
  const [shown, setShown] = useState<Challenge>();
  const [wrong, setWrong] = useState<Trouble>();
  const look = () => {
    if (!factor) return;
    fetchOne(factor, challenge).then(
      (c) => {
        setShown(c);
        setWrong(undefined);
      },
      (e: unknown) => setWrong(trouble(e)),
    );
  };
  useEffect(look, [factor?.sid, challenge, online, ended]);
  if (!factor) {
    return (
      <div class="stack">
        <Heading>The key for this request is not on this device</Heading>
        <p>
          It was removed, or the browser&apos;s site data was cleared, so nothing can be answered here. If it was you who signs
          in, use another way there. Ask for a new link to use this device again.
        </p>
        <p>
          <Home />
        </p>
      </div>
    );
  }
  if (wrong && !shown) {
    return (
      <div class="stack">
        <Heading>{wrong.status === 404 ? "This request is not there any more" : "The request could not be read"}</Heading>
        <Notice kind="bad" title={wrong.status === 404 ? "It was removed at the server" : told(wrong).title}>
          <p>{wrong.status === 404 ? "There is nothing left to answer." : told(wrong).advice}</p>
        </Notice>
        <div class="row">
          {wrong.status !== 404 && <Button onPress={look}>Try again</Button>}
          <Home />
        </div>
      </div>
    );
  }
  if (!shown) return <p class="soft">Reading the request…</p>;
  return shown.status === "pending" ? (
    <Open factor={factor} challenge={shown} onChange={setShown} />
  ) : (
    <Closed factor={factor} challenge={shown} />
  );
}

const Home = () => (
  <a class="button main" href="#/">
    Back
  </a>
);

function Asked({ factor, challenge }: { factor: Factor; challenge: Challenge }) {
  const said = useId();
  return (
    <>
      <dl class="facts">
        <Fact label="Who asks">
          <bdi>{factor.title}</bdi>, at {location.host}
        </Fact>
        <Fact label="Signing in as">{factor.identity}</Fact>
        <Fact label="Asked">{when(challenge.created)}</Fact>
      </dl>
      {/* Apart from what the page itself knows: their labels are whatever the application was given. */}
      {challenge.fields.length > 0 && (
        <section class="said" aria-labelledby={said}>
          <p class="soft small" id={said}>
            What it says
          </p>
          <dl class="facts">
            {challenge.fields.map((field, at) => (
              <Fact key={at} label={field.label}>
                {field.value}
              </Fact>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="pair">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type OpenProps = { factor: Factor; challenge: Challenge; onChange: (challenge: Challenge) => void };

function Open({ factor, challenge, onChange }: OpenProps) {
  const time = useClock() + factor.correction;
  const read = useMoment(MOMENT, challenge.sid);
  const [busy, setBusy] = useState<"approved" | "denied">();
  const [wrong, setWrong] = useState<Trouble>();
  const left = challenge.expires - time;
  const over = left <= 0;
  const give = async (status: "approved" | "denied") => {
    setBusy(status);
    setWrong(undefined);
    try {
      const end = await answer(factor, challenge, status);
      onChange(end);
      settled(factor, end);
    } catch (e) {
      setWrong(trouble(e));
      setBusy(undefined);
    }
  };
  useEffect(() => {
    if (!over) return;
    // How it ended is the server's to say, and by its clock: this one may be off by a little.
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const again = () => {
      if (!left) timer = setTimeout(look, LOOK_AGAIN);
    };
    const look = () => {
      fetchOne(factor, challenge.sid).then((c) => (c.status === "pending" ? again() : onChange(c)), again);
    };
    look();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [over]);
  if (over) return <Closed factor={factor} challenge={challenge} />;
  return (
    <article class="stack question">
      <p class="soft">Is this you?</p>
      <Heading>{challenge.message}</Heading>
      <Asked factor={factor} challenge={challenge} />
      <TimeLeft left={left} whole={challenge.expires - challenge.created} />
      {wrong && (
        <Notice kind="bad" title="The answer did not get through">
          <p>
            {told(wrong).title}. {told(wrong).advice}
          </p>
        </Notice>
      )}
      <div class="answers">
        <Button look="bad-outline" idle={!read || busy !== undefined} onPress={() => void give("denied")}>
          {busy === "denied" ? "Denying…" : "Deny"}
        </Button>
        <Button look="good" idle={!read || busy !== undefined} onPress={() => void give("approved")}>
          {busy === "approved" ? "Approving…" : "Approve"}
        </Button>
      </div>
      <p class="soft small">Approve only what you began yourself, just now.</p>
    </article>
  );
}

function TimeLeft({ left, whole }: { left: number; whole: number }) {
  const seconds = Math.ceil(left / 1000);
  const said = useRef(Infinity);
  const [words, setWords] = useState("");
  useEffect(() => {
    const due = SAID_AT.find((at) => seconds <= at && said.current > at);
    if (due === undefined) return;
    said.current = Math.min(...SAID_AT.filter((at) => seconds <= at));
    setWords(`${stretch(left)} left`);
  }, [seconds]);
  return (
    <div class="left">
      <progress class={seconds <= 30 ? "soon" : ""} max={whole} value={Math.max(0, left)} aria-label="Time left to answer" />
      <span class="small">{stretch(left)} left to answer</span>
      <span class="unseen" role="status">
        {words}
      </span>
    </div>
  );
}

const ENDS = {
  approved: { kind: "good", title: "Approved", words: "You can go on where you signed in." },
  denied: {
    kind: "bad-quiet",
    title: "Denied",
    words: "Whoever asked was turned away. If it was not you who signed in, somebody may know your password: change it.",
  },
  // Here, and not yet as the server has it.
  pending: {
    kind: "warn",
    title: "Its time is over",
    words: "It can be answered here no more. The page asks the server how it ended.",
  },
  expired: {
    kind: "warn",
    title: "Its time ran out",
    words: "Nobody answered, so nobody was let in. If it was you, sign in again.",
  },
} as const;

function Closed({ factor, challenge }: { factor: Factor; challenge: Challenge }) {
  const end = ENDS[challenge.status];
  return (
    <article class="stack question">
      <div class={`end ${end.kind}`}>
        <Heading>{end.title}</Heading>
        <p>{end.words}</p>
      </div>
      <h2>{challenge.message}</h2>
      <Asked factor={factor} challenge={challenge} />
      {challenge.responded !== null && <p class="soft small">Answered {when(challenge.responded)}.</p>}
      <p>
        <Home />
      </p>
    </article>
  );
}
