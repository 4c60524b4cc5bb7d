import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Refused } from "./api";

/** What was asked for, on its way or here. What was there before stays until there is something newer. */
export type Asked<T> = {
  value: T | undefined;
  no: Refused | undefined;
  again: () => void;
  /** Takes what is known from elsewhere to be so now. */
  set: (value: T) => void;
};

// After so long without a hand on the page it stops asking by itself, so that a session left alone ends.
const UNATTENDED = 15 * 60_000;
let touched = Date.now();
for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
  globalThis.addEventListener?.(kind, () => (touched = Date.now()), { passive: true, capture: true });
}

/** Whether somebody is likely to look. */
export function attended(): boolean {
  return document.visibilityState === "visible" && Date.now() - touched < UNATTENDED;
}

/**
 * Asks when it is first drawn, whenever the key is another, and, where so told, every so many milliseconds while somebody is
 * likely to look.
 */
export function useAsked<T>(key: string, question: (signal: AbortSignal) => Promise<T>, every = 0): Asked<T> {
  const [state, setState] = useState<{ key: string; value: T | undefined; no: Refused | undefined }>({
    key,
    value: undefined,
    no: undefined,
  });
  const [round, setRound] = useState(0);
  const latest = useRef(question);
  latest.current = question;

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const value = await latest.current(stop.signal);
        if (!stop.signal.aborted) setState({ key, value, no: undefined });
      } catch (no) {
        if (stop.signal.aborted) return;
        const refused = no instanceof Refused ? no : new Refused(0, 0, String(no));
        setState((was) => ({ key, value: was.key === key ? was.value : undefined, no: refused }));
      }
      later();
    };
    const later = () => {
      if (every && !stop.signal.aborted) timer = setTimeout(() => (attended() ? void ask() : later()), every);
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [key, every, round]);

  const again = useCallback(() => setRound((n) => n + 1), []);
  const set = useCallback((value: T) => setState({ key, value, no: undefined }), [key]);
  // What is known of another key is nothing to be shown under this one.
  const known = state.key === key;
  return { value: known ? state.value : undefined, no: known ? state.no : undefined, again, set };
}

/** Something done at a press: whether it is under way, and what came of it. */
export type Deed = {
  busy: boolean;
  no: Refused | undefined;
  run: (deed: () => Promise<void>) => void;
  clear: () => void;
};

export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [no, setNo] = useState<Refused>();
  const there = useRef(true);
  const running = useRef(false);
  useEffect(() => {
    there.current = true;
    return () => {
      there.current = false;
    };
  }, []);
  const run = useCallback((deed: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setNo(undefined);
    deed()
      .catch((reason: unknown) => {
        if (there.current) setNo(reason instanceof Refused ? reason : new Refused(0, 0, String(reason)));
      })
      .finally(() => {
        running.current = false;
        if (there.current) setBusy(false);
      });
  }, []);
  return { busy, no, run, clear: useCallback(() => setNo(undefined), []) };
}
