import { useEffect, useState } from "preact/hooks";
import { hear } from "./said";

/** Where what is announced is written for screen readers: one for the page, and one within each dialog. */
export function Announcer() {
  const [said, setSaid] = useState({ text: "", turn: 0 });
  useEffect(() => hear((text) => setSaid((was) => ({ text, turn: was.turn + 1 }))), []);
  // The same words a second time are a change all the same.
  return (
    <div class="unseen" role="status" aria-live="polite">
      <span key={said.turn}>{said.text}</span>
    </div>
  );
}
