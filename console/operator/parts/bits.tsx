import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Heading, Notice } from "../../shared/components";
import { now, type Refused } from "../base/api";
import { Link } from "../base/router";
import { advise } from "../words/refusals";
import { away, exactly } from "../words/times";
import { announce } from "./announce";

type PageProps = {
  title: string;
  /** Where one came from, from the top down. */
  trail?: readonly (readonly [name: string, to: string])[];
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
};

/** One page: its name in the tab and at the top, what it is for, and what can be done. */
export function Page({ title, trail = [], lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Countersign`;
  }, [title]);
  return (
    <>
      <header class="page-head">
        {trail.length > 0 && (
          <nav aria-label="Path" class="path small">
            <ol>
              {trail.map(([name, to]) => (
                <li key={to}>
                  <Link to={to}>{name}</Link>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <div class="page-title">
          <Heading>{title}</Heading>
          {actions && <div class="row">{actions}</div>}
        </div>
        {lead && <p class="soft lead">{lead}</p>}
      </header>
      {children}
    </>
  );
}

/** Takes the focus to the page's heading, where what had it is gone. */
export function toHeading(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true }));
}

/** What is drawn while something is on its way. */
export function Loading({ what = "Loading" }: { what?: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    // What comes at once needs no word, and flashes less without one.
    const timer = setTimeout(() => setLate(true), 250);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p class="loading soft" role="status">
      {late ? `${what}…` : ""}
    </p>
  );
}

/** A no, with what to do about it. */
export function Failed({ no, again }: { no: Refused; again?: (() => void) | undefined }) {
  const { title, advice } = advise(no);
  return (
    <Notice kind="bad" title={title}>
      <p>{advice}</p>
      {again && (
        <div class="row">
          <Button onPress={again}>Try again</Button>
        </div>
      )}
    </Notice>
  );
}

/** Nothing there yet, and what to do so that there is. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** Names and what stands under them. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: ComponentChildren] | false | null)[] }) {
  return (
    <dl class="facts">
      {of.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

const TONES: Readonly<Record<string, string>> = {
  approved: "good",
  verified: "good",
  sent: "good",
  enabled: "good",
  denied: "bad",
  failed: "bad",
  pending: "accent",
  queued: "accent",
  unverified: "warn",
};

/** The state of something, as the API calls it. */
export function State({ of }: { of: string }) {
  return <span class={`state ${TONES[of] ?? ""}`}>{of}</span>;
}

/** A time: how long ago, and exactly on demand. */
export function When({ at, exact = false }: { at: string | null; exact?: boolean }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 10_000);
    return () => clearInterval(timer);
  }, []);
  if (!at) return <span class="soft">never</span>;
  const apart = away(Date.parse(at), now());
  return (
    <time dateTime={at} title={exactly(at)}>
      {exact ? `${exactly(at)} (${apart})` : apart}
    </time>
  );
}

/** Puts a text where it can be pasted from. */
export function Copy({ text, what, plain = false }: { text: string; what: string; plain?: boolean }) {
  const [done, setDone] = useState<"" | "Copied" | "Not copied">("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    let word: "Copied" | "Not copied" = "Copied";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers keep the clipboard to secure pages: there it is selected by hand.
      word = "Not copied";
    }
    setDone(word);
    announce(word === "Copied" ? `${what} copied` : "Not copied: select it and copy it yourself");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setDone(""), 2000);
  };
  return (
    <button
      type="button"
      class={plain ? "copy plain" : "copy"}
      aria-label={`${done || "Copy"} ${what}`}
      onClick={() => void copy()}
    >
      {done || "Copy"}
    </button>
  );
}

/** Something named by the server, whole, to be copied. */
export function Sid({ sid, what = "SID" }: { sid: string; what?: string }) {
  return (
    <span class="sid">
      <code>{sid}</code> <Copy plain text={sid} what={what} />
    </span>
  );
}

/** A SID where there is little room: its beginning says what it is, its end tells it from others. */
export function shortly(sid: string): string {
  return sid.length > 14 ? `${sid.slice(0, 2)}…${sid.slice(-6)}` : sid;
}
