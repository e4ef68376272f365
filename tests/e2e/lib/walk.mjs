// Walks every page of one person and judges each: axe-core, html-validate, width, budgets (vnu: nuFindsNothing). All findings are
// collected, so that one run says everything.   WALK=whole: axe-core at three widths in both colour schemes, not in two of the six looks.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { opened } from "./acts.mjs";
import * as check from "./check.mjs";
import { addresses, policies } from "./rooms.mjs";
import { ROOT } from "./server.mjs";
import { timed } from "./times.mjs";

const run = promisify(execFile);
const WIDTHS = [320, 360, 768, 1280]; // each page fits all of them; axe-core looks at the last three
const isPublic = (policy) => policy === "public_page" || policy === "public_form";
const at = (folder) => (_, path) => path.startsWith(folder);
// Whose pages are walked: their account of the demonstration, which routes are theirs, which objects are another's for them
// (rooms.mjs). The auditor's pages are the operator's, less what writes; the relay is that of the Finistère.
export const PEOPLE = {
  visitor: { mine: isPublic },
  agent: { account: "agent", mine: (policy) => !isPublic(policy) },
  operator: { account: "operateur", mine: at("/operateur") },
  auditor: { account: "auditeur", mine: at("/operateur") },
  relay: { account: "relais", mine: at("/relais"), own: { "department.own": "29", "authority.own_code": "29232" } },
};
// Long by nature: everything at once, to be read or printed.
const LONG = [/\/resultats$/, /\/imprimer$/];
// A walk's test may take so long: a hundred pages, each seen in several looks.
export const LONG_MS = process.env.WALK === "whole" ? 3_600_000 : 600_000;
const VNU_MS_MAX = 120_000;
// The quick compiler alone (the thorough one costs more than it gains in a few seconds), whose frames are larger.
const JAVA = ["-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
// A fault put among the pages: a checker that does not see it has seen nothing.
const CANARY = '<!DOCTYPE html><html lang="fr"><head><title>Canari</title></head><body><p style="x">x</p></body></html>';

// What the Nu checker says of these texts ({ name: html }): lines "name: message".
export async function nu(texts) {
  const folder = mkdtempSync(join(tmpdir(), "tremplin-vnu-"));
  try {
    const names = Object.keys(texts);
    names.forEach((name, i) => writeFileSync(join(folder, `${i}.html`), texts[name]));
    const jar = join(dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build", "dist", "vnu.jar");
    const { stderr } = await timed("vnu", () => run("java", [...JAVA, "-jar", jar, "--format", "json", "--exit-zero-always", folder], { maxBuffer: 64 << 20, timeout: VNU_MS_MAX }));
    return JSON.parse(stderr).messages.map((m) => `${names[Number(m.url?.match(/(\d+)\.html$/)?.[1])]}:${m.lastLine ?? ""} ${m.subType ?? m.type}: ${m.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Finds nothing, with a checker that was seen to see. Once for all pages of a file: a Java machine takes longer to start than
// to read a hundred pages.
export async function nuFindsNothing(texts) {
  assert.ok(Object.keys(texts).length > 0, "no pages");
  const said = await nu({ canary: CANARY, ...texts });
  assert.ok(said.some((line) => line.startsWith("canary:")), "vnu does not see a fault");
  const findings = said.filter((line) => !line.startsWith("canary:"));
  assert.equal(findings.length, 0, `vnu: ${findings.length} findings\n${findings.join("\n")}`);
}

// A browser's page of one of PEOPLE, signed in or not.
export function pageOf(site, visitor, who) {
  const { account } = PEOPLE[who];
  return account ? opened(visitor, site, account) : visitor({ baseURL: site.url });
}

// The pages of somebody, asked for by their browser's page: [{ path, policy, text }] of those that answer 200 with HTML.
export async function pagesOf(site, page, who) {
  const { mine, own } = PEOPLE[who];
  const policy = await policies(site);
  const { found, absent } = addresses(site, own);
  const pages = [];
  for (const { route, path } of found) {
    if (!mine(policy.get(route), path)) continue;
    const answer = await timed("fetch", () => page.request.get(path, { maxRedirects: 0 }));
    if (answer.status() === 200 && answer.headers()["content-type"].startsWith("text/html")) pages.push({ path, policy: policy.get(route), text: await answer.text() });
  }
  return { pages, absent };
}

// In which colour schemes axe-core sees the page number i at a width. Of the six looks each page has one or two, others than
// its neighbours'; of two, one is light and one dark, at different widths.
function schemesAt(width, i, looks) {
  const column = WIDTHS.indexOf(width) - 1;
  if (column < 0) return [];
  const isChosen = (look) => look === i % 6 || (looks > 1 && look === (i + 3) % 6);
  return ["light", "dark"].filter((_, row) => process.env.WALK === "whole" || isChosen(column * 2 + row));
}

// Walks and throws with all that was found; returns the texts of the pages by "who path". `atLeast`: so many pages, or the walk
// itself is broken; `looks`: in how many of the six looks axe-core sees each page.
export async function walk(site, visitor, who, { atLeast, looks = 2 }) {
  const page = await pageOf(site, visitor, who);
  const { pages, absent } = await pagesOf(site, page, who);
  const findings = [];
  const texts = {};
  const table = [];
  const tried = async (path, judge) => {
    try {
      await judge();
    } catch (error) {
      findings.push(`${path}: ${String(error.message).slice(0, 1500)}`);
    }
  };
  let scheme;
  const dress = async (wanted) => {
    if (scheme !== wanted) await page.emulateMedia({ colorScheme: wanted, reducedMotion: "reduce" });
    scheme = wanted;
  };
  for (const [i, { path, policy }] of pages.entries()) {
    const budget = LONG.some((long) => long.test(path)) ? { ...check.BENCH, ecoIndex: 0, htmlKilobytes: 200, kilobytes: 500 } : isPublic(policy) ? check.PUBLIC : check.BENCH;
    page.seen.clear();
    const response = await page.goto(path);
    const html = await response.text();
    texts[`${who} ${path}`] = html;
    await tried(path, () => check.framed(page));
    await tried(path, () => check.noThirdParty(page));
    await tried(path, () => check.noConsoleError(page));
    await tried(path, () => check.validHtml(html, path));
    await tried(path, async () => table.push({ path, ...(await check.withinBudget(page, budget)) }));
    // There and back: a page opens at the width where the one before it ended.
    for (const width of i % 2 === 0 ? [...WIDTHS].reverse() : WIDTHS) {
      if (page.viewportSize().width !== width) await page.setViewportSize({ width, height: 900 });
      await tried(`${path} at ${width} px`, () => check.fitsWidth(page));
      for (const wanted of schemesAt(width, i, looks)) {
        await dress(wanted);
        await tried(`${path} at ${width} px, ${wanted}`, () => check.accessible(page, `${path} at ${width} px, ${wanted}`));
      }
    }
  }
  if (process.env.WALK_TABLE) {
    mkdirSync(join(ROOT, "build", "e2e"), { recursive: true });
    const line = (one) => `| ${who} | ${one.path} | ${one.elements} | ${one.requests} | ${one.kilobytes.toFixed(1)} | ${one.ecoIndex.toFixed(0)} |`;
    writeFileSync(join(ROOT, "build", "e2e", `pages-${who}.md`), `${table.map(line).join("\n")}\n`);
  }
  const worst = table.reduce((least, one) => Math.min(least, one.ecoIndex), 100);
  console.log(`      ${who}: ${pages.length} pages (${absent} objects absent), lowest EcoIndex ${worst.toFixed(0)}`);
  assert.ok(pages.length >= atLeast, `${who}: only ${pages.length} pages were found`);
  assert.equal(findings.length, 0, `${findings.length} findings\n${findings.join("\n")}`);
  return texts;
}
