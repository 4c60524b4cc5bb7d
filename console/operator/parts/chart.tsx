import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { stacked } from "../words/pictures";

export type Series = { name: string; colour: "accent" | "bad" | "warn" | "line-strong"; values: readonly number[] };

type ChartProps = {
  /** What is seen, for those who do not see it. */
  label: string;
  /** When each step begins, in milliseconds; or what each bar is called. */
  steps: readonly number[] | readonly string[];
  series: readonly Series[];
  /** How one step is called beside its numbers. */
  nameOf: (step: number) => string;
};

const HEIGHT = 200;

/** Bars that stand on each other, a step beside a step. The numbers are in a table as well. */
export function Chart({ label, steps, series, nameOf }: ChartProps) {
  const room = useRef<HTMLDivElement>(null);
  const [looked, setLooked] = useState<number>();
  const [scheme, setScheme] = useState(0);

  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const changed = () => setScheme((n) => n + 1);
    dark.addEventListener("change", changed);
    return () => dark.removeEventListener("change", changed);
  }, []);

  useEffect(() => {
    const into = room.current;
    if (!into) return;
    const plot = new uPlot(options(into, steps, series, setLooked), data(steps, series), into);
    const watch = new ResizeObserver(() => plot.setSize({ width: into.clientWidth, height: HEIGHT }));
    watch.observe(into);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [steps, series, scheme]);

  return (
    <div class="chart">
      <div ref={room} class="chart-room" role="img" aria-label={label} />
      <ul class="legend small" aria-hidden="true">
        {series.map((s) => (
          <li key={s.name}>
            <span class={`swatch ${s.colour}`} />
            {s.name}
            {looked !== undefined && <strong> {s.values[looked] ?? 0}</strong>}
          </li>
        ))}
        {looked !== undefined && <li class="soft">{nameOf(looked)}</li>}
      </ul>
    </div>
  );
}

function data(steps: ChartProps["steps"], series: readonly Series[]): uPlot.AlignedData {
  const x = steps.map((step, i) => (typeof step === "number" ? step / 1000 : i));
  // The tallest is drawn first, and the others over it.
  return [x, ...stacked(series.map((s) => s.values)).reverse()] as uPlot.AlignedData;
}

function options(
  into: HTMLElement,
  steps: ChartProps["steps"],
  series: readonly Series[],
  look: (step: number | undefined) => void,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const font = `12px ${style.getPropertyValue("--font")}`;
  const named = typeof steps[0] === "string";
  const axis = { stroke: colour("ink-soft"), font, grid: { stroke: colour("line"), width: 1 }, ticks: { show: false } };
  const bars = uPlot.paths.bars?.({ size: [0.7, 48], radius: 0.15 });
  return {
    width: into.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: !named, range: (_, min, max) => around(min, max, steps.length) },
      y: { range: (_, __, max) => [0, Math.max(4, max * 1.08)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        ...(named
          ? { size: 28, splits: () => steps.map((__, i) => i), values: () => steps.map(String) }
          : { values: TIMES, space: 56 }),
      },
      { ...axis, size: 44, incrs: WHOLE },
    ],
    series: [
      {},
      ...[...series].reverse().map((s) => ({
        label: s.name,
        fill: colour(s.colour),
        stroke: colour(s.colour),
        width: 0,
        points: { show: false },
        ...(bars ? { paths: bars } : {}),
      })),
    ],
    hooks: { setCursor: [(plot) => look(plot.cursor.idx ?? undefined)] },
  };
}

// Half a step before the first and after the last: a bar stands around its place.
function around(min: number, max: number, n: number): [number, number] {
  const half = n > 1 ? (max - min) / (n - 1) / 2 : 0.5;
  return [min - half, max + half];
}

// Things are counted in whole numbers.
const WHOLE = [1, 2, 5]
  .flatMap((n) => [1, 10, 100, 1000, 10_000, 100_000, 1_000_000].map((ten) => n * ten))
  .sort((a, b) => a - b);

const DAY = 86_400;
const TIMES: uPlot.Axis.Values = [
  [DAY, "{D} {MMM}", null, null, null, null, null, null, 1],
  [3600, "{HH}:{mm}", "\n{D} {MMM}", null, "\n{D} {MMM}", null, null, null, 1],
];
