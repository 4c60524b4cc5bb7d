import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/components";
import { get } from "../base/api";
import { useAsked } from "../base/asked";
import { api, page } from "../base/paths";
import { asking, Link } from "../base/router";
import type { Meta, TrailEntry } from "../base/types";
import { tale } from "../words/story";
import { Empty, Failed, Loading, shortly, When } from "./bits";

type StoryProps = {
  service: string;
  identity: string;
  challenge?: string;
  factor?: string;
  /** Whether there is more to come any moment. */
  open?: boolean;
};

const AT_FIRST = 100;
/** As many as the server shows of anybody. */
const ALL = 500;
const EVERY = 3000;
const SELDOM = 15_000;

/** What happened to somebody, or to one of their factors or challenges; the newest first. */
export function Story({ service, identity, challenge, factor, open = false }: StoryProps) {
  const [size, setSize] = useState(AT_FIRST);
  const list = useRef<HTMLOListElement>(null);
  const path = (most: number) =>
    asking(api.trail(service, identity), { ChallengeSid: challenge, FactorSid: factor, PageSize: String(most) });
  // A webhook may be told some time after the answer.
  const trail = useAsked(
    path(AT_FIRST),
    (signal) => get<{ trail: TrailEntry[]; meta: Meta }>(path(size), signal),
    open ? EVERY : SELDOM,
  );
  const shown = trail.value?.trail.length ?? 0;
  useEffect(() => {
    // The button that had the focus is gone; what it brought begins here.
    if (shown > AT_FIRST) list.current?.querySelector<HTMLElement>('[tabindex="-1"]')?.focus();
  }, [shown > AT_FIRST]);
  if (trail.no && !trail.value) return <Failed no={trail.no} again={trail.again} />;
  if (!trail.value) return <Loading />;
  if (!trail.value.trail.length) {
    return (
      <Empty title="Nothing is written down">
        <p class="small">Of each person the last 200 things are kept, for at most 30 days.</p>
      </Empty>
    );
  }
  return (
    <>
      <ol class="story" ref={list}>
        {trail.value.trail.map((entry, i) => {
          const { title, detail, tone } = tale(entry);
          return (
            <li key={entry.sid} class={tone} tabIndex={i === AT_FIRST ? -1 : undefined}>
              <p>
                <strong>{title}</strong> <When at={entry.date_created} exact />
              </p>
              {detail && <p class="small soft">{detail}</p>}
              {typeof entry.details.webhook_sid === "string" && (
                <p class="small">
                  <Link to={page.webhook(service, entry.details.webhook_sid)}>Its deliveries</Link>
                </p>
              )}
              {!challenge && entry.challenge_sid && (
                <p class="small">
                  <Link to={page.challenge(service, identity, entry.challenge_sid)}>
                    Challenge {shortly(entry.challenge_sid)}
                  </Link>
                </p>
              )}
              {!challenge && !factor && !entry.challenge_sid && entry.factor_sid && (
                <p class="small">
                  <Link to={page.factor(service, identity, entry.factor_sid)}>Factor {shortly(entry.factor_sid)}</Link>
                </p>
              )}
            </li>
          );
        })}
      </ol>
      {trail.value.meta.next_page_url && size < ALL && (
        <div class="row">
          <Button
            onPress={() => {
              setSize(ALL);
              trail.again();
            }}
          >
            Show what happened before
          </Button>
        </div>
      )}
    </>
  );
}
