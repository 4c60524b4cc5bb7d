import { useEffect, useState } from "preact/hooks";
import { now as state, view, type State } from "./desk";

/** What this page knows, now and whenever it changes. */
export function useDesk(): State {
  const [seen, setSeen] = useState(state());
  useEffect(() => {
    setSeen(state());
    return view(() => setSeen(state()));
  }, []);
  return seen;
}

/** The time on this device, once a second. */
export function useClock(): number {
  const [time, setTime] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setTime(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return time;
}

/** Whether the page was in sight for a moment without a break: nobody decides what they cannot have read. */
export function useMoment(millis: number, on: unknown): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      clearTimeout(timer);
      setPassed(false);
      if (document.visibilityState === "visible") timer = setTimeout(() => setPassed(true), millis);
    };
    again();
    document.addEventListener("visibilitychange", again);
    addEventListener("focus", again);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", again);
      removeEventListener("focus", again);
    };
  }, [millis, on]);
  return passed;
}
