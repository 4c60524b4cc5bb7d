// What this browser keeps of each factor that it is, in IndexedDB; the key in it is a handle that only signs.

/** A push factor whose device is this browser. */
export interface Factor {
  readonly sid: string;
  readonly service: string;
  readonly identity: string;
  readonly account: string;
  readonly credential: string;
  /** Who asks, as the enrolment link called them. */
  readonly title: string;
  /** What this device is called there. */
  readonly name: string;
  readonly created: number;
  readonly keys: CryptoKeyPair;
  readonly verified: boolean;
  /** By how many milliseconds this device's clock is behind the server's. */
  readonly correction: number;
  /** Whether the server said that it does not know this key any more. */
  readonly gone: boolean;
  /** How the server rings this browser; null while it does not. */
  readonly ringing: { readonly endpoint: string; readonly key: string } | null;
  /** Whether the page is to notify while it is open, since the server cannot. */
  readonly pageRings: boolean;
}

const FACTORS = "factors";
const watchers = new Set<() => void>();
let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open("countersign", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(FACTORS, { keyPath: "sid" });
    request.onsuccess = () => {
      // Whoever wants to change or remove the whole must not wait for this page.
      request.result.onversionchange = () => forgetConnection(request.result);
      request.result.onclose = () => (opened = undefined);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("the browser's database is held by another page"));
  }).catch((e: unknown) => {
    opened = undefined;
    throw e;
  });
  return opened;
}

function forgetConnection(connection: IDBDatabase) {
  connection.close();
  opened = undefined;
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(FACTORS, mode);
  const request = work(transaction.objectStore(FACTORS));
  return new Promise<T>((resolve, reject) => {
    // Done is what is written, not what was asked for.
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new Error("the browser did not keep it"));
    transaction.onerror = () => reject(transaction.error ?? request.error);
  });
}

/** The factors in the order in which they were enrolled. */
export async function factors(): Promise<Factor[]> {
  const all = await within<Factor[]>("readonly", (store) => store.getAll() as IDBRequest<Factor[]>);
  return all.sort((a, b) => a.created - b.created);
}

export const find = (sid: string): Promise<Factor | undefined> =>
  within("readonly", (store) => store.get(sid) as IDBRequest<Factor | undefined>);

export const keep = (factor: Factor): Promise<void> => within("readwrite", (store) => store.put(factor)).then(tell);

export const forget = (sid: string): Promise<void> => within("readwrite", (store) => store.delete(sid)).then(tell);

/** Calls whenever this page has changed what is kept. */
export function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}

const tell = () => watchers.forEach((changed) => changed());

/** Changes what is kept of one factor, where it is still kept; gives what it is now. */
export async function change(sid: string, changes: Partial<Factor>): Promise<Factor | undefined> {
  const transaction = (await database()).transaction(FACTORS, "readwrite");
  const store = transaction.objectStore(FACTORS);
  return new Promise((resolve, reject) => {
    let next: Factor | undefined;
    const request = store.get(sid) as IDBRequest<Factor | undefined>;
    request.onsuccess = () => {
      if (!request.result) return;
      next = { ...request.result, ...changes };
      store.put(next);
    };
    transaction.oncomplete = () => {
      if (next) tell();
      resolve(next);
    };
    transaction.onabort = () => reject(transaction.error ?? new Error("the browser did not keep it"));
  });
}
