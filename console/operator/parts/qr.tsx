import { encode } from "uqr";
import { useMemo } from "preact/hooks";

// spec ISO/IEC 18004 5.3.8: four modules of nothing around it
const QUIET = 4;

/** The dark modules as one path, a run of them at a time. */
export function path(modules: readonly (readonly boolean[])[]): string {
  let d = "";
  for (const [y, row] of modules.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x++;
      d += `M${from} ${y}h${x - from + 1}v1h${from - x - 1}z`;
    }
  }
  return d;
}

/** A text as a QR code: dark on white whatever the light, or scanners do not find it. */
export function Qr({ text, label }: { text: string; label: string }) {
  const { d, size } = useMemo(() => {
    // What is long is drawn with less to spare, so that its modules stay large enough for a phone.
    const qr = encode(text, { ecc: text.length > 400 ? "L" : "M", boostEcc: true, border: 0 });
    return { d: path(qr.data), size: qr.size };
  }, [text]);
  const whole = size + 2 * QUIET;
  return (
    <svg
      class="qr"
      viewBox={`${-QUIET} ${-QUIET} ${whole} ${whole}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect x={-QUIET} y={-QUIET} width={whole} height={whole} fill="#fff" />
      <path d={d} fill="#000" />
    </svg>
  );
}
