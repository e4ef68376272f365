// Every class that a template writes exists in the stylesheet, so that no page is half dressed:   node tests/classes.mjs
// A class of the script or of a test alone needs no style and is named in UNSTYLED.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Classes that mark, and have no look of their own.
const UNSTYLED = new Set([
  "govuk-checkboxes",
  "govuk-radios",
  "govuk-table__head",
  "govuk-table__body",
  "govuk-table__row",
  "govuk-footer__meta-item",
  "govuk-footer__inline-list-item",
]);

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const assets = join(root, "build", "assets");
const manifest = JSON.parse(readFileSync(join(assets, "manifest.json"), "utf8"));
const css = readFileSync(join(assets, manifest["tremplin.css"]), "utf8");
const known = new Set([...css.matchAll(/\.(-?[A-Za-z_](?:[\w-]|\\.)*)/g)].map(([, name]) => name.replace(/\\/g, "")));

// The words of class="…" that are whole: what a value or a condition completes ("steps__item{{ … }}") is left to the eye.
function classesOf(text) {
  return [...text.matchAll(/\bclass="((?:[^"{]|\{\{[^}]*\}\}|\{%[^%]*%\})*)"/g)].flatMap(([, value]) =>
    value
      .replace(/\{%[^%]*%\}/g, " ")
      .replace(/[\w-]*\{\{[^}]*\}\}[\w-]*/g, " ")
      .split(/\s+/)
      .filter((word) => word !== ""),
  );
}

let missing = 0;
for (const entry of readdirSync(join(root, "src"), { recursive: true })) {
  if (!entry.endsWith(".html")) continue;
  for (const name of new Set(classesOf(readFileSync(join(root, "src", entry), "utf8")))) {
    if (known.has(name) || UNSTYLED.has(name)) continue;
    console.log(`src/${entry}: class "${name}" is not in the stylesheet`);
    missing += 1;
  }
}
process.exit(missing === 0 ? 0 : 1);
