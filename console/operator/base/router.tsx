import { createContext, type ComponentChildren } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";

/** Where the page is: the path after which it is drawn, and what is asked of it. */
export type Place = { path: string; query: URLSearchParams };

const place = (): Place => ({
  path: location.pathname.length > 1 ? location.pathname.replace(/\/+$/, "") : location.pathname,
  query: new URLSearchParams(location.search),
});

const Here = createContext<Place>({ path: "/", query: new URLSearchParams() });

const CHANGED = "countersign:place";

/** Goes to another place of this page, or replaces this one in the browser's history. */
export function go(to: string, replace = false): void {
  if (replace) history.replaceState(null, "", to);
  else {
    history.pushState(null, "", to);
    scrollTo(0, 0);
  }
  dispatchEvent(new Event(CHANGED));
}

export function Placed({ children }: { children: ComponentChildren }) {
  const [at, setAt] = useState(place);
  useEffect(() => {
    const moved = () => setAt(place());
    addEventListener("popstate", moved);
    addEventListener(CHANGED, moved);
    return () => {
      removeEventListener("popstate", moved);
      removeEventListener(CHANGED, moved);
    };
  }, []);
  return <Here.Provider value={at}>{children}</Here.Provider>;
}

export function usePlace(): Place {
  return useContext(Here);
}

/** Whether a press asks for the place itself, and not for a new tab or window. */
export function here(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

type LinkProps = {
  to: string;
  children: ComponentChildren;
  class?: string;
  "aria-current"?: "page" | "true" | undefined;
};

/** A way to another place of this page; in a new tab where the browser is told so. */
export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={to}
      onClick={(event) => {
        if (!here(event)) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}

/** What stands in a path where a pattern has names, `/services/:service`; null where it is another path. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [i, want] of wanted.entries()) {
    const give = given[i] ?? "";
    if (!want.startsWith(":")) {
      if (want !== give) return null;
      continue;
    }
    if (!give) return null;
    try {
      found[want.slice(1)] = decodeURIComponent(give);
    } catch {
      return null;
    }
  }
  return found;
}

/** A path with what is asked of it; nothing is asked with an empty answer. */
export function asking(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) pairs.set(name, value);
  const text = pairs.toString();
  return text ? `${path}?${text}` : path;
}
