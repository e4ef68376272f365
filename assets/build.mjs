// Builds the assets into build/assets: one stylesheet, one script, the icon, each with its compressed twins, and
// manifest.json, which says under which hashed name each is served.   node assets/build.mjs [OUT]
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { compile } from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const OUT = process.argv[2] ?? join(ROOT, "build", "assets");

// Sizes after brotli that a page may cost at most (bytes); past them the build fails.
const CSS_BYTES_MAX = 20_000;
const JS_BYTES_MAX = 10_000;
const HASH_HEX_DIGITS = 12;

// What no stylesheet of ours may hold: another State's marks, or a download.
const FORBIDDEN_IN_CSS = [/crown/i, /crest/i, /GDS Transport/, /url\((?!["']?data:)/, /@import/, /@font-face/];

function stylesheet() {
  const { css } = compile(join(HERE, "style", "tremplin.scss"), {
    loadPaths: [join(ROOT, "node_modules")],
    style: "compressed",
    quietDeps: true,
    charset: false,
    // A warning about our own files is an error, as it is in C++.
    logger: {
      warn(message, { span }) {
        throw new Error(`${span?.url?.pathname}:${(span?.start.line ?? 0) + 1}: ${message}`);
      },
    },
  });
  for (const pattern of FORBIDDEN_IN_CSS) {
    const found = css.match(pattern);
    if (found) throw new Error(`the stylesheet holds « ${found[0]} » (${pattern})`);
  }
  return css;
}

// The script is served as written, without its comment lines: it is small and stays readable in a browser.
function script() {
  return readFileSync(join(HERE, "js", "tremplin.js"), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.trim().startsWith("//"))
    .join("\n");
}

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

function write(name, text, limit, manifest) {
  const bytes = Buffer.from(text);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, HASH_HEX_DIGITS);
  const dot = name.lastIndexOf(".");
  const served = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
  const br = brotli(bytes);
  if (br.length > limit) throw new Error(`${name}: ${br.length} bytes after brotli, the limit is ${limit}`);
  writeFileSync(join(OUT, served), bytes);
  writeFileSync(join(OUT, `${served}.br`), br);
  writeFileSync(join(OUT, `${served}.gz`), gzipSync(bytes, { level: 9 }));
  manifest[name] = served;
  return `${served} ${bytes.length} → ${br.length}`;
}

mkdirSync(OUT, { recursive: true });
const css = stylesheet();
const js = script();
for (const old of readdirSync(OUT)) rmSync(join(OUT, old), { recursive: true });
const manifest = {};
const lines = [
  write("tremplin.css", css, CSS_BYTES_MAX, manifest),
  write("tremplin.js", js, JS_BYTES_MAX, manifest),
  // Served for whoever checks a proof of the journal on their own machine; no page loads it.
  write("verify_proof.mjs", readFileSync(join(ROOT, "tools", "verify_proof.mjs"), "utf8"), JS_BYTES_MAX, manifest),
  write("favicon.svg", readFileSync(join(HERE, "favicon.svg"), "utf8").trim(), JS_BYTES_MAX, manifest),
];
writeFileSync(join(OUT, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(lines.join("\n"));
