// Spreadsheets as operators work: figures kept for the committee, decisions out and back in, every list as a file.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { consulting, signIn, step, watched } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const OPERATOR = "operateur@exemple.fr";
const DESK_PAGE = "/operateur/campagnes/essai";
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function downloaded(page, link) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(link)]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

for (const [width, javascript] of [[DESK, true], [PHONE, false]])
  test(`an operator stops the figures for the committee (${width} px, ${javascript ? "with" : "without"} JavaScript)`, async ({ instance, visitor }) => {
    const site = await consulting(instance);
    const page = watched(await visitor({ width, javascript, baseURL: site.url }));
    await page.goto(`/connexion?retour=${DESK_PAGE}`);
    await signIn(page, site, OPERATOR);
    await page.click("text=Chiffres arrêtés pour le comité");
    await step(page);
    assert.match(await page.textContent("main"), /seront arrêtés d’office le/);
    await page.fill("#nom", "");
    await page.click("text=Arrêter les chiffres maintenant");
    await step(page);
    assert.equal(await page.locator(".govuk-error-message").count(), 1);
    await page.fill("#nom", "Comité <script>alert(1)</script> =1+1 🚧");
    await page.focus("#nom");
    await page.keyboard.press("Enter");
    await page.waitForURL(/fait=oui/);
    await step(page);
    assert.match(await page.textContent("[role=status]"), /Les chiffres sont arrêtés/);
    assert.match(await page.textContent("h1"), /Comité <script>/);
    const main = (await page.textContent("main")).replace(/\s/g, "");
    const sheet = await downloaded(page, "text=Classeur (XLSX)");
    assert.match(sheet.name, /^essai-\d{4}-\d\d-\d\d-chiffres\.xlsx$/);
    const pdf = await downloaded(page, "text=Document à lire et à imprimer (PDF)");
    const text = await downloaded(page, "text=Texte de référence");
    for (const file of [sheet, pdf, text]) assert.ok(main.includes(sha256(file.bytes)), file.name);
    const again = await downloaded(page, "text=Classeur (XLSX)");
    assert.equal(sha256(again.bytes), sha256(sheet.bytes), "the same bytes for ever");
    assert.equal(JSON.parse(text.bytes.toString()).format, "tremplin.snapshot.1");
    const path = new URL(page.url()).pathname;
    for (const wrong of [`${path}/chiffres.exe`, `${DESK_PAGE}/instantanes/999`, `${DESK_PAGE}/instantanes/abc`]) {
      const answer = await page.request.get(wrong);
      assert.equal(answer.status(), 404, wrong);
    }
    assert.equal((await site.get(`${path}/chiffres.pdf`)).status, 303, "a stranger signs in first");
  });

test("the demonstration keeps the closing figures of 2021, and compares them with today's", async ({ demo, visitor }) => {
  const site = await demo();
  for (const [width, dark, javascript] of [[PHONE, true, false], [DESK, false, true]]) {
    const page = await visitor({ width, dark, javascript, baseURL: site.url });
    await page.goto("/connexion");
    await page.click("button[value=operateur]");
    await page.waitForLoadState("load");
    await check.visit(page, "/operateur/campagnes/france-relance-2021/instantanes", { budget: javascript && check.BENCH });
    await page.click("text=/Clôture des soutiens/");
    await page.waitForLoadState("load");
    await check.visit(page, new URL(page.url()).pathname, { budget: javascript && check.BENCH });
    assert.match(await page.textContent("main"), /531/);
    assert.equal(await page.locator("main table").last().locator("tbody tr").count(), 20);
    await check.visit(page, `${new URL(page.url()).pathname}?page=4`, { budget: false });
    assert.equal(await page.locator("main table").last().locator("tbody tr").count(), 7);
  }
});
