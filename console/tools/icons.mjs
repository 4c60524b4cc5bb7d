// The mark, a seal with a tick, drawn at the sizes that installers and notifications ask for, and written as PNG.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

const GROUND = [0x17, 0x4f, 0x5c];
const INK = [0xff, 0xff, 0xff];
// In a square from 0 to 1: a ring, open where the tick's long stroke leaves it.
const RING = { x: 0.47, y: 0.53, radius: 0.27, width: 0.085 };
const TICK = [
  [0.355, 0.535],
  [0.455, 0.635],
  [0.735, 0.335],
];
const FINE = 4;

/** How far a point is from the nearest of the tick's two strokes. */
function fromTick(x, y) {
  let nearest = Infinity;
  for (let i = 1; i < TICK.length; i++) {
    const [ax, ay] = TICK[i - 1];
    const [bx, by] = TICK[i];
    const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
    const t = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return nearest;
}

function inked(x, y) {
  const tick = fromTick(x, y);
  if (tick <= RING.width / 2) return true;
  const ring = Math.abs(Math.hypot(x - RING.x, y - RING.y) - RING.radius) <= RING.width / 2;
  return ring && tick > RING.width * 1.1;
}

function grounded(x, y, corner) {
  const dx = Math.max(corner - x, x - (1 - corner), 0);
  const dy = Math.max(corner - y, y - (1 - corner), 0);
  return Math.hypot(dx, dy) <= corner;
}

/**
 * @param corner how round the ground's corners are; negative where there is no ground, only ink
 * @param scale how much of the square the mark fills, beside its own margin
 */
function draw(size, corner, scale) {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let ground = 0;
      let ink = 0;
      for (let part = 0; part < FINE * FINE; part++) {
        const x = (column + ((part % FINE) + 0.5) / FINE) / size;
        const y = (row + (Math.floor(part / FINE) + 0.5) / FINE) / size;
        if (corner >= 0 && grounded(x, y, corner)) ground++;
        if (inked((x - 0.5) / scale + 0.5, (y - 0.5) / scale + 0.5)) ink++;
      }
      const at = row * (size * 4 + 1) + 1 + column * 4;
      const cover = ink / (FINE * FINE);
      for (let i = 0; i < 3; i++) rows[at + i] = corner < 0 ? INK[i] : Math.round(GROUND[i] * (1 - cover) + INK[i] * cover);
      rows[at + 3] = Math.round((255 * Math.max(ground, corner < 0 ? ink : 0)) / (FINE * FINE));
    }
  }
  return png(size, rows);
}

function png(size, rows) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  // Eight bits each of red, green, blue and opacity.
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

/** Writes the icons that every page of ours has. */
export function icons(folder) {
  writeFileSync(join(folder, "icon-192.png"), draw(192, 0.22, 1));
  writeFileSync(join(folder, "icon-512.png"), draw(512, 0.22, 1));
  // What is cut to a shape of the system's own needs ground to the edge, and the mark within the middle four fifths.
  writeFileSync(join(folder, "icon-maskable.png"), draw(512, 0, 0.85));
  writeFileSync(join(folder, "icon-touch.png"), draw(180, 0, 0.95));
  writeFileSync(join(folder, "badge.png"), draw(96, -1, 1.35));
}
