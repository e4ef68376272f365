// The public pages of the demonstration, as visitors and journalists read them: correct, light, alike on both engines.
import assert from "node:assert/strict";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const PAGES = [
  "/",
  "/campagnes",
  "/campagnes/france-relance-2021",
  "/campagnes/france-relance-2021/regles",
  "/campagnes/france-relance-2021/contributions",
  "/campagnes/france-relance-2021/contributions?q=cantine&tri=titre",
  "/campagnes/france-relance-2021/contributions?q=zzzzzz",
  "/campagnes/france-relance-2021/contributions?suite=reoriented&type=need&page=2",
  "/campagnes/france-relance-2021/propositions",
  "/campagnes/france-relance-2021/propositions?etat=selected&tri=titre",
  "/contributions/C-2021-0001",
  "/propositions/P-2021-001",
  "/propositions/P-2021-001/soutiens",
  "/campagnes/sobriete-services-publics/propositions",
  "/propositions/P-2026-004",
  "/recherche?q=eau",
  "/collectivites?q=saint-denis",
  "/connexion",
];
// Long by nature: everything at once, to be read or printed.
const LONG_PAGES = ["/campagnes/france-relance-2021/resultats", "/campagnes/sobriete-services-publics/propositions/imprimer", "/donnees-ouvertes"];

test("public pages are correct, accessible and light", async ({ demo, visitor }) => {
    const site = await demo();
  const looks = [await visitor({ width: PHONE, dark: true, baseURL: site.url }), await visitor({ width: DESK, baseURL: site.url })];
  await check.visitByTurns(looks, PAGES);
  await check.visitByTurns(looks, LONG_PAGES, { budget: false });
});

test("a repeated view of a page costs at most 20 kB and 2 requests", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url });
  await page.goto("/campagnes/france-relance-2021/propositions");
  page.seen.clear();
  await page.goto("/propositions/P-2021-001");
  assert.ok(page.seen.requests.length <= 2 + 2, `${page.seen.requests}`); // the two others come from the browser's cache
  assert.ok(page.seen.bytes <= 20_000, `${page.seen.bytes} bytes`);
});

test("every number of the 2021 campaign is that of the sources, on the page and in the data", async ({ demo, visitor }) => {
  const site = await demo();
  const [campaign] = (await (await fetch(`${site.url}/api/v1/campaigns`)).json()).filter((one) => one.slug === "france-relance-2021");
  assert.deepEqual(campaign.counts, { contributions: 476, pending: 0, reoriented: 81, rejected: 4, grouped: 391, proposals: 67, supports: 531, selected: 17 });
  const page = await visitor({ baseURL: site.url, javascript: false });
  await page.goto("/campagnes/france-relance-2021");
  assert.match(await page.textContent("main"), /476.contributions = 0 en cours d’examen \+ 81.réorientées \+ 4.rejetées \+ 391.regroupées/);
  const lines = (await (await fetch(`${site.url}/api/v1/campaigns/france-relance-2021/supports.csv`)).text()).trim().split("\n");
  assert.equal(lines.length, 1 + 531);
});

test("a contribution says what became of it, and a filter stays in the links", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url, javascript: false });
  await page.goto("/campagnes/france-relance-2021/contributions");
  await page.selectOption("#suite", "rejected");
  await page.click("text=Appliquer les filtres");
  await page.waitForSelector("text=4 contributions");
  await page.click(".item__title a >> nth=0");
  assert.match(await page.textContent(".outcome"), /Rejetée le/);
  await page.goto("/campagnes/france-relance-2021/contributions?suite=grouped");
  const next = await page.getAttribute("a[rel=next]", "href");
  assert.match(next, /suite=grouped/);
});

test("everything of a demonstration says so and asks not to be indexed", async ({ demo }) => {
  const site = await demo();
  for (const path of ["/", "/contributions/C-2021-0001", "/api/v1/campaigns", "/api/v1/campaigns/france-relance-2021/proposals.csv", "/nulle-part"]) {
    const answer = await site.get(path);
    assert.equal(answer.headers.get("x-robots-tag"), "noindex, nofollow", path);
    assert.match(answer.text, /d[ée]monstration/i, path);
  }
});
