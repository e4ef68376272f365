// What every page must satisfy (PAGES.md, HOUSE.md "Budgets"): accessible, valid, light, calm. Each check throws with
// what it found; check.page() does them all.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

import { timed } from "./times.mjs";

const QUIET_MS = 15;
const QUIET_MS_MAX = 3_000;

// Budgets of HOUSE.md.
export const PUBLIC = { elements: 350, requests: 7, kilobytes: 170, ecoIndex: 80, htmlKilobytes: 15 };
export const BENCH = { elements: Infinity, requests: 12, kilobytes: 300, ecoIndex: 65, htmlKilobytes: 40 };

const RULES = {
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
  rules: {
    // "chose – campagne – nom" (PAGES.md) may pass 70 characters; nothing breaks.
    "long-title": "off",
    // Layout of the source is no fault of the page.
    "no-trailing-whitespace": "off",
    "no-inline-style": "error",
    // Our own files need no checksum; what comes from elsewhere is refused by noThirdParty().
    "require-sri": ["error", { target: "crossorigin" }],
    // The standard's default, submit, is what a button of a form means.
    "no-implicit-button-type": "off",
    // The summary of errors stands above the h1, with an h2 of its own (GOV.UK pattern).
    "heading-level": ["error", { minInitialRank: "h2", allowMultipleH1: false }],
    "prefer-native-element": "off",
  },
};

// Rules put together once: html-validate's own loaders do it again for each text, which takes as long as judging it.
class OnceLoaded extends StaticConfigLoader {
  getConfigFor() {
    return (this.loaded ??= super.getConfigFor());
  }
}

const validator = new HtmlValidate(new OnceLoaded(RULES));

// The same markup in the same look is judged once by a process: journeys on the second engine, and steps that every journey
// takes, meet the same pages again. Left out of the comparison is only what cannot change the judgement: numbers in texts,
// numbers and tokens in addresses and values.
const judged = new Set();
const UNLIKE = /\d+|(?<=[\s/=])[\w-]{20,}/g;

function alike(html) {
  return html
    .replace(/>[^<]+</g, (text) => text.replace(UNLIKE, "0"))
    .replace(/<(?:a|form|button|input|option)\b[^>]*>/g, (tag) => tag.replace(/\s(?:href|action|formaction|value)="[^"]*"/g, (one) => one.replace(/[\w-]{20,}|\d+/g, "0")));
}

async function once(look, html, judge) {
  const key = createHash("sha256").update(look).update(alike(html)).digest("base64");
  if (judged.has(key)) return;
  await judge();
  judged.add(key);
}

// Nothing from html-validate on the text of a response.
export function validHtml(text, where = "") {
  return once("html-validate", text, () => validText(text, where));
}

async function validText(text, where) {
  const report = await timed("html-validate", () => validator.validateString(text));
  const lines = report.results.flatMap(({ messages }) => messages.map((m) => `  ${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
  assert.equal(lines.length, 0, `html-validate ${where}\n${lines.join("\n")}`);
}

// Nothing from axe-core, all rules that a whole page is measured by. Only where scripts run; the HTML is the same without.
// `rules`: only these (["color-contrast"]).
export async function accessible(page, where = page.url(), rules = undefined) {
  const { html, look } = await page.evaluate(() => ({
    html: document.documentElement.outerHTML,
    look: [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, matchMedia("(forced-colors: active)").matches].join(" "),
  }));
  await once(`axe ${look} ${rules}`, html, async () => {
    await timed("axe load", () => page.evaluate(() => "axe" in globalThis || globalThis.bringAxe()));
    const { violations } = await timed("axe", () => page.evaluate((only) => globalThis.axe.run(document, { resultTypes: ["violations"], ...(only ? { runOnly: only } : {}) }), rules));
    const lines = violations.map((v) => `  ${v.id}: ${v.help}\n${v.nodes.map((n) => `    ${n.target.join(" ")}: ${n.failureSummary?.replace(/\s+/g, " ")}`).join("\n")}`);
    assert.equal(lines.length, 0, `axe-core ${where}\n${lines.join("\n")}`);
  });
}

// The page never scrolls sideways: what is wide scrolls in its own frame.
export async function fitsWidth(page) {
  const { wide, culprits } = await timed("width", () => page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const framed = (element) => element.closest(".table-frame, .mail, svg");
    const culprits = [...document.body.querySelectorAll("*")]
      .filter((element) => !framed(element) && element.getBoundingClientRect().right > width + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${[...element.classList].join(".")}`);
    return { wide: document.documentElement.scrollWidth - width, culprits };
  }));
  assert.ok(wide <= 0, `${page.url()} scrolls sideways by ${wide} px: ${culprits.join(", ")}`);
}

