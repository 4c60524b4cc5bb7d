// Becoming somebody's push factor, by the link that the console or an application shows.
import { fromBase64url } from "./encoding";
import { drawKeys, proof, publicKey } from "./keys";
import { askOnce, behind, isGone, Line, members, place, refusal, text } from "./line";
import { change, find, forget, keep, type Factor } from "./memory";
import { Trouble } from "./trouble";

/** What an enrolment link says: whose factor this browser may become. */
export interface Invitation {
  readonly service: string;
  readonly identity: string;
  readonly token: string;
  /** Who asks, as they call themselves. */
  readonly title: string;
}

const LONGEST_TITLE = 64;
const APP = "dev.countersign.authenticator";
const VERSION = "0.1.0";

/** Where a link leads that is another server's, whose token is no business of this one; null where it leads here. */
export function elsewhere(link: string, here = location.origin): string | null {
  const text = link.trim();
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return null;
  const { origin } = new URL(text);
  return origin === here ? null : origin;
}

/** The invitation in a whole link or in its fragment; null where there is none that can be read. */
export function invitation(link: string): Invitation | null {
  const found = /^(?:https?:\S*#|#)?v1\.([\w-]+=*)$/.exec(link.trim());
  if (!found?.[1]) return null;
  try {
    const said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(fromBase64url(found[1]))) as Record<
      string,
      unknown
    >;
    const { s, i, t, n } = said;
    if (typeof s !== "string" || typeof i !== "string" || typeof t !== "string") return null;
    if (!/^VA[0-9a-f]{32}$/.test(s) || i === "" || !/^[\x21-\x7e]+$/.test(t)) return null;
    const title = typeof n === "string" ? n.trim().slice(0, LONGEST_TITLE) : "";
    return { service: s, identity: i, token: t, title: title === "" ? `Service ${s.slice(0, 10)}…` : title };
  } catch {
    return null;
  }
}

/** Becomes the factor, and shows that it has the key. A factor that was made and not yet verified is kept, to be verified. */
// spec Verify 5.2: one request with the access token, not repeated on 401
export async function enrol(invited: Invitation, name: string): Promise<Factor> {
  const keys = await drawKeys().catch(() => {
    throw new Trouble("keyless", "the browser makes no key");
  });
  const answer = await askOnce(
    "POST",
    `${place(invited.service, invited.identity)}/Factors`,
    {
      FriendlyName: name,
      FactorType: "push",
      "Binding.Alg": "ES256",
      "Binding.PublicKey": await publicKey(keys),
      "Config.AppId": APP,
      "Config.SdkVersion": VERSION,
      "Config.NotificationPlatform": "none",
    },
    invited.token,
  );
  const made = members(answer);
  const factor: Factor = {
    sid: text(made, "sid"),
    service: invited.service,
    identity: invited.identity,
    account: text(made, "account_sid"),
    credential: text(made["config"] as Record<string, unknown>, "credential_sid"),
    title: invited.title,
    name,
    created: Date.now(),
    keys,
    verified: false,
    correction: behind(answer.headers) ?? 0,
    gone: false,
    ringing: null,
    pageRings: false,
  };
  try {
    await keep(factor);
  } catch {
    // Nobody will have this key; so the server need not have the factor.
    const line = new Line(factor);
    await line.ask("DELETE", line.own).catch(() => undefined);
    throw new Trouble("keyless", "the browser does not keep the key");
  }
  // The link is used up and the key kept: what fails now is tried again, and is no failed enrolment.
  return verify(factor).catch(() => factor);
}

/** Shows that the key is here. */
export async function verify(factor: Factor): Promise<Factor> {
  const line = new Line(factor);
  const payload = await proof(factor.keys, factor.sid).catch(() => {
    throw new Trouble("keyless", "the browser does not sign with the key of this factor");
  });
  const answered = members(await line.ask("POST", line.own, { AuthPayload: payload }));
  const verified = answered["status"] === "verified";
  return (await change(factor.sid, { verified })) ?? { ...factor, verified };
}

/** What the server says of this factor now. */
export async function look(factor: Factor): Promise<Record<string, unknown>> {
  const line = new Line(factor);
  return members(await line.ask("GET", line.own));
}

/** Ceases to be a factor, here and at the server. */
// spec Verify 3.3.3: 404 is success, and so is 401 twice: the factor is not there any more
export async function remove(factor: Factor): Promise<void> {
  const current = (await find(factor.sid)) ?? factor;
  const line = new Line(current);
  const answer = await line.ask("DELETE", line.own);
  if (answer.status < 200 || answer.status > 299) {
    const no = refusal(answer);
    if (!isGone(no)) throw no;
  }
  await forget(factor.sid);
}

/** What a device of this kind is called unless its owner says otherwise. */
export function usualName(): string {
  const agent = navigator.userAgent;
  const browser = /Edg\//.test(agent)
    ? "Edge"
    : /Firefox\//.test(agent)
      ? "Firefox"
      : /Chrome\//.test(agent)
        ? "Chrome"
        : /Safari\//.test(agent)
          ? "Safari"
          : "Browser";
  const system = /Android/.test(agent)
    ? "Android"
    : /iPhone|iPad/.test(agent)
      ? "iOS"
      : /Mac OS/.test(agent)
        ? "macOS"
        : /Windows/.test(agent)
          ? "Windows"
          : /Linux/.test(agent)
            ? "Linux"
            : "";
  return system === "" ? browser : `${browser} on ${system}`;
}
