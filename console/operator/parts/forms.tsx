import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Named } from "../../shared/components";
import { Button, Dialog, Field, Labelled, Notice } from "../../shared/components";
import type { Deed } from "../base/asked";
import { useDeed } from "../base/asked";
import { names, readable } from "../words/names";
import { advise } from "../words/refusals";
import { Failed } from "./bits";

type SelectProps = Named & {
  value: string;
  options: readonly (readonly [value: string, name: string])[];
  onValue: (value: string) => void;
  name?: string;
};

/** One of several. */
export function Select({ label, hint, wrong, value, options, onValue, name }: SelectProps) {
  return (
    <Labelled label={label} hint={hint} wrong={wrong}>
      {(told) => (
        <select {...told} name={name} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
          {options.map(([option, text]) => (
            <option key={option} value={option} selected={option === value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

type TextProps = Named & {
  value: string;
  onValue: (value: string) => void;
  rows?: number;
  name?: string;
};

/** Several lines to be written in. */
export function TextField({ label, hint, wrong, value, onValue, rows = 4, name }: TextProps) {
  return (
    <Labelled label={label} hint={hint} wrong={wrong}>
      {(told) => (
        <textarea
          {...told}
          name={name}
          rows={rows}
          spellcheck={false}
          autocomplete="off"
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

type CodeProps = { value: string; wrong?: string | undefined; onValue: (value: string) => void };

/** The code of the moment, copied off an authenticator app; some show it in groups. */
export function CodeField({ value, wrong, onValue }: CodeProps) {
  return (
    <Field
      label="Code that the app shows"
      wrong={wrong}
      value={value}
      name="code"
      autocomplete="one-time-code"
      inputMode="numeric"
      maxLength={12}
      onValue={onValue}
    />
  );
}

type CheckProps = {
  label: string;
  hint?: ComponentChildren;
  on: boolean;
  onValue: (on: boolean) => void;
  name?: string;
};

/** Yes or no. */
export function Check({ label, hint, on, onValue, name }: CheckProps) {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        name={name}
        type="checkbox"
        checked={on}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onValue(event.currentTarget.checked)}
      />
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p class="soft small" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

type FormProps = {
  deed: Deed;
  onSend: () => Promise<void>;
  send: string;
  sending?: string;
  /** Parameters whose fields say themselves what is wrong. */
  own?: readonly string[];
  others?: ComponentChildren;
  children: ComponentChildren;
};

/** Fields and the button that sends them. What the server refuses is said beside the field it is about, or above the button. */
export function Form({ deed, onSend, send, sending, own = [], others, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const advice = deed.no && advise(deed.no);
  const beside = advice?.parameter !== undefined && own.includes(advice.parameter);
  useEffect(() => {
    if (beside) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [deed.no, beside]);
  return (
    <form
      class="stack form"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        deed.run(onSend);
      }}
    >
      {children}
      {deed.no && !beside && <Failed no={deed.no} />}
      <div class="row">
        <Button type="submit" look="main" idle={deed.busy}>
          {deed.busy ? (sending ?? `${send}…`) : send}
        </Button>
        {others}
      </div>
    </form>
  );
}

/** What is wrong with a parameter, of those that a form marks itself. */
export function wrongWith(deed: Deed, parameter: string): string | undefined {
  if (!deed.no) return undefined;
  const advice = advise(deed.no);
  return advice.parameter === parameter ? advice.wrong : undefined;
}

type ConfirmProps = {
  title: string;
  /** What will be, once it is done. */
  children: ComponentChildren;
  /** What has to be typed, where it cannot be undone. */
  name?: string;
  /** What that is the name of. */
  of?: string;
  /** What is asked for instead where nothing can be read of the name. */
  sid?: string;
  button: string;
  deed: () => Promise<void>;
  onClose: () => void;
};

/** Before something that cannot be taken back: says what it does, and asks for the name of what it is done to. */
export function Confirm({ title, children, name: named, of: what = "name", sid, button, deed, onClose }: ConfirmProps) {
  const bySid = sid !== undefined && named !== undefined && !readable(named);
  const [name, of] = bySid ? [sid, "SID"] : [named, what];
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string>();
  const doing = useDeed();
  return (
    // What is under way is not called back by looking away from it.
    <Dialog title={title} onClose={doing.busy ? undefined : onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (name !== undefined && !names(typed, name)) {
            setWrong(`This is not its ${of}.`);
            return;
          }
          doing.run(deed);
        }}
      >
        <Notice kind="warn">{children}</Notice>
        {name !== undefined && (
          <Field
            label={`Type its ${of} to go on`}
            hint={<code>{name}</code>}
            wrong={wrong}
            value={typed}
            autocomplete="off"
            spellcheck={false}
            onValue={(value) => {
              setTyped(value);
              setWrong(undefined);
            }}
          />
        )}
        {doing.no && <Failed no={doing.no} />}
        <div class="row">
          <Button type="submit" look="bad" idle={doing.busy}>
            {button}
          </Button>
          <Button idle={doing.busy} onPress={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
