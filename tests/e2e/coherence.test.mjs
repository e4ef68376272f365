// Pages agree with each other: the one search leads to all it counts, a picture says what its number says, a form that would be
// refused is not shown, a number that is read is a number that can be searched.
import assert from "node:assert/strict";
import { opened, words } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

for (const [width, javascript] of [[DESK, true], [PHONE, false]])
  test(`the one search counts what it leads to, ${javascript ? "with" : "without"} JavaScript`, async ({ demo, visitor }) => {
    const site = await demo();
    const page = await visitor({ width, javascript, baseURL: site.url });
    await page.goto("/recherche");
    await page.fill("#q", "cantine");
    await page.click("main button:has-text('Rechercher')");
    await page.waitForLoadState("load");
    await check.visit(page, "/recherche?q=cantine", { budget: javascript && check.PUBLIC });
    const [, proposals, contributions] = (await words(page)).match(/(\d+) propositions? et (\d+) contributions? pour « cantine »/) ?? assert.fail(await words(page));
    assert.ok(Number(proposals) > 0 && Number(contributions) > 5, "the demonstration speaks of canteens");
    assert.ok((await words(page)).includes("Réduire le gaspillage à la cantine"), "a public proposal is found by a word of its title");
    await page.click(`a:has-text('Voir les ${contributions} contributions')`);
    await page.waitForLoadState("load");
    await check.visit(page, page.url().slice(site.url.length), { budget: javascript && check.PUBLIC });
    assert.equal(await page.locator("main ul.govuk-list--spaced li").count(), Math.min(20, Number(contributions)), "what is counted can be read");
    for (const query of ["q=cantine&sorte=autre", "q=cantine&sorte=propositions&page=99", "q=cantine&sorte=contributions&page=-1", "sorte=contributions"])
      assert.equal((await page.goto(`/recherche?${query}`)).status(), 200, query);
  });

test("a part of a list is drawn as a part of that list, and the columns say what they count", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url });
  await check.visit(page, "/campagnes/sobriete-services-publics/chiffres/evolution", { budget: check.PUBLIC });
  const rows = await page.locator("table.bars tbody tr").evaluateAll((all) => all.map((row) => [row.querySelector(".num").textContent.replace(/\s/g, " "), Number(row.querySelector("rect").getAttribute("width"))]));
  assert.ok(rows.length > 0);
  for (const [text, width] of rows) {
    const [, part, whole] = text.match(/^(\d+) sur (\d+)$/) ?? assert.fail(text);
    assert.ok(Math.abs(width - (100 * part) / whole) <= 1, `${text} is drawn ${width} % long`);
  }
  for (const title of await page.locator("h3").allTextContents()) assert.match(title, /, par (jour|semaine|mois|année)$/, title);
});

test("the number of an entry that the journal shows is the one that its search takes", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await opened(visitor, site, "auditeur", { to: "/operateur" });
  await check.visit(page, "/operateur/journal", { budget: check.BENCH });
  const row = page.locator("tbody tr").first();
  const number = (await row.locator("[data-label='Écriture']").textContent()).replace(/\D/g, "");
  const href = await row.locator("a").first().getAttribute("href");
  await page.fill("#q", number);
  await page.click("main button:has-text('Rechercher')");
  await page.waitForLoadState("load");
  assert.equal(new URL(page.url()).pathname, href);
});

test("who may not ask for a review reads it before writing, and nothing to deal is no form", async ({ demo, visitor }) => {
  const site = await demo();
  const stranger = await opened(visitor, site, "elu", { width: PHONE, javascript: false });
  assert.equal((await stranger.goto("/contributions/C-2026-0032/reexamen")).status(), 403);
  assert.equal(await stranger.locator("main textarea").count(), 0);
  assert.match(await words(stranger), /demandé par l’auteur de la contribution/);
  const operator = await opened(visitor, site, "operateur", { to: "/operateur" });
  await check.visit(operator, "/operateur/campagnes/sobriete-services-publics/tri/repartir", { budget: check.BENCH });
  assert.match(await words(operator), /Rien à répartir/);
  assert.equal(await operator.locator("main button[type=submit]").count(), 0);
  await operator.goto("/operateur/campagnes/sobriete-services-publics/editer");
  assert.equal(await operator.locator("a:has-text('Remettre en brouillon')").count(), 0, "people took part");
  await operator.goto("/soutenir?proposition=P-2026-014");
  assert.equal(await operator.locator("a:has-text('Connectez-vous')").count(), 0, "one is signed in already");
});

test("a summary of errors follows the order of the form", async ({ demo, visitor }) => {
  const site = await demo();
  const operator = await opened(visitor, site, "operateur", { to: "/operateur/campagnes/services-petites-communes/tri" });
  await operator.click("summary:has-text('Regrouper cette contribution')");
  await operator.click("details[open] button:has-text('Regrouper')");
  await operator.waitForLoadState("load");
  const places = await operator.locator(".govuk-error-summary a").evaluateAll((links) => links.map((link) => document.querySelector(link.getAttribute("href")).getBoundingClientRect().top));
  assert.ok(places.length >= 2, "the proposal and the explanation are missing");
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
});
