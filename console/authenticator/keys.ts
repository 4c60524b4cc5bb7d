// The device's key on P-256. The browser keeps its private half to itself and signs with it; no script can read it.
import { base64, base64url, der, utf8, type Bytes } from "./encoding";

const P256 = { name: "ECDSA", namedCurve: "P-256" };
const ES256 = { name: "ECDSA", hash: "SHA-256" };

export const drawKeys = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(P256, false, ["sign", "verify"]) as Promise<CryptoKeyPair>;

const sign = async (keys: CryptoKeyPair, message: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign(ES256, keys.privateKey, message));

/** The public half as enrolment tells it. */
export const publicKey = async (keys: CryptoKeyPair): Promise<string> =>
  base64(new Uint8Array(await crypto.subtle.exportKey("spki", keys.publicKey)));

/** Shows, once, that the private half is here: the factor's SID, signed. */
// spec Verify 5.3: a DER signature over the factor's SID, in standard Base64
export const proof = async (keys: CryptoKeyPair, factorSid: string): Promise<string> =>
  base64(der(await sign(keys, utf8(factorSid))));

// spec Verify 5.1: a JWS has r and s as they are, in Base64url
async function jws(keys: CryptoKeyPair, header: object, payload: object): Promise<string> {
  const part = (value: object) => base64url(utf8(JSON.stringify(value)));
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${base64url(await sign(keys, utf8(signed)))}`;
}

/** The token by which a device shows, request by request, which factor it is. */
// spec Verify 5.4: kid is the credential's SID and sub the account's; whole seconds, good for ten minutes
export function deviceToken(keys: CryptoKeyPair, credential: string, account: string, now: number): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return jws(
    keys,
    { cty: "twilio-pba;v=1", kid: credential, typ: "JWT", alg: "ES256" },
    { sub: account, exp: seconds + 600, nbf: seconds },
  );
}

/** An answer over the very question: every field that is to be signed as it was received, and the answer. */
// spec Verify 5.5: header typ and alg only; the status that was received gives way to the answer
export function signedAnswer(
  keys: CryptoKeyPair,
  received: Record<string, unknown>,
  fields: string[],
  answer: string,
): Promise<string> {
  const payload: Record<string, unknown> = {};
  for (const name of fields) payload[name] = received[name];
  payload["status"] = answer;
  return jws(keys, { typ: "JWT", alg: "ES256" }, payload);
}
