import { get } from "./api";
import { useAsked, type Asked } from "./asked";
import { api } from "./paths";
import type { Credential, Declarations, Declared, Meta } from "./types";

let declared: Promise<Declarations> | undefined;

/** What the server declares of an operation's parameters; asked for once. */
export function useDeclared(operation: string): Asked<Declared[]> {
  return useAsked(`declared ${operation}`, async () => {
    declared ??= get<Declarations>(api.declarations);
    try {
      return (await declared).parameters[operation] ?? [];
    } catch (no) {
      declared = undefined;
      throw no;
    }
  });
}

/** The account's push Credentials; an account has a handful. */
export function useCredentials(): Asked<Credential[]> {
  return useAsked(
    "credentials",
    async (signal) =>
      (await get<{ credentials: Credential[]; meta: Meta }>(`${api.credentials}?PageSize=1000`, signal)).credentials,
  );
}
