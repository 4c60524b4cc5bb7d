import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Field, Notice } from "../../shared/components";
import { get, post } from "../base/api";
import { useAsked, useDeed } from "../base/asked";
import { useInside } from "../base/inside";
import { api, page } from "../base/paths";
import { asking, go, Link, usePlace } from "../base/router";
import type { Challenge, Factor, Service } from "../base/types";
import { Failed, Loading, Page, State } from "../parts/bits";
import { Snippets } from "../parts/code";
import { EnrolPush } from "../parts/enrolpush";
import { EnrolTotp } from "../parts/enroltotp";
import { kindOf } from "../parts/factors";
import { Form, wrongWith } from "../parts/forms";
import { RingBrowsers } from "../parts/ring";
import { AnswerWithCode, useChallenge } from "./challenge";
import { Kinds } from "./enrol";

const STEPS = ["service", "factor", "challenge", "code"] as const;
type Step = (typeof STEPS)[number];

/** From nothing to a first approved challenge. How far one is stands in the address, so that loading again loses nothing. */
export function StartPage() {
  const { query } = usePlace();
  const service = query.get("service") ?? "";
  const identity = query.get("identity") ?? "";
  const factor = query.get("factor") ?? "";
  const challenge = query.get("challenge") ?? "";
  const answered = query.get("answered") === "yes";
  const at: Step = !service ? "service" : !factor ? "factor" : !challenge || !answered ? "challenge" : "code";
  const on = (more: Readonly<Record<string, string>>) =>
    go(
      asking(page.start, { service, identity, factor, challenge, answered: answered ? "yes" : undefined, ...more }),
      at !== "service",
    );
  const known = useFactor(service, identity, factor);
  return (
    <Page
      title="Your first approval"
      lead="Four steps, about two minutes. What you make here is real, and can be deleted when you are done."
    >
      <ol class="steps">
        <StepOf step="service" at={at} title="Make a Service" done={service && <ServiceDone sid={service} />}>
          <MakeService onMade={(made) => on({ service: made.sid })} />
        </StepOf>
        <StepOf
          step="factor"
          at={at}
          title="Enrol something that approves"
          done={
            known.value && (
              <>
                <Link to={page.factor(service, identity, factor)}>{kindOf(known.value)}</Link> of{" "}
                <Link to={page.entity(service, identity)}>{identity}</Link>
              </>
            )
          }
        >
          <Enrol service={service} onEnrolled={(who, made) => on({ identity: who, factor: made.sid })} />
        </StepOf>
        <StepOf
          step="challenge"
          at={at}
          title="Send a challenge, and answer it"
          done={<Link to={page.challenge(service, identity, challenge)}>Its whole story</Link>}
        >
          {known.no && <Failed no={known.no} again={known.again} />}
          {!known.value && !known.no && <Loading />}
          {known.value && !challenge && (
            <Send
              service={service}
              identity={identity}
              factor={known.value}
              onSent={(sent) => on({ challenge: sent.sid })}
            />
          )}
          {known.value && challenge && (
            <Answer
              key={challenge}
              {...{ service, identity, challenge }}
              onAnswered={() => on({ answered: "yes" })}
              onAgain={() => on({ challenge: "" })}
            />
          )}
        </StepOf>
        <StepOf step="code" at={at} title="Do the same from your own code" done={null}>
          {known.value && (
            <Finish
              {...{ service, identity }}
              factor={known.value}
              onAgain={() => on({ challenge: "", answered: "" })}
            />
          )}
        </StepOf>
      </ol>
    </Page>
  );
}

type StepProps = { step: Step; at: Step; title: string; done: ComponentChildren; children: ComponentChildren };

function StepOf({ step, at, title, done, children }: StepProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const here = STEPS.indexOf(step);
  const now = STEPS.indexOf(at);
  const current = here === now;
  const first = useRef(true);
  useEffect(() => {
    // The page's own heading has the focus at first.
    if (current && !first.current) heading.current?.focus();
    first.current = false;
  }, [current]);
  return (
    <li
      class={current ? "step current" : here < now ? "step done" : "step"}
      aria-current={current ? "step" : undefined}
    >
      <h2 tabIndex={-1} ref={heading}>
        {title}
        {here < now && <span class="unseen"> (done)</span>}
      </h2>
      {here < now && <p class="small">{done}</p>}
      {current && <div class="stack">{children}</div>}
    </li>
  );
}

function ServiceDone({ sid }: { sid: string }) {
  const service = useAsked(`service ${sid}`, (signal) => get<Service>(api.service(sid), signal));
  return <Link to={page.service(sid)}>{service.value?.friendly_name ?? sid}</Link>;
}

function MakeService({ onMade }: { onMade: (service: Service) => void }) {
  const [name, setName] = useState("");
  const { services } = useInside();
  const standing = services.value?.services ?? [];
  const deed = useDeed();
  const make = async () => {
    const service = await post<Service>(api.services, { FriendlyName: name.trim() });
    services.again();
    onMade(service);
  };
  return (
    <>
      <p>A Service is your application's corner: its people, their factors, its webhooks and settings.</p>
      <Form deed={deed} send="Make it" onSend={make} own={["FriendlyName"]}>
        <Field
          label="What your application is called"
          hint="Up to 32 characters; authenticator apps show it."
          value={name}
          name="FriendlyName"
          autocomplete="off"
          maxLength={32}
          wrong={wrongWith(deed, "FriendlyName")}
          onValue={setName}
        />
      </Form>
      {standing.length > 0 && (
        <p class="small soft">
          Or go on with one that is there:{" "}
          {standing.slice(0, 5).map((s, i) => (
            <>
              {i > 0 && ", "}
              <Link key={s.sid} to={asking(page.start, { service: s.sid })}>
                {s.friendly_name}
              </Link>
            </>
          ))}
        </p>
      )}
    </>
  );
}

