import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Refused, Session } from "./api";
import type { Asked } from "./asked";
import type { Alarm, Meta, Service } from "./types";

/** What every page behind the door may know. */
export type Known = {
  session: Session;
  /** The account's first hundred Services. */
  services: Asked<{ services: Service[]; meta: Meta }>;
  /** People of the Service in the address who may be under attack. */
  alarms: Alarm[];
  /** Why it could not be looked for them the last time. */
  blind: Refused | undefined;
};

export const Inside = createContext<Known | undefined>(undefined);

export function useInside(): Known {
  const known = useContext(Inside);
  if (!known) throw new Error("asked outside the shell");
  return known;
}

/** What the Service is called; its SID until that is known. */
export function useServiceName(sid: string): string {
  const { services } = useInside();
  return services.value?.services.find((s) => s.sid === sid)?.friendly_name ?? sid;
}
