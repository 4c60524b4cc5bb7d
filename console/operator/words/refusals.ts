import type { Refused } from "../base/api";

/** A no, in words for whoever has to do something about it. */
export type Advice = {
  /** What happened. */
  title: string;
  /** What to do. */
  advice: string;
  /** The parameter that it is about, as the API calls it. */
  parameter?: string;
  /** What is wrong with that parameter, alone. */
  wrong?: string;
};

// By the API's own code; several causes may share one.
const BY_CODE: Readonly<Record<number, string>> = {
  20404: "It was deleted meanwhile, or the address is mistyped. Go back to the list it stood in.",
  20413: "It is larger than the server takes. Send less.",
  60301: "Open it instead of creating it.",
  60307: "The device takes no pushes: it asks for its challenges itself.",
  60308: "Too many answers were tried on this challenge. Create a new one.",
  60309: "This challenge has rung the device as often as it may. Create a new one.",
  60310: "Too many codes were tried. Delete the factor and enrol anew.",
  60311: "Compare the clock of the device with the time shown here, and try the code that is shown now.",
  60312: "This person has been asked as often as is allowed for the moment. Wait some minutes.",
  60313: "The access token is used up, too old, or for somebody else. Make a new link.",
  60314: "The device sent a key that is none the server can use.",
  60315: "Delete a factor that is no longer used first.",
  60317: "The same key or secret is enrolled already. Delete that factor, or enrol with a new one.",
  60318: "Verify the factor first. One that was disabled by wrong codes has to be deleted and enrolled anew.",
  60322: "It has its answer already, and keeps it.",
  60323: "Its time is over. Create a new one.",
  60324: "The answer was not right for this challenge. Try the code that is shown now, each code once.",
  60326: "Too many factors were created for this person. Wait, or delete those that are not used.",
};

export function advise(no: Refused): Advice {
  if (no.unreached) {
    return no.message === "The server did not answer"
      ? { title: no.message, advice: "Look whether it runs and whether you are online, then try again." }
      : { title: "This page made a mistake", advice: `Load it again. It says: ${no.message}` };
  }
  const about = /^[^:]+: ([A-Za-z][A-Za-z0-9.]*) (must .+|is .+|has .+)$/.exec(no.message);
  if (about?.[1] && about[2] && (no.status === 400 || no.status === 403)) {
    return {
      title: no.message,
      advice: "Change what is marked and send it again.",
      parameter: about[1],
      wrong: sentence(about[2]),
    };
  }
  return { title: no.message, advice: BY_CODE[no.code] ?? byStatus(no) };
}

function byStatus(no: Refused): string {
  switch (no.status) {
    case 400:
      return "Something in the form is not as the server wants it. It says what, above.";
    case 401:
      return "Sign in again.";
    case 403:
      return "The server does not allow it from here. Load the page again; if that does not help, sign in again.";
    case 404:
      return BY_CODE[20404] ?? "";
    case 409:
      return "Somebody else was quicker. Look at what is there now.";
    case 429:
      return `Too much was asked at once. Try again in ${seconds(no.pause ?? 1)}.`;
    case 503:
      return `The server cannot serve right now; its log says why. Try again in ${seconds(no.pause ?? 1)}.`;
    default:
      return "The server's log says more; look for the time of this request.";
  }
}

export function seconds(n: number): string {
  if (n < 90) return n === 1 ? "1 second" : `${n} seconds`;
  return `${Math.ceil(n / 60)} minutes`;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1) + (words.endsWith(".") ? "" : ".");
}
