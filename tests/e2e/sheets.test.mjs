// Spreadsheets as operators work: figures kept for the committee, decisions out and back in, every list as a file.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { consulting, hands, manner, opened, signIn, step, watched } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { copyOfDemo } from "./lib/person.mjs";
import { test } from "./lib/runner.mjs";

const OPERATOR = "operateur@exemple.fr";
const DESK_PAGE = "/operateur/campagnes/essai";
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function downloaded(page, link) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(link)]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

for (const [width, javascript] of [[DESK, true], [PHONE, false]])
  test(`an operator stops the figures for the committee (${width} px, ${manner(javascript)})`, async ({ instance, visitor }) => {
    const site = await consulting(instance);
    const page = watched(await visitor({ width, ...hands(javascript), baseURL: site.url }));
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
    const page = await opened(visitor, site, "operateur", { width, dark, javascript });
    await check.visit(page, "/operateur/campagnes/france-relance-2021/instantanes", { budget: javascript && check.BENCH });
    await page.click("text=/Clôture des soutiens/");
    await page.waitForLoadState("load");
    await check.visit(page, new URL(page.url()).pathname, { budget: javascript && check.BENCH });
    assert.match(await page.textContent("main"), /531/);
    const [then, now] = (await page.locator("main table tr:has-text('en attente de vérification') td").allTextContents()).map((text) => text.trim());
    assert.notEqual(then, now, "the sentence above the table says the same as the table");
    assert.match(await page.textContent("main"), /Ni les contributions ni les soutiens comptés n’ont changé/);
    assert.equal(await page.locator("main table").last().locator("tbody tr").count(), 20);
    await check.visit(page, `${new URL(page.url()).pathname}?page=4`, { budget: false });
    assert.equal(await page.locator("main table").last().locator("tbody tr").count(), 7);
  }
});

const OPEN = "/operateur/campagnes/services-petites-communes";
const BENCH = `${OPEN}/tri`;
const REASON = "Cette demande relève d’un guichet qui existe déjà : il vous répondra.";

// The lines of the bench as its CSV gives them: [{ reference, version, decision_actuelle }].
async function waiting(page) {
  const text = await (await page.request.get(`${BENCH}/liste.csv`)).text();
  const [head, ...lines] = text.replace(/^\ufeff/, "").trim().split("\r\n");
  assert.match(head, /^reference,titre,probleme,/);
  return lines.filter((line) => /^C-\d{4}-\d+,/.test(line)).map((line) => line.split(",")[0]);
}