type EnrolProps = { service: string; onEnrolled: (identity: string, factor: Factor) => void };

function Enrol({ service, onEnrolled }: EnrolProps) {
  const [kind, setKind] = useState<"totp" | "push">();
  const [identity, setIdentity] = useState("test-user-0001");
  const fits = /^[A-Za-z0-9-]{8,64}$/.test(identity);
  return (
    <>
      <Field
        label="Whose it is"
        hint="What your application knows a person by: 8 to 64 letters, digits and dashes, nothing that says who it is."
        value={identity}
        autocomplete="off"
        spellcheck={false}
        wrong={fits ? undefined : "Must be 8 to 64 letters, digits and dashes."}
        onValue={(value) => {
          setIdentity(value);
          setKind(undefined);
        }}
      />
      {fits && <Kinds kind={kind} onKind={setKind} />}
      {fits && kind === "totp" && (
        <EnrolTotp service={service} identity={identity} onVerified={(made) => onEnrolled(identity, made)} />
      )}
      {fits && kind === "push" && (
        <>
          <RingBrowsers service={service} />
          <EnrolPush service={service} identity={identity} onEnrolled={(made) => onEnrolled(identity, made)} />
        </>
      )}
    </>
  );
}

type SendProps = { service: string; identity: string; factor: Factor; onSent: (challenge: Challenge) => void };

function Send({ service, identity, factor, onSent }: SendProps) {
  const [message, setMessage] = useState("Is this you, signing in?");
  const deed = useDeed();
  const send = async () =>
    onSent(
      await post<Challenge>(api.challenges(service, identity), {
        FactorSid: factor.sid,
        "Details.Message": message.trim() || undefined,
      }),
    );
  return (
    <Form deed={deed} send="Send the challenge" sending="Sending…" onSend={send} own={["Details.Message"]}>
      <Field
        label="What the person is asked"
        value={message}
        maxLength={256}
        autocomplete="off"
        wrong={wrongWith(deed, "Details.Message")}
        onValue={setMessage}
      />
    </Form>
  );
}

type AnswerProps = {
  service: string;
  identity: string;
  challenge: string;
  onAnswered: () => void;
  onAgain: () => void;
};

function Answer({ service, identity, challenge: sid, onAnswered, onAgain }: AnswerProps) {
  const challenge = useChallenge(service, identity, sid);
  const c = challenge.value;
  const status = c?.status;
  const told = useRef(false);
  useEffect(() => {
    if (status !== "approved" || told.current) return;
    told.current = true;
    onAnswered();
  }, [status, onAnswered]);
  if (!c) return challenge.no ? <Failed no={challenge.no} again={challenge.again} /> : <Loading />;
  if (c.status === "pending") {
    return (
      <>
        <p>
          <State of="pending" />{" "}
          {c.factor_type === "push"
            ? "The authenticator has the question. Look at it there, and approve."
            : "Your application now asks for a code. Enter the next one that the app shows: the last was used to verify it."}
        </p>
        {c.factor_type === "totp" && <AnswerWithCode {...{ service, identity, sid }} onAnswer={challenge.set} />}
      </>
    );
  }
  if (c.status === "approved") return null;
  return (
    <Notice kind="warn" title={c.status === "denied" ? "Denied" : "Nobody answered in time"}>
      <p>
        {c.status === "denied"
          ? "That is an answer too: your application would not let them in."
          : "A challenge is good for five minutes."}
      </p>
      <div class="row">
        <Button look="main" onPress={onAgain}>
          Send another
        </Button>
      </div>
    </Notice>
  );
}

type FinishProps = { service: string; identity: string; factor: Factor; onAgain: () => void };

function Finish({ service, identity, factor, onAgain }: FinishProps) {
  const { session } = useInside();
  const ids = { origin: location.origin, account: session.account_sid, service, identity, factor: factor.sid };
  return (
    <>
      <Notice kind="good" title="Approved">
        <p>That is all there is to it: your application asks, the person answers, nobody else can.</p>
      </Notice>
      <p>
        This does the same with the SDK you have.{" "}
        {factor.factor_type === "totp" ? "The code comes from your own page." : ""}
      </p>
      <Snippets ids={ids} type={factor.factor_type} />
      <div class="row">
        <Link class="button main" to={page.service(service)}>
          To the Service
        </Link>
        <Link class="button" to={page.newWebhook(service)}>
          Have your application told
        </Link>
        <Button look="plain" onPress={onAgain}>
          Send another challenge
        </Button>
      </div>
    </>
  );
}

function useFactor(service: string, identity: string, sid: string) {
  return useAsked<Factor | undefined>(`factor ${service} ${identity} ${sid}`, async (signal) =>
    sid ? await get<Factor>(api.factor(service, identity, sid), signal) : undefined,
  );
}
