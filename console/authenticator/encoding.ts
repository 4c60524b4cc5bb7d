// The three spellings of bytes that the protocol has, each in its place.

export type Bytes = Uint8Array<ArrayBuffer>;

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** Standard Base64, padded. */
export const base64 = (bytes: Uint8Array): string => btoa(latin1(bytes));

/** Base64url, unpadded. */
export const base64url = (bytes: Uint8Array): string =>
  base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** Throws where that is no Base64url. */
export function fromBase64url(text: string): Bytes {
  if (!/^[\w-]*={0,2}$/.test(text)) throw new Error("no Base64url");
  const standard = text.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(standard), (c) => c.charCodeAt(0));
}

/** A signature as ASN.1 has it, of one as WebCrypto gives it: r and s, 32 bytes each. */
export function der(raw: Uint8Array): Bytes {
  const body = [...integer(raw.subarray(0, 32)), ...integer(raw.subarray(32))];
  return Uint8Array.from([0x30, body.length, ...body]);
}

function integer(bytes: Uint8Array): number[] {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const digits = [...bytes.subarray(from)];
  // A first bit that is set would make it negative.
  if (((digits[0] ?? 0) & 0x80) !== 0) digits.unshift(0);
  return [0x02, digits.length, ...digits];
}
