import { useEffect, useState } from "preact/hooks";
import { Button, Dialog, Heading, Notice } from "../shared/components";
import { list, type Challenge } from "./challenges";
import { now as desk, told as toldOthers, tryAgain } from "./desk";
import { remove } from "./enrolment";
import { standing } from "./home";
import { useClock, useDesk } from "./hooks";
import { forget, type Factor } from "./memory";
import { address, askLeave, letGo, ring, ringing, stopRinging } from "./ringing";
import { trouble, type Trouble } from "./trouble";
import { clock, STATUS, told, when, whenShort } from "./words";

/** One factor: how it is reached, what it was asked, and its end. */
export function FactorView({ sid }: { sid: string }) {
  const held = useDesk().held?.find((h) => h.factor.sid === sid);
  if (!held) return <NotHere />;
  const { factor, why } = held;
  const wrong = clock(factor.correction);
  return (
    <div class="stack">
      <a class="back" href="#/">
        Back
      </a>
      <Heading>{factor.title}</Heading>
      <dl class="facts">
        <dt>As</dt>
        <dd>{factor.identity}</dd>
        <dt>At</dt>
        <dd>{location.host}</dd>
        <dt>This device</dt>
        <dd>{factor.name}</dd>
        <dt>Since</dt>
        <dd>{when(factor.created)}</dd>
        <dt>Now</dt>
        <dd>{standing(held)}</dd>
      </dl>
      {why && (
        <Notice kind={why.kind === "offline" ? "warn" : "bad"} title={told(why).title}>
          <p>{told(why).advice}</p>
          {why.kind === "unknown" && (
            <div>
              <Button onPress={() => void tryAgain(sid)}>Try once more</Button>
            </div>
          )}
        </Notice>
      )}
      {wrong && (
        <Notice kind="warn" title="The clock is wrong">
          <p>{wrong}</p>
        </Notice>
      )}
      {!factor.gone && <Ring sid={sid} />}
      {!factor.gone && <History factor={factor} />}
      <Ending factor={factor} />
    </div>
  );
}

function NotHere() {
  return (
    <div class="stack">
      <Heading>That key is not on this device</Heading>
      <p>It was removed, or the browser&apos;s site data was cleared. To use this device again, ask for a new link.</p>
      <p>
        <a class="button main" href="#/">
          Back
        </a>
      </p>
    </div>
  );
}

/** Whether, and how, one is told while the page is closed. */
export function Ring({ sid }: { sid: string }) {
  const factor = useDesk().held?.find((h) => h.factor.sid === sid)?.factor;
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Trouble>();
  const [, again] = useState(0);
  if (!factor) return null;
  const state = ringing(factor);
  const doing = (deed: () => Promise<unknown>) => async () => {
    setBusy(true);
    setWrong(undefined);
    await deed().catch((e: unknown) => setWrong(trouble(e)));
    setBusy(false);
    again((count) => count + 1);
  };
  const turnOn = doing(async () => {
    if (await askLeave()) await ring(factor);
  });
  return (
    <section class="card" aria-labelledby="ring">
      <h2 id="ring">Notifications</h2>
      <div role="status" class="stack">
        {state === "on" && <p>On: you are told also when this page is closed.</p>}
        {state === "off" && <p>Off: you only see requests while this page is open.</p>}
        {state === "page-only" && (
          <p>
            On while this page is open. The server has no key for this browser&apos;s push service yet, so it cannot reach a
            page that is closed; whoever runs it can change that.
          </p>
        )}
        {state === "denied" && (
          <p>
            The browser was told not to let this page notify you. To change that, open the site&apos;s settings beside the
            address, allow notifications, and reload.
          </p>
        )}
        {state === "impossible" && (
          <p>
            This browser has none for pages, or not for this one: leave the page open. On an iPhone or iPad, add it to the home
            screen.
          </p>
        )}
        {wrong && (
          <Notice kind="bad" title={told(wrong).title}>
            <p>{told(wrong).advice}</p>
          </Notice>
        )}
      </div>
      <div class="row">
        {(state === "off" || state === "page-only") && (
          <Button look={state === "off" ? "main" : ""} idle={busy} onPress={() => void turnOn()}>
            {state === "off" ? "Notify me" : "Try again"}
          </Button>
        )}
        {(state === "on" || state === "page-only") && (
          <Button idle={busy} onPress={() => void doing(() => stopRinging(factor))()}>
            Turn off
          </Button>
        )}
      </div>
    </section>
  );
}

