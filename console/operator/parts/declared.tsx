import type { ComponentChildren } from "preact";
import { Field } from "../../shared/components";
import type { Deed } from "../base/asked";
import type { Declared } from "../base/types";
import { limits, type Filled } from "../words/declared";
import { OTHERS, type Group, type Setting } from "../words/service";
import { Check, Select, wrongWith } from "./forms";

type DeclaredFieldProps = {
  parameter: Declared;
  setting: Setting | undefined;
  value: string;
  wrong: string | undefined;
  /** What there is to choose from, where this page knows better than the declaration. */
  choices?: readonly (readonly [value: string, name: string])[] | undefined;
  onValue: (value: string) => void;
};

/** A field for one parameter, of the kind and within the limits that the server declares. */
export function DeclaredField({ parameter: p, setting, value, wrong, choices, onValue }: DeclaredFieldProps) {
  const label = setting?.label ?? p.name;
  const hint = [setting?.hint ?? p.description ?? "", limits(p)].filter(Boolean).join(" ");
  const common = { label, hint, wrong, onValue, name: p.name };
  if (p.type === "boolean")
    return (
      <Check label={label} hint={hint} name={p.name} on={value === "true"} onValue={(on) => onValue(String(on))} />
    );
  if (choices) return <Select {...common} value={value} options={choices} />;
  if (p.enum)
    return (
      <Select
        {...common}
        value={value}
        options={[["", "not set"], ...p.enum.filter(Boolean).map((word) => [word, word] as const)]}
      />
    );
  const number = p.type === "integer" || p.type === "number";
  return (
    <Field
      {...common}
      value={value}
      required={p.required ?? false}
      autocomplete="off"
      inputMode={number ? "numeric" : "text"}
      spellcheck={false}
    />
  );
}

type DeclaredGroupsProps = {
  parameters: readonly Declared[];
  groups: readonly Group[];
  values: Filled;
  deed: Deed;
  choices?: Readonly<Record<string, readonly (readonly [value: string, name: string])[]>>;
  /** What else belongs to a group, by its title. */
  beside?: Readonly<Record<string, ComponentChildren>>;
  onValues: (values: Filled) => void;
};

/** Every parameter the server declares, in groups; one that we have no words for stands under its own name. */
export function DeclaredGroups({
  parameters,
  groups,
  values,
  deed,
  choices = {},
  beside = {},
  onValues,
}: DeclaredGroupsProps) {
  const named = new Set(groups.flatMap((g) => Object.keys(g.settings)));
  const rest = parameters.filter((p) => !named.has(p.name));
  const all: Group[] = [...groups, ...(rest.length ? [{ title: OTHERS, open: false, settings: {} }] : [])];
  return (
    <>
      {all.map((group) => {
        const own =
          group.title === OTHERS
            ? rest
            : Object.keys(group.settings).flatMap((name) => parameters.find((p) => p.name === name) ?? []);
        if (!own.length) return null;
        const wrong = own.some((p) => wrongWith(deed, p.name));
        const fields = (
          <div class="stack">
            {group.lead && <p class="soft small">{group.lead}</p>}
            {own.map((p) => (
              <DeclaredField
                key={p.name}
                parameter={p}
                setting={group.settings[p.name]}
                value={values[p.name] ?? ""}
                wrong={wrongWith(deed, p.name)}
                choices={choices[p.name]}
                onValue={(value) => onValues({ ...values, [p.name]: value })}
              />
            ))}
            {beside[group.title]}
          </div>
        );
        return group.open ? (
          <fieldset key={group.title} class="card">
            <legend>{group.title}</legend>
            {fields}
          </fieldset>
        ) : (
          <details key={group.title} class="card" open={wrong}>
            <summary>{group.title}</summary>
            {fields}
          </details>
        );
      })}
    </>
  );
}
