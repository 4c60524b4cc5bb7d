import { useCredentials } from "../base/known";
import type { Credential } from "../base/types";
import { shortly } from "./bits";

type Choices = Readonly<Record<string, readonly (readonly [value: string, name: string])[]>>;

/** What a Credential is called in a list. */
export function nameOf(c: Credential): string {
  return c.friendly_name || shortly(c.sid);
}

/** For the settings that name a Credential: those of the right type. */
export function useCredentialChoices(): Choices {
  const list = useCredentials().value ?? [];
  const of = (type: Credential["type"]) => [
    ["", "none"] as const,
    ...list.filter((c) => c.type === type).map((c) => [c.sid, nameOf(c)] as const),
  ];
  return {
    "Push.FcmCredentialSid": of("fcm"),
    "Push.ApnCredentialSid": of("apn"),
    "Push.WebpushCredentialSid": of("webpush"),
  };
}
