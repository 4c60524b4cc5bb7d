import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { useInside } from "./base/inside";
import { page } from "./base/paths";
import { go, Link, match, usePlace } from "./base/router";
import { Empty, Loading, Page } from "./parts/bits";
import { ChallengePage } from "./pages/challenge";
import { ChallengesPage } from "./pages/challenges";
import { CodePage } from "./pages/code";
import { CredentialsPage, NewCredentialPage } from "./pages/credentials";
import { EnrolPage } from "./pages/enrol";
import { EntitiesPage } from "./pages/entities";
import { EntityPage } from "./pages/entity";
import { FactorPage } from "./pages/factor";
import { HealthPage } from "./pages/health";
import { KeysPage } from "./pages/keys";
import { NewChallengePage } from "./pages/newchallenge";
import { NewServicePage, ServicesPage } from "./pages/services";
import { OverviewPage } from "./pages/overview";
import { SettingsPage } from "./pages/settings";
import { StartPage } from "./pages/start";
import { WebhookPage } from "./pages/webhook";
import { NewWebhookPage, WebhooksPage } from "./pages/webhooks";

/** What a page is told out of its address. */
export type Told = { service: string; identity: string; sid: string };

type Route = readonly [pattern: string, page: ComponentType<Told>];

const SERVICE = "/console/services/:service";
const ENTITY = `${SERVICE}/entities/:identity`;

// The first that fits: words stand before names.
const ROUTES: readonly Route[] = [
  ["/console", Home],
  ["/console/start", StartPage],
  ["/console/services", ServicesPage],
  ["/console/services/new", NewServicePage],
  [SERVICE, OverviewPage],
  [`${SERVICE}/settings`, SettingsPage],
  [`${SERVICE}/code`, CodePage],
  [`${SERVICE}/entities`, EntitiesPage],
  [ENTITY, EntityPage],
  [`${ENTITY}/enrol`, EnrolPage],
  [`${ENTITY}/factors/:sid`, FactorPage],
  [`${ENTITY}/challenges`, ChallengesPage],
  [`${ENTITY}/challenges/new`, NewChallengePage],
  [`${ENTITY}/challenges/:sid`, ChallengePage],
  [`${SERVICE}/webhooks`, WebhooksPage],
  [`${SERVICE}/webhooks/new`, NewWebhookPage],
  [`${SERVICE}/webhooks/:sid`, WebhookPage],
  ["/console/keys", KeysPage],
  ["/console/credentials", CredentialsPage],
  ["/console/credentials/new", NewCredentialPage],
  ["/console/health", HealthPage],
];

/** The Service that an address is about. */
export function serviceIn(path: string): string | undefined {
  // A Service's SID is letters and digits.
  const sid = /^\/console\/services\/(\w+)/.exec(path)?.[1];
  return sid === "new" ? undefined : sid;
}

/** The page of the address. */
export function Routed() {
  const { path } = usePlace();
  for (const [pattern, Found] of ROUTES) {
    const told = match(pattern, path);
    // Another address is another page, with a state and a heading of its own.
    if (told) return <Found key={path} {...{ service: "", identity: "", sid: "", ...told }} />;
  }
  return <Nowhere key={path} />;
}

/** Where one comes in: with no Service to begin with, with one to its overview. */
function Home() {
  const { services } = useInside();
  const list = services.value?.services;
  useEffect(() => {
    const only = list?.[0];
    if (!list) return;
    go(only === undefined ? page.start : list.length === 1 ? page.service(only.sid) : page.services, true);
  }, [list]);
  return <Loading />;
}

function Nowhere() {
  return (
    <Page title="There is nothing here">
      <Empty title="No page of the console has this address.">
        <p>
          <Link to={page.services}>All Services</Link>
        </p>
      </Empty>
    </Page>
  );
}
