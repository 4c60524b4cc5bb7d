// Bundles each page, draws its icons, holds it to its size, and lists for the server what there is to serve.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { icons } from "./icons.mjs";

const HOME = join(dirname(fileURLToPath(import.meta.url)), "..");
const OUT = join(HOME, "target/pages");
const FRESH = join(HOME, "target/pages.new");
const MOST_BYTES = 200 * 1024;

/** Folders of pages: where each is served, and whether every path below without a dot is the page too. */
const PAGES = [
  { folder: "authenticator", at: "/authenticator", tree: false },
  { folder: "operator", at: "/console", tree: true },
].filter((page) => existsSync(join(HOME, page.folder, "index.html")));

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

const common = (page) => ({
  configFile: false,
  root: join(HOME, page.folder),
  base: page.at + "/",
  publicDir: false,
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});

async function bundle(page) {
  const to = join(FRESH, page.folder);
  await build({
    ...common(page),
    build: {
      outDir: to,
      emptyOutDir: true,
      target: "es2022",
      assetsDir: "assets",
      // A style or picture inlined as a data URL is one that the page's policy has no say over.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  });
  icons(to);
  for (const name of ["manifest.webmanifest", "icon.svg"]) {
    if (existsSync(join(HOME, page.folder, name))) cpSync(join(HOME, page.folder, name), join(to, name));
  }
  if (existsSync(join(HOME, page.folder, "worker.ts"))) await bundleWorker(page, to);
}

/** The worker keeps the page for when there is no network, so it is told what the page consists of. */
async function bundleWorker(page, to) {
  const parts = files(to).map((file) => page.at + "/" + file.replace(/^index\.html$/, "").replace(/\/$/, ""));
  const whole = parts.map((part) => (part === page.at + "/" ? page.at : part)).sort();
  const version = createHash("sha256");
  for (const file of files(to)) version.update(file).update(readFileSync(join(to, file)));
  await build({
    ...common(page),
    define: {
      PAGE_PARTS: JSON.stringify(whole),
      PAGE_VERSION: JSON.stringify(version.digest("hex").slice(0, 16)),
    },
    build: {
      outDir: to,
      emptyOutDir: false,
      target: "es2022",
      reportCompressedSize: false,
      lib: { entry: join(HOME, page.folder, "worker.ts"), formats: ["iife"], name: "worker", fileName: () => "worker.js" },
    },
  });
}

const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();

/** One line a file: where it is asked for, how it is kept, its digest, its name in the jar, its type. */
function listed(page) {
  const folder = join(FRESH, page.folder);
  const lines = [];
  let size = 0;
  for (const file of files(folder)) {
    const bytes = readFileSync(join(folder, file));
    const compressed = gzipSync(bytes, { level: 9 }).length;
    // Icons are asked for by whoever installs the page, not by whoever looks at it.
    if (!file.endsWith(".png")) size += compressed;
    const digest = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
    const type = TYPES[extname(file)];
    if (!type) throw new Error(`${page.folder}/${file} is of a type that the server is not told of`);
    // The name in the jar stays the same from build to build, so that no build leaves its leavings there.
    const hashed = /^assets\/(.+)-[\w-]{8}(\.\w+)$/.exec(file);
    const name = hashed ? `assets/${hashed[1]}${hashed[2]}` : file;
    if (name !== file) {
      if (existsSync(join(folder, name))) throw new Error(`two parts of ${page.folder} are called ${name}`);
      renameSync(join(folder, file), join(folder, name));
    }
    const keeping = file === "index.html" ? (page.tree ? "tree" : "page") : hashed ? "forever" : "fresh";
    const url = file === "index.html" ? page.at : `${page.at}/${file}`;
    lines.push([url, keeping, digest, `${page.folder}/${name}`, type].join(" "));
  }
  if (size > MOST_BYTES) throw new Error(`${page.at} is ${size} bytes compressed, more than ${MOST_BYTES}`);
  process.stdout.write(`${page.at}: ${(size / 1024).toFixed(1)} KiB compressed\n`);
  return lines;
}

rmSync(FRESH, { recursive: true, force: true });
mkdirSync(FRESH, { recursive: true });
for (const page of PAGES) await bundle(page);
writeFileSync(join(FRESH, "list.txt"), PAGES.flatMap(listed).join("\n") + "\n");
rmSync(OUT, { recursive: true, force: true });
renameSync(FRESH, OUT);
