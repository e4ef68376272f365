// Figures for visitors and journalists: a sentence first, pictures made by the server, a table and a file behind each.
import assert from "node:assert/strict";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const CAMPAIGN = "/campagnes/france-relance-2021/chiffres";
const PROPOSAL = "/propositions/P-2021-001/chiffres";

for (const [width, dark, javascript] of [[PHONE, true, false], [DESK, false, true]])
  test(`pages of figures are correct, accessible and light at ${width} px`, async ({ demo, visitor }) => {
    const site = await demo();
    const page = await visitor({ width, dark, javascript, baseURL: site.url });
    for (const path of [CAMPAIGN, `${CAMPAIGN}/evolution`, PROPOSAL, "/campagnes/sobriete-services-publics/chiffres"]) await check.visit(page, path);
  });

test("the home page leads a journalist to the figures, and each picture gives its numbers to the keyboard", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url });
  await page.goto("/campagnes/france-relance-2021");
  await page.click("text=Voir la participation en chiffres");
  const main = await page.textContent("main");
  assert.match(main, /67.propositions, 531.soutiens de 236.collectivités, 476.contributions/);
  assert.match(main, /chacun compté une fois, soit \d+,\d.% de la population/);
  assert.match(main, /communes? sur [\d\s]+ n’ont ni contribué ni soutenu/);
  const fold = page.locator("details summary").first();
  await fold.focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("details[open] table");
  assert.equal(await page.locator("main h2").count(), await page.locator("main p.as-of:has-text('Source :')").count(), "each picture says its source");
  await page.click("text=dans le temps, communes silencieuses");
  assert.equal(await page.locator("main .columns svg").count(), 2);
  assert.match(await page.textContent("main"), /Communes silencieuses par département/);
});

test("the page, the CSV and the JSON say the same numbers, and no cell is a formula", async ({ demo }) => {
  const site = await demo();
  const figures = await (await fetch(`${site.url}/api/v1/campaigns/france-relance-2021/figures`)).json();
  const csv = await (await fetch(`${site.url}/api/v1/campaigns/france-relance-2021/figures/departements.csv`)).text();
  const lines = csv.trim().split("\r\n");
  assert.match(lines[0], /^code,nom,participantes,contributrices,soutenantes,soutiens,communes,communes_silencieuses,arrete_au,demonstration$/);
  assert.equal(lines.length - 1, figures.departements.length);
  assert.ok(figures.departements.length >= 101);
  assert.equal(figures.jours.reduce((sum, day) => sum + day.soutiens, 0), 531);
  assert.equal(figures.types.reduce((sum, one) => sum + one.soutiens, 0), 531);
  for (const line of lines) assert.doesNotMatch(line, /(^|,)[=+@]/);
  const proposal = await (await fetch(`${site.url}/api/v1/proposals/P-2021-001/figures`)).json();
  const counted = proposal.resume.find((one) => one.code === "soutiens_comptes").nombre;
  assert.equal(proposal.regions.reduce((sum, one) => sum + one.soutiens, 0), counted);
  for (const path of ["/api/v1/campaigns/nulle-part/figures", "/api/v1/campaigns/france-relance-2021/figures/rien.csv", "/api/v1/campaigns/france-relance-2021/figures/jours", "/api/v1/proposals/P-2021-999/figures", "/propositions/P-2021-999/chiffres"])
    assert.equal((await fetch(`${site.url}${path}`)).status, 404, path);
});
