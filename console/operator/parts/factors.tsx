import { get, Refused } from "../base/api";
import { useAsked, type Asked } from "../base/asked";
import { api } from "../base/paths";
import type { Factor, Meta } from "../base/types";

const PLATFORMS: Readonly<Record<string, string>> = {
  fcm: "Android (FCM)",
  apn: "Apple (APNs)",
  webpush: "Web Push",
  none: "nothing: it asks itself",
};

/** What a factor is, for people. */
export function kindOf(f: Factor): string {
  return f.factor_type === "totp" ? "Authenticator app (TOTP)" : "Device that approves (push)";
}

/** By what a device is rung, and whether it still is. */
export function Reached({ factor }: { factor: Factor }) {
  if (factor.factor_type === "totp") return <span class="soft">its own clock</span>;
  const {
    notification_platform: platform = "none",
    notification_token_gone: gone,
    notifications_unanswered: unanswered = 0,
  } = factor.config;
  return (
    <>
      {PLATFORMS[platform] ?? platform}
      {gone && (
        <>
          {" "}
          <span class="state bad">token dead</span>
        </>
      )}
      {!gone && unanswered >= 3 && (
        <>
          {" "}
          <span class="state warn">{unanswered} unanswered</span>
        </>
      )}
    </>
  );
}

/** A person's factors, of whom there is a handful; of somebody who is not there, none. */
export function useFactors(service: string, identity: string, every = 0): Asked<Factor[]> {
  return useAsked(
    `all factors ${service} ${identity}`,
    async (signal) => {
      try {
        const path = `${api.factors(service, identity)}?PageSize=100`;
        return (await get<{ factors: Factor[]; meta: Meta }>(path, signal)).factors;
      } catch (no) {
        if (no instanceof Refused && no.status === 404) return [];
        throw no;
      }
    },
    every,
  );
}
