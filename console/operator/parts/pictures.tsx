import type { ComponentChildren } from "preact";
import { useId, useMemo } from "preact/hooks";
import { boundNames, shortBoundNames, type Counted, type Span, type Step } from "../words/pictures";
import { Chart, type Series } from "./chart";
import { Table, type Row } from "./table";

type OverTime = { steps: readonly Step[]; step: Span["step"]; sum: Counted };

const hour = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });

function named(at: number, step: Span["step"]): string {
  return (step === "day" ? day : hour).format(at);
}

type FigureProps = { title: string; children: ComponentChildren; columns: readonly string[]; rows: readonly Row[] };

/** A picture, and the same in numbers. */
function Figure({ title, children, columns, rows }: FigureProps) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
      <details>
        <summary class="small">The numbers as a table</summary>
        <Table figures label={title} columns={columns} rows={rows} numbers={columns.map((_, i) => i).slice(1)} />
      </details>
    </section>
  );
}

/** Series over time, as a picture and as a table with the newest first. */
function useOverTime(steps: readonly Step[], step: Span["step"], series: readonly Series[]) {
  const at = useMemo(() => steps.map((s) => s.at), [steps]);
  const rows = steps
    .map((s, i) => ({ key: String(s.at), cells: [named(s.at, step), ...series.map((one) => one.values[i] ?? 0)] }))
    .reverse();
  return { at, rows, nameOf: (i: number) => named(steps[i]?.at ?? 0, step) };
}

/** How challenges ended. */
export function Ends({ steps, step, sum }: OverTime) {
  const series = useMemo<readonly Series[]>(
    () => [
      { name: "approved", colour: "accent", values: steps.map((s) => s.approved) },
      { name: "expired", colour: "line-strong", values: steps.map((s) => s.expired) },
      { name: "denied", colour: "bad", values: steps.map((s) => s.denied) },
    ],
    [steps],
  );
  const { at, rows, nameOf } = useOverTime(steps, step, series);
  return (
    <Figure
      title="How challenges ended"
      columns={[step === "day" ? "Day" : "Hour", ...series.map((s) => s.name)]}
      rows={rows}
    >
      <Chart
        label={`Bars over time: ${sum.approved} approved, ${sum.expired} expired, ${sum.denied} denied in all.`}
        steps={at}
        series={series}
        nameOf={nameOf}
      />
    </Figure>
  );
}

/** How long people took. */
export function Answers({ sum }: { sum: Counted }) {
  const names = useMemo(boundNames, []);
  const short = useMemo(shortBoundNames, []);
  const series = useMemo<readonly Series[]>(() => [{ name: "answers", colour: "accent", values: sum.took }], [sum]);
  return (
    <Figure
      title="Time to answer"
      columns={["Within", "answers"]}
      rows={names.map((name, i) => ({ key: name, cells: [name, sum.took[i] ?? 0] }))}
    >
      <Chart
        label={`Bars of how long answers took: ${names.map((name, i) => `${name}: ${sum.took[i] ?? 0}`).join(", ")}.`}
        steps={short}
        series={series}
        nameOf={(i) => names[i] ?? ""}
      />
    </Figure>
  );
}

/** What did not arrive. */
export function Sending({ steps, step, sum }: OverTime) {
  const series = useMemo<readonly Series[]>(
    () => [
      { name: "events told", colour: "line-strong", values: steps.map((s) => s.events_sent) },
      { name: "events failed", colour: "bad", values: steps.map((s) => s.events_failed) },
      { name: "pushes failed", colour: "warn", values: steps.map((s) => s.pushes_failed) },
    ],
    [steps],
  );
  const { at, rows, nameOf } = useOverTime(steps, step, series);
  return (
    <Figure title="Deliveries" columns={[step === "day" ? "Day" : "Hour", ...series.map((s) => s.name)]} rows={rows}>
      <Chart
        label={`Bars over time: ${sum.events_sent} events told, ${sum.events_failed} failed, ${sum.pushes_failed} pushes failed in all.`}
        steps={at}
        series={series}
        nameOf={nameOf}
      />
    </Figure>
  );
}
