// French typography of what templates and mails say: no plain space before ; : ! ? » nor after «, so that no line begins with
// a mark:   node tests/typography.mjs
// Only the words are looked at: tags, directives, values, comments and code are left out.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// What stands between words: a directive or a value may hold ">", so they go before the tags that hold them.
const HOLES = [/\{#[^]*?#\}/g, /\{%[^]*?%\}/g, /\{\{[^]*?\}\}/g, /<(pre|code|style|script)\b[^]*?<\/\1>/g, /<[^>]*>/g];
const FAULT = /\S (?=[;:!?](?:[\s)»,.\u0001]|$))|« | »/gm;

/// The faults of a template's text, each with the words around it.
export function faultsOf(text) {
  let words = text;
  for (const hole of HOLES) words = words.replace(hole, (found) => "\u0001" + "\n".repeat(found.split("\n").length - 1));
  return [...words.matchAll(FAULT)].map((found) => ({
    line: words.slice(0, found.index).split("\n").length,
    around: words.slice(Math.max(0, found.index - 25), found.index + 15).replace(/[\u0001\n]+/g, "…"),
  }));
}

let faults = 0;
for (const entry of readdirSync(join(root, "src"), { recursive: true })) {
  if (!/\/pages\/[^/]+\.html$|\/mails\/[^/]+\.txt$/.test(entry)) continue;
  for (const { line, around } of faultsOf(readFileSync(join(root, "src", entry), "utf8"))) {
    console.log(`src/${entry}:${line}: a plain space where U+00A0 or U+202F belongs: ${around}`);
    faults += 1;
  }
}
process.exit(faults === 0 ? 0 : 1);