async function send(page, name, text) {
  await page.goto(`${BENCH}/tableur`);
  await page.setInputFiles("#fichier", { name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.click("text=Essayer ce fichier");
  await page.waitForLoadState("load");
}

for (const [width, javascript] of [[DESK, true], [PHONE, false]])
  test(`decisions go out in a spreadsheet and come back: tried, applied, undone (${width} px, ${manner(javascript)})`, async ({ instance, visitor }) => {
    const site = await (await copyOfDemo(instance)).serve("--demo");
    const page = await opened(visitor, site, "operateur", { width, ...hands(javascript) });
    await check.visit(page, BENCH, { budget: javascript && check.BENCH });
    await page.click("text=Décisions par tableur");
    await step(page, { budget: javascript && check.BENCH });
    const book = await downloaded(page, "text=Les contributions à traiter (XLSX)");
    assert.equal(book.name, "tri-services-petites-communes.xlsx");

    // Sent back as it came, without a file, and what is no table.
    await page.setInputFiles("#fichier", { name: book.name, mimeType: "application/octet-stream", buffer: book.bytes });
    await page.click("text=Essayer ce fichier");
    await step(page);
    assert.match(await page.textContent(".govuk-error-message"), /Aucune ligne n’est remplie/);
    await page.click("text=Essayer ce fichier");
    await step(page);
    assert.match(await page.textContent(".govuk-error-message"), /Choisissez le fichier/);
    await send(page, "photo.png", "\u0089PNG\u0000\u0001");
    assert.match(await page.textContent(".govuk-error-message"), /n’est pas un tableau/);
    await send(page, "bombe.xlsx", "PK\u0003\u0004 not a zip");
    assert.match(await page.textContent(".govuk-error-message"), /abîmé/);

    const references = await waiting(page);
    assert.ok(references.length >= 4, "the demonstration has contributions to decide");
    const [one, two, three] = references;
    const desk = (await page.goto(`${BENCH}?contribution=${one}`), await page.locator("#desk option").nth(1).textContent()).trim();
    const before = (await page.textContent(".bench__line")).replace(/\s/g, " ");
    const csv = [
      "Référence;Décision;Bureau destinataire;Explication",
      `${one};Réorienter;${desk};"${REASON}"`,
      `${two};réorientée;${desk};"${REASON} <script>alert(1)</script> 🚧"`,
      `${three};Réorienter;Nulle part;"${REASON}"`,
      `C-2026-9999;Rejeter;;"${REASON}"`,
      `${three};;;`,
    ].join("\r\n");
    await send(page, "décisions du matin.csv", csv);
    await step(page);
    const report = (await page.textContent("main")).replace(/\s/g, " ");
    assert.match(report, /Décisions prêtes ?2 \(Réorienter : 2\)/);
    assert.match(report, /Lignes refusées ?2/);
    assert.match(report, /Aucun bureau ne s’appelle « Nulle part »/);
    assert.match(report, /dans 15 minutes/);
    const lines = await downloaded(page, "main a:has-text('CSV')");
    assert.match(lines.bytes.toString(), /4,C-\d+-\d+,Refusée,Aucun bureau/);
    await page.goto(BENCH);
    assert.equal((await page.textContent(".bench__line")).replace(/\s/g, " "), before, "a dry run decides nothing");
    await page.goBack();
    await page.waitForLoadState("load");
    await page.fill("#nom", "");
    await page.click("button:has-text('Appliquer les 2')");
    await step(page);
    assert.match(await page.textContent(".govuk-error-message"), /Nommez le lot/);
    await page.fill("#nom", "Tri du matin");
    await page.focus("#nom");
    await page.keyboard.press("Enter");
    await page.waitForURL(/fait=oui/);
    await step(page);
    assert.match(await page.textContent("[role=status]"), /Les décisions sont prises/);
    await page.click("text=Voir les décisions du lot");
    await step(page);
    assert.match(await page.textContent("h1"), /Tri du matin/);
    await page.click("button:has-text('Annuler le lot')");
    await step(page);
    await page.goto(BENCH);
    assert.equal((await page.textContent(".bench__line")).replace(/\s/g, " "), before, "undone together");
  });

test("every list of the operator is a file, CSV and XLSX, with the same filters and no formula", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await opened(visitor, site, "operateur");
  const past = "/operateur/campagnes/france-relance-2021";
  for (const list of [`${past}/tri/liste`, `${past}/propositions`, `${past}/soutiens`, "/operateur/propositions/P-2021-001/soutiens", "/operateur/reexamens", "/operateur/rattachements", "/operateur/mails", "/operateur/roles"]) {
    const csv = await page.request.get(`${list}.csv${list.endsWith("liste") ? "?statut=toutes" : ""}`);
    assert.equal(csv.status(), 200, list);
    const text = await csv.text();
    assert.ok(text.startsWith("\ufeff"), list);
    assert.match(text.split("\r\n")[0], /,demonstration$/, list);
    assert.doesNotMatch(text, /(^|,|\n)[=+@]/, list);
    const sheet = await page.request.get(`${list}.xlsx`);
    assert.equal(sheet.status(), 200, list);
    assert.equal((await sheet.body()).subarray(0, 2).toString(), "PK", list);
    assert.equal((await site.get(`${list}.csv`)).status, 303, `${list} is not public`);
  }
  const counted = async (query) => (await (await page.request.get(`${past}/soutiens.csv${query}`)).text()).trim().split("\r\n").length - 1;
  assert.equal(await counted("?statut=comptes"), 531);
  assert.ok((await counted("")) > 531, "those that wait and those set aside too");
  const all = (await (await page.request.get(`${past}/tri/liste.csv?statut=toutes`)).text()).match(/^C-\d{4}-\d+,/gm).length;
  assert.equal(all, 476);
});
