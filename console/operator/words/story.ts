import type { TrailEntry } from "../base/types";

/** One entry of somebody's trail, as it is told. */
export type Tale = { title: string; detail?: string; tone: "" | "good" | "bad" | "warn" };

/** What happened, in words; what we do not know is told by its own name. */
export function tale(entry: TrailEntry): Tale {
  const d = entry.details;
  switch (entry.type) {
    case "entity.created":
      return { title: "Entity created", tone: "" };
    case "factor.created":
      return { title: "Factor created", tone: "" };
    case "factor.verified":
      return { title: "Factor verified", tone: "good" };
    case "factor.updated":
      return { title: "Factor changed", tone: "" };
    case "factor.deleted":
      return { title: "Factor deleted", tone: "warn" };
    case "factor.disabled":
      return {
        title: "Factor disabled",
        detail: "Too many wrong codes in a row. It answers nothing any more: delete it and enrol anew.",
        tone: "bad",
      };
    case "challenge.created":
      return { title: "Challenge created", tone: "" };
    case "challenge.pushed":
      return { title: `Push taken by ${platform(d)}`, ...detail(answered(d)), tone: "" };
    case "challenge.push_failed":
      return { title: `Push not delivered by ${platform(d)}`, ...detail(answered(d)), tone: "bad" };
    case "challenge.wrong_code":
      return { title: "Wrong code", detail: drift(d.drift_steps), tone: "warn" };
    case "challenge.approved":
      return { title: "Approved", tone: "good" };
    case "challenge.denied":
      return { title: "Denied", tone: "bad" };
    case "challenge.refused": {
      const code = d.code === undefined ? "" : ` (${String(d.code)})`;
      return { title: `Answer refused${code}`, ...detail(said(d, "message")), tone: "bad" };
    }
    case "webhook.told": {
      const of = said(d, "type") ? ` of ${said(d, "type")}` : "";
      return d.reached === false
        ? { title: `Webhook not told${of}`, ...detail(answered(d)), tone: "bad" }
        : { title: `Webhook told${of}`, ...detail(answered(d)), tone: "" };
    }
    case "push_token.lost":
      return {
        title: "Push token dead",
        detail: "The push service knows the device no more; it is not rung.",
        tone: "bad",
      };
    default:
      return { title: entry.type, ...detail(Object.keys(d).length ? JSON.stringify(d) : ""), tone: "" };
  }
}

/** What a wrong code says of the clock that made it. */
export function drift(steps: unknown): string {
  if (typeof steps !== "number")
    return "It is no code of this app's, of any time near now: mistyped, or another app's.";
  if (steps === 0) return "It is the code of now, and was used already.";
  const n = Math.abs(steps);
  const way = steps > 0 ? "ahead" : "behind";
  if (n === 1)
    return `It is the code ${steps > 0 ? "after" : "before"} that of now: used already, or the phone's clock is ${way}.`;
  return steps > 0
    ? `It is right for ${n} codes later: the phone's clock is ahead.`
    : `It is right for ${n} codes earlier: the phone's clock is behind, or it was typed too late.`;
}

function platform(details: Record<string, unknown>): string {
  switch (details.platform) {
    case "fcm":
      return "FCM";
    case "apn":
      return "APNs";
    case "webpush":
      return "the browser's push service";
    default:
      return said(details, "platform") || "the push service";
  }
}

/** What was answered, where that is a bare status as well. */
function answered(details: Record<string, unknown>): string {
  const answer = said(details, "answer");
  return /^\d{3}$/.test(answer) ? `HTTP ${answer}` : answer;
}

function said(details: Record<string, unknown>, name: string): string {
  const value = details[name];
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

const detail = (text: string): { detail?: string } => (text ? { detail: text } : {});
