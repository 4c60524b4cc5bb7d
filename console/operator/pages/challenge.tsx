import { useEffect, useState } from "preact/hooks";
import { Notice } from "../../shared/components";
import { get, now, post, Refused } from "../base/api";
import { attended, useAsked, useDeed } from "../base/asked";
import { useServiceName } from "../base/inside";
import { api, page } from "../base/paths";
import { Link } from "../base/router";
import type { Challenge } from "../base/types";
import { announce } from "../parts/announce";
import { Facts, Failed, Loading, Page, Sid, State, When } from "../parts/bits";
import { CodeField, Form } from "../parts/forms";
import { Story } from "../parts/story";
import { lasting } from "../words/times";

type Told = { service: string; identity: string; sid: string };

/** One challenge and its whole story. While it is open, the page hears of its answer at once. */
export function ChallengePage({ service, identity, sid }: Told) {
  const name = useServiceName(service);
  const challenge = useChallenge(service, identity, sid);
  const c = challenge.value;
  return (
    <Page
      title={c?.details?.message || "Challenge"}
      trail={[
        [name, page.service(service)],
        ["Entities", page.entities(service)],
        [identity, page.entity(service, identity)],
        ["Challenges", page.challenges(service, identity)],
      ]}
    >
      {challenge.no && <Failed no={challenge.no} again={challenge.again} />}
      {!c && !challenge.no && <Loading />}
      {c && (
        <div class="stack sections">
          <Outcome challenge={c} />
          {c.status === "pending" && c.factor_type === "totp" && (
            <section class="card" aria-labelledby="answer">
              <h2 id="answer">Answer it with a code</h2>
              <AnswerWithCode {...{ service, identity, sid }} onAnswer={challenge.set} />
            </section>
          )}
          <Facts
            of={[
              ["Challenge SID", <Sid sid={c.sid} />],
              [
                "Factor",
                <>
                  <Link to={page.factor(service, identity, c.factor_sid)}>
                    {c.factor_type === "totp" ? "Authenticator app" : "Device"}
                  </Link>{" "}
                  <code>{c.factor_sid}</code>
                </>,
              ],
              ...(c.details?.fields ?? []).map((f) => [f.label || "(no label)", f.value] as const),
              ["Created", <When at={c.date_created} exact />],
              ["Expires", <When at={c.expiration_date} exact />],
              [
                "Answered",
                c.date_responded ? <When at={c.date_responded} exact /> : <span class="soft">not answered</span>,
              ],
              c.hidden_details && ["Hidden details", <code>{JSON.stringify(c.hidden_details)}</code>],
              c.metadata && ["Metadata", <code>{JSON.stringify(c.metadata)}</code>],
            ]}
          />
          <section aria-labelledby="story">
            <h2 id="story">Its story</h2>
            <Story service={service} identity={identity} challenge={sid} open={c.status === "pending"} />
          </section>
        </div>
      )}
    </Page>
  );
}

const WAIT = 20;

/** The challenge, and whatever becomes of it while somebody looks. */
export function useChallenge(service: string, identity: string, sid: string) {
  const challenge = useAsked(`challenge ${sid}`, (signal) =>
    get<Challenge>(api.challenge(service, identity, sid), signal),
  );
  const status = challenge.value?.status;
  const { set } = challenge;
  useEffect(() => {
    if (status !== "pending") return;
    const stop = new AbortController();
    const listen = async () => {
      while (!stop.signal.aborted) {
        try {
          if (!attended()) await pause(1000);
          else {
            const heard = await get<Challenge>(
              `${api.challenge(service, identity, sid)}?WaitSeconds=${WAIT}`,
              stop.signal,
            );
            if (stop.signal.aborted) return;
            set(heard);
            if (heard.status !== "pending") {
              announce(`The challenge is ${heard.status}`);
              return;
            }
          }
        } catch (no) {
          if (stop.signal.aborted || (no instanceof Refused && (no.status === 401 || no.status === 404))) return;
          await pause(2000);
        }
      }
    };
    void listen();
    return () => stop.abort();
  }, [service, identity, sid, status, set]);
  return challenge;
}

function pause(millis: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, millis));
}

const OUTCOMES = {
  approved: ["good", "Approved"],
  denied: ["bad", "Denied"],
  expired: ["warn", "Expired without an answer"],
} as const;

function Outcome({ challenge: c }: { challenge: Challenge }) {
  const [, tick] = useState(0);
  const pending = c.status === "pending";
  useEffect(() => {
    if (!pending) return;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [pending]);
  if (c.status === "pending") {
    const left = (Date.parse(c.expiration_date) - now()) / 1000;
    return (
      <div class="notice">
        <strong>
          <State of="pending" /> {c.factor_type === "push" ? "Waiting for the device" : "Waiting for a code"}
        </strong>
        <p>{lasting(left)} left.</p>
      </div>
    );
  }
  const [kind, title] = OUTCOMES[c.status];
  const took = c.date_responded ? (Date.parse(c.date_responded) - Date.parse(c.date_created)) / 1000 : undefined;
  return (
    <div class={`notice ${kind}`}>
      <strong>{title}</strong>
      {took !== undefined && <p>After {lasting(took)}.</p>}
    </div>
  );
}

type AnswerProps = Told & { onAnswer: (challenge: Challenge) => void };

/** What an application does with the code that a person typed. */
export function AnswerWithCode({ service, identity, sid, onAnswer }: AnswerProps) {
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState(false);
  const deed = useDeed();
  const answer = async () => {
    const payload = code.replace(/\s/g, "");
    setCode("");
    const challenge = await post<Challenge>(api.challenge(service, identity, sid), { AuthPayload: payload });
    setWrong(challenge.status === "pending");
    announce(challenge.status === "pending" ? "The code was not right" : `The challenge is ${challenge.status}`);
    onAnswer(challenge);
  };
  return (
    <Form deed={deed} send="Check the code" onSend={answer}>
      {wrong && (
        <Notice kind="bad" title="The code was not right">
          <p>Wait for the next one: each code is accepted once, and the one that verified the app was used then.</p>
        </Notice>
      )}
      <CodeField value={code} onValue={setCode} />
    </Form>
  );
}
