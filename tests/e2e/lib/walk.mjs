// Walks every page of one person and judges each: axe-core, html-validate, vnu, width, budgets. All findings are collected, so
// that one run says everything.   WALK=whole: axe-core at three widths in both colour schemes instead of at two of the six.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import * as check from "./check.mjs";
import { addresses, policies } from "./rooms.mjs";
import { ROOT } from "./server.mjs";

const run = promisify(execFile);
const WIDTHS = [360, 768, 1280];
const NARROW = 320;
const PUBLIC_POLICIES = new Set(["public_page", "public_form"]);
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
    const { stderr } = await run("java", [...JAVA, "-jar", jar, "--format", "json", "--exit-zero-always", folder], { maxBuffer: 64 << 20, timeout: VNU_MS_MAX });
    return JSON.parse(stderr).messages.map((m) => `${names[Number(m.url?.match(/(\d+)\.html$/)?.[1])]}:${m.lastLine ?? ""} ${m.subType ?? m.type}: ${m.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The same, by a checker that was seen to see.
export async function nuFindings(texts) {
  const said = await nu({ canary: CANARY, ...texts });
  assert.ok(said.some((line) => line.startsWith("canary:")), "vnu does not see a fault");
  return said.filter((line) => !line.startsWith("canary:")).map((line) => `vnu ${line}`);
}

// The pages of somebody: `page` is signed in or not; `mine(policy, path)` says which routes are walked. Returns
// [{ path, policy, text }] of those that answer 200 with HTML.
export async function pagesOf(site, page, mine, own) {
  const policy = await policies(site);
  const { found, absent } = addresses(site, own);
  const pages = [];
  for (const { route, path } of found) {
    if (!mine(policy.get(route), path)) continue;
    const answer = await page.request.get(path, { maxRedirects: 0 });
    if (answer.status() === 200 && answer.headers()["content-type"].startsWith("text/html")) pages.push({ path, policy: policy.get(route), text: await answer.text() });
  }
  return { pages, absent };
}

// Walks and throws with all that was found. `mine(policy, path)`: which routes; `atLeast`: so many pages, or the walk
// itself is broken; `own`: see rooms.mjs; `looks`: in how many of the six looks axe-core sees each page.
export async function walk(site, page, who, { mine, atLeast, own, looks = 2 }) {
  const { pages, absent } = await pagesOf(site, page, mine, own);
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
  for (const [i, { path, policy }] of pages.entries()) {
    const budget = LONG.some((long) => long.test(path)) ? { ...check.BENCH, ecoIndex: 0, htmlKilobytes: 200, kilobytes: 500 } : PUBLIC_POLICIES.has(policy) ? check.PUBLIC : check.BENCH;
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.setViewportSize({ width: 1280, height: 900 });
    page.seen.clear();
    const response = await page.goto(path);
    const html = await response.text();
    texts[path] = html;
    await tried(path, () => check.framed(page));
    await tried(path, () => check.noThirdParty(page));
    await tried(path, () => check.noConsoleError(page));
    await tried(path, () => check.validHtml(html, path));
    await tried(path, async () => table.push({ path, ...(await check.withinBudget(page, budget)) }));
    for (const [column, width] of WIDTHS.entries()) {
      await page.setViewportSize({ width, height: 900 });
      await tried(`${path} at ${width} px`, () => check.fitsWidth(page));
      for (const [row, scheme] of ["light", "dark"].entries()) {
        // Of the six looks each page has one or two, others than its neighbours'.
        const look = column * 2 + row;
        if (process.env.WALK !== "whole" && look !== i % 6 && (looks < 2 || look !== (i + 3) % 6)) continue;
        await page.emulateMedia({ colorScheme: scheme });
        await tried(`${path} at ${width} px, ${scheme}`, () => check.accessible(page, `${path} at ${width} px, ${scheme}`));
      }
    }
    await page.setViewportSize({ width: NARROW, height: 900 });
    await tried(`${path} at ${NARROW} px`, () => check.fitsWidth(page));
  }
  findings.push(...(await nuFindings(texts)));
  if (process.env.WALK_TABLE) {
    mkdirSync(join(ROOT, "build", "e2e"), { recursive: true });
    const line = (one) => `| ${who} | ${one.path} | ${one.elements} | ${one.requests} | ${one.kilobytes.toFixed(1)} | ${one.ecoIndex.toFixed(0)} |`;
    writeFileSync(join(ROOT, "build", "e2e", `pages-${who}.md`), `${table.map(line).join("\n")}\n`);
  }
  const worst = table.reduce((least, one) => Math.min(least, one.ecoIndex), 100);
  console.log(`      ${who}: ${pages.length} pages (${absent} objects absent), lowest EcoIndex ${worst.toFixed(0)}`);
  assert.ok(pages.length >= atLeast, `${who}: only ${pages.length} pages were found`);
  assert.equal(findings.length, 0, `${findings.length} findings\n${findings.join("\n")}`);
}
