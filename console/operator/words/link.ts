/** The link that enrols a browser as an authenticator. What it holds stands after the #, which no browser sends anywhere. */

export type Enrolment = { service: string; identity: string; token: string; name?: string };

export function enrolmentLink(origin: string, { service, identity, token, name }: Enrolment): string {
  const held = JSON.stringify({ s: service, i: identity, t: token, ...(name ? { n: name } : {}) });
  let bytes = "";
  for (const byte of new TextEncoder().encode(held)) bytes += String.fromCharCode(byte);
  const text = btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${origin}/authenticator#v1.${text}`;
}

/** Whether another machine can reach an address that begins so. */
export function reachesFromElsewhere(hostname: string): boolean {
  return !/^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
