type Listener = (text: string) => void;

// The last of them is the one that is heard: what is behind a dialog is inert, and read out to nobody.
const listening: Listener[] = [];

// What was said so shortly before its place went away is taken to be unheard, and said again in the place below.
const UNHEARD = 1500;

let last = { text: "", at: -Infinity, by: undefined as Listener | undefined };

/** Has a screen reader say something that is seen elsewhere on the page. */
export function announce(text: string): void {
  const by = listening.at(-1);
  last = { text, at: performance.now(), by };
  by?.(text);
}

/** Is told what is announced for as long as it is the newest who listens; answers how to stop. */
export function hear(listener: Listener): () => void {
  listening.push(listener);
  return () => {
    listening.splice(listening.indexOf(listener), 1);
    if (last.by === listener && performance.now() - last.at < UNHEARD) announce(last.text);
  };
}
