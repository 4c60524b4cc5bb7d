import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { Announcer } from "./announcer";

type Look = "" | "main" | "good" | "bad" | "bad-outline" | "plain";

type ButtonProps = {
  look?: Look;
  /** Says that it cannot be pressed now, and keeps the focus, which `disabled` would lose. */
  idle?: boolean;
  onPress?: () => void;
} & Omit<JSX.IntrinsicElements["button"], "onClick" | "class">;

/** Something to be pressed. */
export function Button({ look = "", idle = false, onPress, type = "button", children, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      class={look ? `button ${look}` : "button"}
      aria-disabled={idle ? "true" : undefined}
      onClick={(event) => {
        if (idle) event.preventDefault();
        else onPress?.();
      }}
    >
      {children}
    </button>
  );
}

/** How something to be filled in is named to whoever fills it in. */
export type Named = {
  label: string;
  hint?: ComponentChildren;
  wrong?: string | undefined;
};

/** What an element is told, so that its name, what is meant and what is wrong are read out with it. */
type Told = { id: string; "aria-invalid": "true" | undefined; "aria-describedby": string | undefined };

/**
 * Something to be filled in, with its name, what is meant, and what is wrong with what stands there: which is read out when it
 * appears, since the focus may be elsewhere, or here already.
 */
export function Labelled({ label, hint, wrong, children }: Named & { children: (told: Told) => JSX.Element }) {
  const id = useId();
  const about = [hint ? `${id}-hint` : "", wrong ? `${id}-wrong` : ""].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({ id, "aria-invalid": wrong ? "true" : undefined, "aria-describedby": about || undefined })}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

type FieldProps = Named & {
  value: string;
  onValue: (value: string) => void;
  type?: "text" | "password" | "search" | "url" | "number" | "datetime-local";
  name?: string;
  autocomplete?: string;
  inputMode?: "text" | "numeric" | "url" | "search";
  required?: boolean;
  readOnly?: boolean;
  spellcheck?: boolean;
  maxLength?: number;
  placeholder?: string;
};

/** One line to be written in. */
export function Field({ label, hint, wrong, value, onValue, type = "text", ...rest }: FieldProps) {
  // What an input may be told depends on its type, here known only to whoever asks for the field.
  const given = { type, ...rest } as JSX.IntrinsicElements["input"];
  return (
    <Labelled label={label} hint={hint} wrong={wrong}>
      {(told) => <input {...given} {...told} value={value} onInput={(event) => onValue(event.currentTarget.value)} />}
    </Labelled>
  );
}

type NoticeProps = { kind?: "" | "good" | "bad" | "warn"; title?: string; children?: ComponentChildren };

/** A word to whoever reads the page; what is bad is read out at once. */
export function Notice({ kind = "", title, children }: NoticeProps) {
  return (
    <div class={kind ? `notice ${kind}` : "notice"} role={kind === "bad" ? "alert" : undefined}>
      {title && <strong>{title}</strong>}
      {children}
    </div>
  );
}

/** A page's heading: takes the focus when it appears, so that a screen reader begins there. */
export function Heading({ children }: { children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {children}
    </h1>
  );
}

type DialogProps = {
  title: string;
  /** Where it is not given, there is no leaving by Escape: something is under way, or would be lost. */
  onClose: (() => void) | undefined;
  children: ComponentChildren;
};

/** A question that has to be answered before anything else; Escape is a no. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useEffect(() => {
    // Another question in the same place: what had the focus is gone.
    if (!first.current && heading.current) {
      heading.current.tabIndex = -1;
      heading.current.focus();
    }
    first.current = false;
  }, [title]);
  return (
    <dialog
      class="dialog"
      ref={dialog}
      aria-labelledby={id}
      onKeyDown={(event) => {
        // A second Escape closes without asking, unless the key itself is stopped.
        if (event.key === "Escape" && !onClose) event.preventDefault();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClose={() => {
        // By some other way than ours, a phone's gesture say; what was taken off the page is told of it too.
        if (!dialog.current) return;
        if (onClose) onClose();
        else dialog.current.showModal();
      }}
    >
      <div class="stack">
        <h2 id={id} ref={heading}>
          {title}
        </h2>
        {children}
      </div>
      <Announcer />
    </dialog>
  );
}
