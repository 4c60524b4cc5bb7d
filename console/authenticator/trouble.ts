// What can go wrong between this page and the server, by what a person can do about it.

export type Kind =
  /** This device has no network. */
  | "offline"
  /** The network is there, and the server does not answer. */
  | "unreachable"
  /** The server does not know this key, or the access token. */
  | "unknown"
  /** The browser no longer signs with the key, or does not let a page keep one. */
  | "keyless"
  /** The server has too much to do, or was asked too often. */
  | "busy"
  /** The server says no, and why. */
  | "refused"
  /** What the server sent is nothing that this page understands. */
  | "strange";

export class Trouble extends Error {
  constructor(
    readonly kind: Kind,
    message: string,
    readonly status = 0,
    readonly code = 0,
  ) {
    super(message);
  }
}

/** Whatever was thrown, as trouble. */
export const trouble = (thrown: unknown): Trouble =>
  thrown instanceof Trouble ? thrown : new Trouble("strange", thrown instanceof Error ? thrown.message : String(thrown));
