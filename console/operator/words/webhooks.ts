import type { Form } from "../base/api";
import type { Declared } from "../base/types";

/** What a Webhook's form holds. */
export type WebhookForm = {
  name: string;
  url: string;
  /** Everything there is and will be. */
  all: boolean;
  types: readonly string[];
  enabled: boolean;
  version: string;
};

export const EVERYTHING = "*";

/** The events that can be told, one by one, as the server declares them. */
export function eventTypes(declared: readonly Declared[]): string[] {
  return (declared.find((p) => p.name === "EventTypes")?.enum ?? []).filter((type) => type !== EVERYTHING);
}

/** The versions there are, the usual one first. */
export function versions(declared: readonly Declared[]): string[] {
  const p = declared.find((one) => one.name === "Version");
  const usual = p?.default ? String(p.default) : undefined;
  const rest = (p?.enum ?? []).filter((v) => v !== usual);
  return usual ? [usual, ...rest] : rest;
}

export function webhookForm(f: WebhookForm): Form {
  return {
    FriendlyName: f.name.trim(),
    WebhookUrl: f.url.trim(),
    EventTypes: f.all ? [EVERYTHING] : f.types,
    Status: f.enabled ? "enabled" : "disabled",
    Version: f.version || undefined,
  };
}

/** What the last try came to, and what to do about it. */
export function deliveryAdvice(answer: string | null): string {
  if (!answer) return "";
  if (/is not allowed/.test(answer)) {
    return "The address is inside a private network. If it shall be reached, name it in --webhook-allow.";
  }
  if (/^HTTP 3\d\d/.test(answer))
    return "The address sends elsewhere, which is not followed: configure where it leads.";
  if (/^HTTP (401|403)/.test(answer))
    return "The receiver let it in, and refused it: look how it checks the signature, and with which URL.";
  if (/^HTTP 404/.test(answer)) return "The receiver is there, and knows nothing under this path.";
  if (/^HTTP 5\d\d/.test(answer)) return "The receiver failed: its own log says why.";
  if (/^TLS/.test(answer)) return "The receiver's certificate is not one this machine trusts, or is for another name.";
  return "";
}
