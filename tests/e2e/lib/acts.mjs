// What people do in many journeys: sign in by a code, say for whom they act; and a campaign of the test's own.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as check from "./check.mjs";
import { engines } from "./server.mjs";

const CLAIM = "/mon-compte/collectivites/ajouter";

// How a journey is walked: without scripts; or with them, on SQLite by the keyboard alone and on PostgreSQL with a mouse.
export function hands(javascript, engine = "sqlite") {
  return { javascript, keyboard: javascript && engine === "sqlite" };
}

// The looks of a journey, [engine, width, with scripts?]: with and without scripts on the first engine; with them on the
// others, at the same width, so that the pages that are alike are judged once (check.mjs).
export function ways(withScripts, without) {
  return engines().flatMap((engine, i) => (i === 0 ? [[engine, withScripts, true], [engine, without, false]] : [[engine, withScripts, true]]));
}

export function manner(javascript, engine) {
  if (!javascript) return "without JavaScript";
  return hands(javascript, engine).keyboard ? "by the keyboard alone" : "with JavaScript";
}

// Checks the page as it stands after a form: all of check.page() and the source that the server sent. Options: as
// check.page(). What it weighed is counted since the step before.
export async function step(page, { budget = false } = {}) {
  // A form that waits for its own save is sent a moment after the click.
  await page.waitForFunction(() => !document.querySelector("form[aria-busy=true]"));
  await page.waitForLoadState("load"); // a click returns when the next page begins, not when it is there
  await check.page(page, { budget });
  const response = documents.get(page);
  if (response) await check.validHtml(await response.text(), page.url());
  page.seen.clear();
}

// The last document that each watched page received.
const documents = new WeakMap();

export function watched(page) {
  page.on("response", (response) => {
    const isDocument = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
    if (isDocument && (response.status() < 300 || response.status() >= 400)) documents.set(page, response);
  });
  return page;
}

// From the page of the sign-in: the address, then the code received. Returns the mail.
export async function signIn(page, site, email, { checked = false } = {}) {
  const before = site.mails.to(email).length;
  await page.fill("#email", email);
  await page.click("button:has-text('Recevoir mon code')");
  if (checked) await step(page);
  const mail = await site.mails.lastMailTo(email, { after: before });
  await page.fill("#code", mail.code);
  await page.click("main button:has-text('Continuer')");
  await page.waitForLoadState("load");
  return mail;
}

// A page of somebody of the demonstration, opened with one click: "agent", "elu", "operateur", "auditeur"…
export async function opened(visitor, site, key, options = {}) {
  const page = watched(await visitor({ baseURL: site.url, ...options }));
  await page.goto("/connexion?retour=/mon-compte");
  await page.click(`button[value=${key}]`);
  await page.waitForSelector("form[action='/deconnexion']");
  await page.waitForLoadState("load");
  page.seen.clear();
  return page;
}

// A page of somebody new, signed in by a code, who said to act for a commune (none: commune ""; then `to` is opened).
export async function arrived(visitor, site, email, { commune = "29134", to = "/operateur", ...options } = {}) {
  const page = watched(await visitor({ baseURL: site.url, ...options }));
  await page.goto(`/connexion?retour=${commune ? CLAIM : to}`);
  await signIn(page, site, email);
  if (commune) {
    await claim(page, commune);
    await page.waitForURL((url) => url.pathname !== CLAIM);
  }
  await page.waitForLoadState("load");
  page.seen.clear();
  return page;
}

// What a part of the page says, on one line.
export const words = async (page, selector = "main") => (await page.textContent(selector)).replace(/\s+/g, " ");

// On the form "Pour quelle collectivité agissez-vous ?". With scripts the suggestion is chosen with the keyboard.
export async function claim(page, commune, { quality = "agent" } = {}) {
  if (page.javascript) {
    await page.locator("#authority").pressSequentially(commune);
    await page.waitForSelector("#authority-suggestions [role=option]");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
  } else await page.fill("#authority", commune);
  await page.check(`input[name=quality][value=${quality}]`);
  const jobs = await page.locator(`#function optgroup[label=${quality === "agent" ? "Agents" : "Élus"}] option`).evaluateAll((all) => all.map((one) => one.value));
  await page.selectOption("#function", jobs[0]);
  await page.click("main button:has-text('Continuer')");
}

// A moment as campaign files write it: the clock of Paris, without a zone.
const paris = (ms) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "medium" }).format(new Date(ms)).replace(" ", "T");

export const DAY_MS = 86_400_000;

// Loads (again) the campaign "essai" into a site. collect, support: [opens, closes] in milliseconds of the clock;
// without a word the collect is open and the support opens in a week.
export async function loadCampaign(site, { slug = "essai", title = "Services publics essentiels", collect, support, rules = "" } = {}) {
  const now = Date.now();
  const [collectOpens, collectCloses] = collect ?? [now - DAY_MS, now + 5 * DAY_MS];
  const [supportOpens, supportCloses] = support ?? [now + 7 * DAY_MS, now + 14 * DAY_MS];
  const file = join(site.folder, `${slug}.toml`);
  writeFileSync(
    file,
    `slug = "${slug}"
title = "${title}"
pitch = "Dites ce qui manque aux services numériques de votre commune."
description = "Une consultation des collectivités sur leurs besoins numériques."
rules = "Un soutien par collectivité et par proposition."
late_verification_days = 2
${rules}
[[phases]]
kind = "collect"
opens = ${paris(collectOpens)}
closes = ${paris(collectCloses)}
[[phases]]
kind = "support"
opens = ${paris(supportOpens)}
closes = ${paris(supportCloses)}
[[themes]]
slug = "etat-civil"
name = "État civil"
[[themes]]
slug = "voirie"
name = "Voirie"
[[desks]]
slug = "aide"
name = "Assistance aux communes"
url = "https://exemple.fr/aide"
[[grounds]]
slug = "hors-champ"
name = "Hors du champ de la consultation"
`,
  );
  await site.must("campaign", "load", file);
}

// Ends a phase of every campaign of a site at once, instead of waiting for it.
export async function closeNow(site, kind) {
  const latest = "(SELECT max(one.version) FROM phases one WHERE one.campaign_id = phases.campaign_id AND one.kind = phases.kind)";
  await site.sql(`UPDATE phases SET closes_at = ${Date.now() * 1_000} WHERE kind = '${kind}' AND version = ${latest};`);
}

// A new instance with the register, the campaign and an operator, served.
export async function consulting(instance, { engine, campaign, operator = "operateur@exemple.fr" } = {}) {
  const site = await instance({ engine, register: true });
  await loadCampaign(site, campaign);
  await site.must("operator", "add", operator);
  return site.serve();
}