// Every request went to the page's own origin.
export function noThirdParty(page) {
  const own = new URL(page.url()).origin;
  const others = page.seen.requests.filter((url) => new URL(url).origin !== own);
  assert.deepEqual(others, [], `${page.url()} asked others`);
}

export function noConsoleError(page) {
  assert.deepEqual(page.seen.errors, [], `${page.url()} complained`);
}

// Steps of EcoIndex's three quantiles (reliability.md §6.1): elements, requests, kilobytes.
const ELEMENTS = [0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601];
const REQUESTS = [0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920];
const KILOBYTES = [
  0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06, 2465.37, 2866.31,
  3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
];

function position(steps, value) {
  const i = steps.findIndex((step, index) => index >= 1 && value < step);
  return i < 0 ? steps.length - 1 : i - 1 + (value - steps[i - 1]) / (steps[i] - steps[i - 1]);
}

// The EcoIndex score, 0 to 100.
export function ecoIndex({ elements, requests, kilobytes }) {
  return 100 - (5 * (3 * position(ELEMENTS, elements) + 2 * position(REQUESTS, requests) + position(KILOBYTES, kilobytes))) / 6;
}

// Until everything that the page asked for has come: "networkidle" waits half a second more, on hundreds of pages. A
// request whose end Chromium never tells (its page went away first) is left to "networkidle" after a while.
function quiet(page) {
  return timed("quiet", () => settled(page));
}

async function settled(page) {
  await page.waitForLoadState("load");
  const start = Date.now();
  for (let still = 0; still < 2; still = page.seen.pending() > 0 ? 0 : still + 1) {
    if (Date.now() - start > QUIET_MS_MAX) return page.waitForLoadState("networkidle");
    await new Promise((done) => setTimeout(done, QUIET_MS));
  }
}

// What the page weighs since page.seen.clear(): elements outside SVG drawings, requests, kilobytes received.
export async function weight(page) {
  await quiet(page);
  const elements = await page.evaluate(() => document.querySelectorAll("*:not(svg *)").length);
  const measured = { elements, requests: page.seen.requests.length, kilobytes: page.seen.bytes / 1000 };
  return { ...measured, ecoIndex: ecoIndex(measured) };
}

export async function withinBudget(page, budget = PUBLIC) {
  const measured = await weight(page);
  const text = `${page.url()}: ${measured.elements} elements, ${measured.requests} requests, ${measured.kilobytes.toFixed(1)} kB, EcoIndex ${measured.ecoIndex.toFixed(0)}`;
  assert.ok(measured.elements <= budget.elements, `${text}: at most ${budget.elements} elements`);
  assert.ok(measured.requests <= budget.requests, `${text}: at most ${budget.requests} requests`);
  assert.ok(measured.kilobytes <= budget.kilobytes, `${text}: at most ${budget.kilobytes} kB`);
  assert.ok(measured.ecoIndex >= budget.ecoIndex, `${text}: EcoIndex at least ${budget.ecoIndex}`);
  return measured;
}

// What a reader of headings and titles relies on: one h1, a title that begins with it or with "Erreur :", a language.
export async function framed(page) {
  const { titles, title, language } = await page.evaluate(() => ({
    titles: [...document.querySelectorAll("h1")].map((h1) => h1.textContent.trim()),
    title: document.title,
    language: document.documentElement.lang,
  }));
  assert.equal(titles.length, 1, `${page.url()}: h1 ${JSON.stringify(titles)}`);
  assert.equal(language, "fr", page.url());
  assert.ok(title.length > 0, `${page.url()}: no title`);
}

// All of it on the page as it stands. Options: budget (PUBLIC, BENCH, or false for pages after a POST).
export async function page(page, { budget = PUBLIC } = {}) {
  const where = page.url();
  await framed(page);
  await fitsWidth(page);
  noThirdParty(page);
  noConsoleError(page);
  if (page.javascript) await accessible(page, where);
  return budget ? withinBudget(page, budget) : undefined;
}

// Opens a path and checks all of it, with the response's own text too. Returns the weight.
export async function visit(page_, path, { status = 200, budget = PUBLIC } = {}) {
  page_.seen.clear();
  const response = await page_.goto(path);
  assert.equal(response.status(), status, `${path}: status`);
  await validHtml(await response.text(), path);
  return page(page_, { budget });
}

// Visits the paths by turns with two pages of different widths (a phone in the dark and a desk in the light, say); each must
// fit both widths. Every look of every page is the walk's (walk.mjs).
export async function visitByTurns(pages, paths, options) {
  const widths = pages.map((page) => page.viewportSize());
  for (const [i, path] of paths.entries()) {
    const page = pages[i % 2];
    await visit(page, path, options);
    await page.setViewportSize(widths[(i + 1) % 2]);
    await fitsWidth(page);
    await page.setViewportSize(widths[i % 2]);
  }
}
