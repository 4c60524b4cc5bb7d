// Challenges as a device has them: read, shown, and answered with a signature over the very question.
import { signedAnswer } from "./keys";
import { Line, members, refusal, text, type Answer } from "./line";
import type { Factor } from "./memory";
import { Trouble, trouble } from "./trouble";

export type Status = "pending" | "approved" | "denied" | "expired";

export interface Challenge {
  readonly sid: string;
  readonly factor: string;
  readonly status: Status;
  readonly message: string;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  readonly created: number;
  readonly expires: number;
  readonly responded: number | null;
  /** The whole of it, as it came. */
  readonly received: Record<string, unknown>;
  /** What is to be signed; empty where that was not said, as in a list. */
  readonly signs: readonly string[];
}

const SIGNS = "Twilio-Verify-Signature-Fields";
/** More than anybody answers within the minutes that a challenge lives. */
const MOST_PENDING = "100";
const STATUSES: readonly string[] = ["pending", "approved", "denied", "expired"];

function instant(of: Record<string, unknown>, name: string): number {
  const millis = Date.parse(text(of, name));
  if (Number.isNaN(millis)) throw new Trouble("strange", `'${name}' is no date`);
  return millis;
}

// spec Verify 5.7: sid, factor, status, message and the dates are needed; all else may be missing
function read(received: Record<string, unknown>, signs: string[], factor: Factor): Challenge {
  const details = (received["details"] ?? {}) as Record<string, unknown>;
  const status = text(received, "status");
  if (!STATUSES.includes(status)) throw new Trouble("strange", `'${status}' is no status`);
  if (text(received, "factor_sid") !== factor.sid) throw new Trouble("strange", "the challenge is for another factor");
  const fields = Array.isArray(details["fields"]) ? (details["fields"] as Record<string, unknown>[]) : [];
  return {
    sid: text(received, "sid"),
    factor: factor.sid,
    status: status as Status,
    message: text(details, "message"),
    fields: fields.map((field) => ({ label: text(field, "label"), value: text(field, "value") })),
    created: instant(received, "date_created"),
    expires: instant(received, "expiration_date"),
    responded: received["date_responded"] == null ? null : instant(received, "date_responded"),
    received,
    signs,
  };
}

export interface Listed {
  readonly challenges: Challenge[];
  /** What to ask with for the next page; null on the last. */
  readonly next: Record<string, string> | null;
}

/** A page of this factor's challenges, the newest first. */
export async function list(factor: Factor, asked: Record<string, string>): Promise<Listed> {
  const line = new Line(factor);
  const query = { FactorSid: factor.sid, Order: "desc", PageSize: "20", ...asked };
  const body = members(await line.ask("GET", `${line.entity}/Challenges`, query));
  const rows = body["challenges"];
  if (!Array.isArray(rows)) throw new Trouble("strange", "'challenges' is missing");
  const url = (body["meta"] as { next_page_url?: unknown } | undefined)?.next_page_url;
  const next = typeof url === "string" ? Object.fromEntries(new URL(url).searchParams) : null;
  return { challenges: rows.map((row) => read(row as Record<string, unknown>, [], factor)), next };
}

export const pending = async (factor: Factor): Promise<Challenge[]> =>
  (await list(factor, { Status: "pending", PageSize: MOST_PENDING })).challenges;

function fetched(answer: Answer, factor: Factor): Challenge {
  const received = members(answer);
  // spec Verify 4.4: split at the commas, and nothing trimmed
  const names = answer.headers.get(SIGNS)?.split(",") ?? [];
  return read(received, names, factor);
}

/** One challenge, with the names of what is to be signed. */
export async function fetchOne(factor: Factor, sid: string): Promise<Challenge> {
  const line = new Line(factor);
  return fetched(await line.ask("GET", `${line.entity}/Challenges/${encodeURIComponent(sid)}`), factor);
}

/**
 * Answers the challenge as it was shown, and looks what became of it: the server may have been answered by somebody else, or
 * have got an answer whose acknowledgement was lost on the way.
 */
// spec Verify 5.5: sign what was read, send it, and read again
export async function answer(factor: Factor, shown: Challenge, status: "approved" | "denied"): Promise<Challenge> {
  const absent = shown.signs.find((name) => !(name in shown.received));
  if (shown.signs.length === 0 || absent !== undefined) {
    throw new Trouble("strange", "the server does not say what is to be signed");
  }
  const line = new Line(factor);
  const path = `${line.entity}/Challenges/${encodeURIComponent(shown.sid)}`;
  const signed = await signedAnswer(factor.keys, shown.received, [...shown.signs], status).catch(() => {
    throw new Trouble("keyless", "the browser does not sign with the key of this factor");
  });
  let no: Trouble | null = null;
  try {
    const told = await line.ask("POST", path, { AuthPayload: signed });
    if (told.status < 200 || told.status > 299) no = refusal(told);
  } catch (e) {
    no = trouble(e);
  }
  const after = await fetchOne(factor, shown.sid).catch((e: unknown) => {
    throw no ?? e;
  });
  // Whatever was said: what stands is what counts.
  if (after.status === "pending") throw no ?? new Trouble("strange", "the server did not take the answer");
  return after;
}
