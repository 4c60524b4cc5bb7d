import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../shared/components";
import { get, signOut, type Session } from "./base/api";
import { useAsked, useDeed } from "./base/asked";
import { Inside } from "./base/inside";
import { api, page } from "./base/paths";
import { go, Link, usePlace } from "./base/router";
import type { Alarm, Meta, Service } from "./base/types";
import { Failed, shortly } from "./parts/bits";
import { Confirm } from "./parts/forms";
import { Mark } from "./parts/mark";
import { Routed, serviceIn } from "./routes";
import type { Why } from "./signin";

const ALARMS_EVERY = 20_000;

/** What surrounds each page: where one is, where one can go, and the way out. */
export function Shell({ session, onOut }: { session: Session; onOut: (why: Why) => void }) {
  const { path } = usePlace();
  const sid = serviceIn(path);
  const services = useAsked("services", (signal) =>
    get<{ services: Service[]; meta: Meta }>(`${api.services}?PageSize=100`, signal),
  );
  const alarms = useAsked<Alarm[]>(
    `alarms ${sid ?? ""}`,
    async (signal) => (sid ? (await get<{ alarms: Alarm[] }>(api.alarms(sid), signal)).alarms : []),
    ALARMS_EVERY,
  );
  const [open, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  useEffect(() => setOpen(false), [path]);

  const known = { session, services, alarms: alarms.value ?? [], blind: alarms.no };
  return (
    <Inside.Provider value={known}>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the page
      </a>
      <div class="shell">
        <header class="side">
          <div class="side-top">
            <Link to={page.home} class="brand">
              <Mark />
              <span>Countersign</span>
            </Link>
            <button
              type="button"
              class="button menu"
              aria-expanded={open}
              aria-controls="ways"
              onClick={() => setOpen((was) => !was)}
            >
              Menu
            </button>
          </div>
          <div id="ways" class={open ? "ways open" : "ways"}>
            <Ways service={sid} services={services.value?.services ?? []} alarms={known.alarms.length} blind={!!known.blind} />
            <Leaving session={session} onOut={onOut} />
          </div>
        </header>
        <main class="stage" id="main" tabIndex={-1} ref={main}>
          {services.no && !services.value ? <Failed no={services.no} again={services.again} /> : <Routed />}
        </main>
      </div>
    </Inside.Provider>
  );
}

type WaysProps = { service: string | undefined; services: readonly Service[]; alarms: number; blind: boolean };

function Ways({ service, services, alarms, blind }: WaysProps) {
  const { path } = usePlace();
  const way = (to: string, name: string, deep = true, badge = 0, unsure = false) => (
    <li key={to}>
      <Link to={to} aria-current={path === to ? "page" : deep && path.startsWith(`${to}/`) ? "true" : undefined}>
        {name}
        {badge > 0 && (
          <span class="badge">
            {badge}
            <span class="unseen"> may be under attack</span>
          </span>
        )}
        {unsure && (
          <span class="badge unsure" title="It could not be looked for attacks">
            ?<span class="unseen"> it could not be looked for attacks</span>
          </span>
        )}
      </Link>
    </li>
  );
  return (
    <nav aria-label="Console">
      {service && (
        <>
          <ServiceChoice service={service} services={services} />
          <ul>
            {way(page.service(service), "Overview", false, alarms, blind)}
            {way(page.entities(service), "Entities")}
            {way(page.webhooks(service), "Webhooks")}
            {way(page.settings(service), "Settings")}
            {way(page.code(service), "Use it in your code")}
          </ul>
          <p class="ways-title" aria-hidden="true">
            Account
          </p>
        </>
      )}
      <ul>
        {!service && way(page.services, "Services")}
        {service && (
          <li key="services">
            <Link to={page.services}>All Services</Link>
          </li>
        )}
        {way(page.keys, "API keys")}
        {way(page.credentials, "Push credentials")}
        {way(page.health, "Health")}
      </ul>
    </nav>
  );
}

function ServiceChoice({ service, services }: { service: string; services: readonly Service[] }) {
  const listed = services.some((s) => s.sid === service);
  // Arrow keys choose, and only the button goes: a choice that went by itself would lead nobody past the next Service.
  const [chosen, setChosen] = useState(service);
  useEffect(() => setChosen(service), [service]);
  return (
    <form
      class="choice"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== service) go(page.service(chosen));
      }}
    >
      <label for="service-choice">Service</label>
      <div class="row">
        <select id="service-choice" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          {!listed && <option value={service}>{shortly(service)}</option>}
          {services.map((s) => (
            <option key={s.sid} value={s.sid} selected={s.sid === chosen}>
              {s.friendly_name}
            </option>
          ))}
        </select>
        <Button type="submit" idle={chosen === service} aria-label="Go to this Service">
          Go
        </Button>
      </div>
    </form>
  );
}

function Leaving({ session, onOut }: { session: Session; onOut: (why: Why) => void }) {
  const [everywhere, setEverywhere] = useState(false);
  const deed = useDeed();
  return (
    <div class="leaving small">
      <p class="soft">
        Signed in as
        <br />
        <code title={session.key_sid ?? session.account_sid}>{shortly(session.key_sid ?? session.account_sid)}</code>
      </p>
      <div class="row">
        <Button
          idle={deed.busy}
          onPress={() =>
            deed.run(async () => {
              await signOut(false);
              onOut("out");
            })
          }
        >
          Sign out
        </Button>
        <Button look="plain" onPress={() => setEverywhere(true)}>
          Sign out everywhere
        </Button>
      </div>
      {deed.no && <Failed no={deed.no} />}
      {everywhere && (
        <Confirm
          title="Sign out everywhere?"
          name={session.account_sid}
          of="Account SID"
          button="Sign out everywhere"
          onClose={() => setEverywhere(false)}
          deed={async () => {
            await signOut(true);
            onOut("out everywhere");
          }}
        >
          <p>
            Everybody who is signed in to this account's console is signed out within seconds, on every server and in
            every browser, you too. Applications are not touched: their API keys and the auth token stay good.
          </p>
        </Confirm>
      )}
    </div>
  );
}
