import { Heading, Notice } from "../shared/components";
import { waiting as stillWaiting, type Held } from "./desk";
import { useClock, useDesk } from "./hooks";
import { address, ringing } from "./ringing";
import { clock, stretch, told } from "./words";

/** What waits for whoever holds this device, and whose device it is. */
export function Home() {
  const { held, broken, online } = useDesk();
  const all = held ?? [];
  return (
    <div class="stack">
      {broken && <Wrong {...told(broken)} />}
      {!online && (
        <Notice kind="warn" title="This device is offline">
          <p>Requests appear here when the network is back.</p>
        </Notice>
      )}
      {all.length === 0 ? <Nobody /> : <Waiting all={all} />}
      {all.length > 0 && (
        <section class="stack" aria-labelledby="whose">
          <h2 id="whose">On this device</h2>
          <ul class="list">
            {all.map((h) => (
              <li key={h.factor.sid}>
                <Identity held={h} />
              </li>
            ))}
          </ul>
          <p>
            <a class="button" href="#/add">
              Add another
            </a>
          </p>
        </section>
      )}
    </div>
  );
}

function Wrong({ title, advice }: { title: string; advice: string }) {
  return (
    <Notice kind="bad" title={title}>
      <p>{advice}</p>
    </Notice>
  );
}

function Nobody() {
  return (
    <>
      <Heading>This browser is nobody&apos;s authenticator yet</Heading>
      <p>
        To make it yours, open the link that you were given, or scan its QR code with this device&apos;s camera. The link
        works once, and only for a short time.
      </p>
      <p>
        <a class="button main" href="#/add">
          I have a link
        </a>
      </p>
      <Notice title="Was there something here before?">
        <p>
          Keys stay in this browser alone. Clearing its site data removes them for good, and so does a private window when it
          is closed. Ask for a new link then; the old device can be removed by whoever runs the service.
        </p>
      </Notice>
      <details class="notice">
        <summary>On an iPhone or iPad</summary>
        <p>
          Notifications work there only for pages on the home screen, which keep keys of their own: share this page, choose
          <em> Add to Home Screen</em>, open it from there, and paste the link.
        </p>
      </details>
    </>
  );
}

function Waiting({ all }: { all: readonly Held[] }) {
  const time = useClock();
  const waiting = stillWaiting(all, time);
  const looking = all.some((h) => h.pending === null && h.why === null);
  const blind = all.every((h) => h.why !== null);
  const title =
    waiting.length === 0
      ? looking
        ? "Looking…"
        : blind
          ? "What waits for you is not known now"
          : "Nothing waits for you"
      : waiting.length === 1
        ? "One request waits for you"
        : `${waiting.length} requests wait for you`;
  return (
    <section class="stack" aria-label="Requests">
      <Heading>{title}</Heading>
      <p class="unseen" role="status">
        {title}
      </p>
      {waiting.length > 0 && (
        <ul class="list">
          {waiting.map(({ challenge, factor }) => (
            <li key={challenge.sid}>
              <a class="card request" href={address(factor.sid, challenge.sid)}>
                <span class="soft small">
                  <bdi>{factor.title}</bdi> · <bdi>{factor.identity}</bdi>
                </span>
                <strong>{challenge.message}</strong>
                <span class="small">
                  {stretch(challenge.expires - time - factor.correction)} left <span class="more">Look at it</span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {waiting.length === 0 && !looking && !blind && (
        <p class="soft">
          When somebody signs in as you, you are asked here.{" "}
          {all.every((h) => ringing(h.factor) === "on")
            ? "You can close this page: a notification brings you back."
            : "Leave this page open, or let it notify you: that is set for each of those below."}
        </p>
      )}
    </section>
  );
}

function Identity({ held }: { held: Held }) {
  const { factor, why } = held;
  const wrong = clock(factor.correction);
  return (
    <a class="card identity" href={`#/f/${factor.sid}`}>
      <strong>{factor.title}</strong>
      <span class="soft small">
        {factor.identity} · {factor.name}
      </span>
      <span class={`small ${factor.gone ? "bad-words" : ""}`}>{standing(held)}</span>
      {why && !factor.gone && why.kind !== "offline" && <span class="small bad-words">{told(why).title}</span>}
      {wrong && <span class="small warn-words">{wrong}</span>}
    </a>
  );
}

/** How this device hears of what is asked, in a few words. */
export function standing({ factor, hearing, why }: Held): string {
  if (factor.gone) return "Not known to the server any more";
  if (!factor.verified) return "Not confirmed yet: the page keeps trying";
  const closed = ringing(factor) === "on" ? ", and by notification when this page is closed" : "";
  if (hearing === "told") return `Requests appear at once${closed}`;
  if (hearing === "asking") return `Asks for requests every few seconds${closed}`;
  if (hearing === "deaf" || why) return "Hears nothing for now";
  return closed === "" ? "Another page of this browser listens" : `Requests appear${closed}`;
}