function History({ factor }: { factor: Factor }) {
  const [rows, setRows] = useState<Challenge[] | null>(null);
  const [next, setNext] = useState<Record<string, string> | null>(null);
  const [wrong, setWrong] = useState<Trouble>();
  const time = useClock();
  const load = (from: Record<string, string>, before: Challenge[]) =>
    list(factor, from).then(
      (page) => {
        setRows([...before, ...page.challenges]);
        setNext(page.next);
        setWrong(undefined);
      },
      (e: unknown) => setWrong(trouble(e)),
    );
  useEffect(() => void load({}, []), [factor.sid]);
  return (
    <section class="stack" aria-labelledby="history">
      <h2 id="history">What was asked</h2>
      {wrong && (
        <Notice kind="warn" title="The list could not be read">
          <p>{told(wrong).title}.</p>
          <div>
            <Button onPress={() => void load({}, [])}>Try again</Button>
          </div>
        </Notice>
      )}
      {rows === null && !wrong && <p class="soft">Looking…</p>}
      {rows?.length === 0 && <p class="soft">Nothing so far.</p>}
      {rows !== null && rows.length > 0 && (
        <ul class="list history">
          {rows.map((c) => (
            <li key={c.sid}>
              <a href={address(factor.sid, c.sid)}>{c.message}</a>
              <span class="small soft">{whenShort(c.created, time)}</span>
              <span class={`status ${c.status}`}>{STATUS[c.status]}</span>
            </li>
          ))}
        </ul>
      )}
      {next && rows && (
        <div>
          <Button onPress={() => void load(next, rows)}>Older ones</Button>
        </div>
      )}
    </section>
  );
}

function Ending({ factor }: { factor: Factor }) {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Trouble>();
  const gone = () => {
    toldOthers();
    location.hash = "#/";
    // Not before: who keeps it after all, since the server could not be told, is still to be rung.
    void letGo(factor).catch(() => undefined);
  };
  const end = async () => {
    setBusy(true);
    try {
      await remove(desk().held?.find((h) => h.factor.sid === factor.sid)?.factor ?? factor);
      gone();
    } catch (e) {
      setWrong(trouble(e));
      setBusy(false);
    }
  };
  return (
    <section class="stack">
      <div>
        <Button look="bad-outline" onPress={() => setAsked(true)}>
          Remove from this device
        </Button>
      </div>
      {asked && (
        <Dialog title={`Remove ${factor.title}?`} onClose={() => busy || setAsked(false)}>
          <p>
            The key is destroyed, here and at the server. This browser can approve nothing for {factor.identity} any more, until
            it is added again by a new link.
          </p>
          {wrong && (
            <Notice kind="bad" title={told(wrong).title}>
              <p>
                So the server still takes this device for yours. You can remove it here all the same; have it removed there too.
              </p>
              <div>
                <Button onPress={() => void forget(factor.sid).then(gone)}>Remove here only</Button>
              </div>
            </Notice>
          )}
          <div class="row">
            <Button look="bad" idle={busy} onPress={() => void end()}>
              {busy ? "Removing…" : "Remove"}
            </Button>
            {/* What is under way cannot be taken back, so nothing here says that it can. */}
            <Button autofocus idle={busy} onPress={() => setAsked(false)}>
              Keep it
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
