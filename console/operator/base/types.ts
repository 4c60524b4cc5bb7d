/** What the API answers, as far as the console reads it. */

export type Meta = {
  page: number;
  page_size: number;
  next_page_url: string | null;
  previous_page_url: string | null;
};

export type Service = {
  sid: string;
  friendly_name: string;
  date_created: string;
  date_updated: string;
  push: {
    apn_credential_sid: string | null;
    fcm_credential_sid: string | null;
    webpush_credential_sid: string | null;
  };
  totp: { issuer: string | null; time_step?: number | null; code_length?: number | null };
  [more: string]: unknown;
};

export type Entity = {
  sid: string;
  identity: string;
  service_sid: string;
  date_created: string;
  date_updated: string;
};

export type Factor = {
  sid: string;
  identity: string;
  friendly_name: string;
  status: "unverified" | "verified";
  factor_type: "totp" | "push";
  date_created: string;
  date_updated: string;
  config: TotpConfig & PushConfig;
  metadata: Record<string, unknown> | null;
};

type TotpConfig = { alg?: string; skew?: number; code_length?: number; time_step?: number };

type PushConfig = {
  sdk_version?: string;
  app_id?: string;
  notification_platform?: string;
  notification_token?: string | null;
  notification_token_gone?: string | null;
  notifications_unanswered?: number;
};

export type NewFactor = Factor & { binding: { secret: string; uri: string } };

export type AccessToken = { sid: string; token: string; ttl: number; date_created: string };

export type ChallengeStatus = "pending" | "approved" | "denied" | "expired";

export type Challenge = {
  sid: string;
  identity: string;
  service_sid: string;
  factor_sid: string;
  factor_type: "totp" | "push";
  status: ChallengeStatus;
  date_created: string;
  date_updated: string;
  date_responded: string | null;
  expiration_date: string;
  details: { message?: string | null; fields?: { label: string; value: string }[]; date?: string } | null;
  hidden_details: Record<string, unknown> | null;
  metadata: Record<string, unknown> | null;
};

export type Webhook = {
  sid: string;
  friendly_name: string;
  event_types: string[];
  status: "enabled" | "disabled";
  version: string;
  webhook_url: string;
  date_created: string;
  date_updated: string;
};

export type DeliveryStatus = "queued" | "sent" | "failed";

export type Delivery = {
  sid: string;
  event_type: string;
  event_uuid: string;
  factor_sid: string;
  challenge_sid: string | null;
  status: DeliveryStatus;
  tries: number;
  last_answer: string | null;
  date_next_try: string | null;
  date_sent: string | null;
  date_created: string;
};

export type TestAnswer = { delivered: boolean; answer: string; milliseconds: number };

export type Key = { sid: string; friendly_name: string; date_created: string };
export type NewKey = Key & { secret: string };

export type Credential = {
  sid: string;
  friendly_name: string | null;
  type: "apn" | "fcm" | "webpush";
  sandbox: string;
  public_key: string | null;
  date_created: string;
  date_updated: string;
};

export type TrailEntry = {
  sid: string;
  date_created: string;
  type: string;
  factor_sid: string | null;
  challenge_sid: string | null;
  details: Record<string, unknown>;
};

export type Hour = {
  hour: string;
  created: number;
  approved: number;
  denied: number;
  expired: number;
  wrong_codes: number;
  pushes_failed: number;
  events_sent: number;
  events_failed: number;
  answer_seconds: Record<string, number>;
};

export type Counts = { since: string; until: string; hours: Hour[] };

export type Alarm = { identity: string; denied: number; unanswered: number; since: string };

/** One parameter as the server declares it. */
export type Declared = {
  name: string;
  type: string;
  required?: boolean;
  default?: string | number | boolean | null;
  minimum?: number | null;
  maximum?: number | null;
  enum?: string[] | null;
  max_length?: number | null;
  description?: string | null;
};

export type Declarations = { parameters: Record<string, Declared[]> };

export type Health = {
  version: string | null;
  uptime_seconds: number;
  database: { engine: string; reachable: boolean; trouble?: string | null; milliseconds?: number | null };
  outbox: { owed: number | null; owed_counted_to?: number; lag_seconds: number };
  push: { failures_last_hour: number; tried_last_hour?: number };
  servers: number | null;
};
