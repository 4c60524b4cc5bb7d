import type { Form } from "../base/api";
import type { Declared } from "../base/types";

/** What stands in a form, by parameter; an empty text is nothing. */
export type Filled = Readonly<Record<string, string>>;

/** A parameter's name as the answer's members are called: Totp.TimeStep is totp, time_step. */
export function memberOf(parameter: string): string[] {
  return parameter.split(".").map((part) => part.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase());
}

/** What a resource holds under a parameter's name, as it is written in a form. */
export function held(resource: unknown, parameter: string): string {
  let at: unknown = resource;
  for (const member of memberOf(parameter)) {
    if (typeof at !== "object" || at === null) return "";
    at = (at as Record<string, unknown>)[member];
  }
  if (at === null || at === undefined) return "";
  return Array.isArray(at) ? at.join(",") : String(at);
}

/** What a form begins with: what the resource holds, or what the server takes where nothing is said. */
export function filled(parameters: readonly Declared[], resource?: unknown): Filled {
  const values: Record<string, string> = {};
  for (const p of parameters) {
    const usual = p.type === "boolean" ? String(p.default ?? false) : "";
    values[p.name] = resource === undefined ? usual : held(resource, p.name) || usual;
  }
  return values;
}

/** What differs from what the form began with; what was emptied is sent empty, which clears it. */
export function changes(from: Filled, to: Filled): Form {
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(to)) if (value !== (from[name] ?? "")) sent[name] = value;
  return sent;
}

/** A parameter's limits and default in words. */
export function limits(p: Declared): string {
  const said: string[] = [];
  if (typeof p.minimum === "number" && typeof p.maximum === "number") said.push(`${p.minimum} to ${p.maximum}`);
  else if (typeof p.maximum === "number") said.push(`at most ${p.maximum}`);
  else if (typeof p.minimum === "number") said.push(`at least ${p.minimum}`);
  if (typeof p.max_length === "number") said.push(`at most ${p.max_length} characters`);
  if (p.type !== "boolean" && p.default !== undefined && p.default !== null && p.default !== "") {
    said.push(`${p.default} where left empty`);
  }
  const text = said.join("; ");
  return text ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : "";
}

/** The settings that named a Credential and now name another or none. */
export function credentialsDropped(begun: Readonly<Record<string, string>>, values: Readonly<Record<string, string>>) {
  const named = Object.keys(begun).filter((name) => name.endsWith("CredentialSid") && begun[name]);
  return named.filter((name) => values[name] !== begun[name]);
}
