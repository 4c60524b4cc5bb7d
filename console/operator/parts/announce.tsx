import { useEffect, useState } from "preact/hooks";

let tell: (text: string) => void = () => {};

/** Has a screen reader say something that is seen elsewhere on the page. */
export function announce(text: string): void {
  tell(text);
}

/** Where what is announced is written for screen readers. */
export function Announcer() {
  const [said, setSaid] = useState({ text: "", turn: 0 });
  useEffect(() => {
    tell = (text) => setSaid((was) => ({ text, turn: was.turn + 1 }));
    return () => {
      tell = () => {};
    };
  }, []);
  // The same words a second time are a change all the same.
  return (
    <div class="unseen" role="status" aria-live="polite">
      <span key={said.turn}>{said.text}</span>
    </div>
  );
}
