// "Soutenir au nom de ma collectivité": from a link to a counted support, in five screens at most.
import assert from "node:assert/strict";
import { hands, manner, ways } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const LIST = "/campagnes/sobriete-services-publics/propositions";

// The one form, filled for a commune of the register.
async function fillIdentity(page, { commune, email, quality = "agent", job = "agent:general_secretary" }) {
  await page.fill("#collectivite", commune);
  await page.fill("#courriel", email);
  await page.check(`input[name=qualite][value=${quality}]`);
  const value = (await page.locator("#fonction option").evaluateAll((options, wanted) => options.map((o) => o.value).find((v) => v === wanted) ?? options.map((o) => o.value).find((v) => v.startsWith(wanted.split(":")[0] + ":")), job));
  await page.selectOption("#fonction", value);
  await page.click("main button[type=submit]");
}

async function enterCode(page, site, email) {
  const mail = await site.mails.lastMailTo(email);
  await page.fill("input[autocomplete=one-time-code]", mail.code);
  await page.click("main form button[type=submit] >> nth=0");
  return mail;
}

for (const [engine, width, javascript] of ways(DESK, PHONE))
  test(`a town hall supports a proposal in five screens (${engine}, ${width} px, ${manner(javascript, engine)})`, async ({ demo, visitor }) => {
    const site = await demo(engine);
    const page = await visitor({ width, ...hands(javascript, engine), baseURL: site.url });
    const email = `mairie.${engine}.${width}@exemple.fr`;
    // 1. the proposal, 2. the form, 3. the code, 4. the answer
    await page.goto("/propositions/P-2026-004");
    const title = (await page.textContent("h1")).trim();
    await page.click("text=Soutenir au nom de ma collectivité");
    await check.page(page, { budget: false });
    await fillIdentity(page, { commune: "29134", email });
    await check.page(page, { budget: false });
    assert.ok((await page.textContent("main")).includes(email), "the address typed is shown");
    await enterCode(page, site, email);
    await check.page(page, { budget: false });
    const main = await page.textContent("main");
    assert.ok(main.includes(title), "the proposal is named");
    assert.match(main, /en attente/i);
    assert.match(main, /vérifi/);
    assert.ok((await page.textContent(".acting")).includes("la commune de Locronan"));
    // The page of the proposal says it too, and the support may be withdrawn.
    await page.goto("/propositions/P-2026-004");
    assert.match(await page.textContent(".act"), /en attente de vérification/);
    await page.click("text=Retirer ce soutien");
    await check.page(page, { budget: false });
    await page.click("main button:has-text('Retirer mon soutien')");
    assert.doesNotMatch(await page.textContent(".act"), /en attente de vérification/);
  });

test("several proposals are supported with one confirmation, for three communes at once", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url, javascript: false });
  await page.goto("/connexion");
  await page.click("button[value=secretaire]");
  await page.goto(LIST);
  // Nothing ticked: the way back is to the list, not home.
  await page.click("text=Soutenir les propositions cochées");
  await check.page(page, { budget: false });
  assert.match(await page.textContent("main"), /coché aucune proposition/);
  await page.click("text=Revenir à la page précédente");
  assert.ok(page.url().endsWith(LIST), page.url());
  const marked = await page.locator("text=Déjà soutenue par votre collectivité").count();
  const boxes = page.locator("input[name=proposition]");
  for (const i of [2, 5, 6]) await boxes.nth(i).check();
  await page.click("text=Soutenir les propositions cochées");
  await check.page(page, { budget: false });
  for (const box of await page.locator("input[name=pour]").all()) await box.check();
  assert.equal(await page.locator("input[name=pour]").count(), 3);
  await page.click("main button:has-text('Soutenir')");
  await check.page(page, { budget: false });
  assert.equal(await page.locator(".item").count(), 9);
  assert.match(await page.textContent("h1"), /comptés/);
  await page.goto(LIST);
  assert.ok((await page.locator("text=Déjà soutenue par votre collectivité").count()) >= marked + 1, "the list says what is supported already");
});

test("the link in the mail shows a button, consumes nothing by itself, and works on a second device", async ({ demo, visitor }) => {
  const site = await demo();
  const first = await visitor({ baseURL: site.url, javascript: false });
  const email = "second.appareil@exemple.fr";
  await first.goto("/soutenir?proposition=P-2026-005");
  await fillIdentity(first, { commune: "29134", email });
  const mail = await site.mails.lastMailTo(email);
  const link = mail.links.find((one) => one.includes("/connexion/lien/"));
  const second = await visitor({ width: PHONE, baseURL: site.url, javascript: false });
  for (let i = 0; i < 3; i += 1) await second.goto(link);
  await check.page(second, { budget: false });
  await second.click("main form button[type=submit] >> nth=0");
  assert.match(await second.textContent("h1"), /Soutien enregistré/);
});

test("an ambiguous name is asked again, what was typed is kept, and errors stand beside their fields", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ width: PHONE, baseURL: site.url, javascript: false });
  await page.goto("/soutenir?proposition=P-2026-004");
  await page.click("main button[type=submit]");
  await check.page(page, { budget: false });
  assert.equal(await page.locator(".govuk-error-message").count(), 4);
  assert.match(await page.title(), /^Erreur/);
  await fillIdentity(page, { commune: "Saint-Denis", email: "x@exemple.fr" });
  await check.page(page, { budget: false });
  // A name that several share is no mistake, until the question which one stays without answer.
  assert.ok((await page.locator("input[name=choix]").count()) > 1);
  assert.match(await page.title(), /^Laquelle est la vôtre/);
  assert.equal(await page.locator(".govuk-error-message, .govuk-error-summary").count(), 0);
  assert.equal(await page.inputValue("#courriel"), "x@exemple.fr");
  await page.click("main button[type=submit]");
  await check.page(page, { budget: false });
  assert.match(await page.title(), /^Erreur/);
  assert.equal(await page.locator("#choix-error").count(), 1);
  await page.fill("#courriel", `"><script>alert(1)</script>`);
  await page.click("main button[type=submit]");
  assert.equal(await page.inputValue("#courriel"), `"><script>alert(1)</script>`);
  await page.goto("/soutenir");
  assert.match(await page.textContent("main"), /aucune proposition/);
  await page.goto("/soutenir?proposition=P-2021-001");
  assert.match(await page.textContent("main"), /clos/);
});

for (const [engine, width, javascript] of ways(DESK, PHONE))
  test(`one finds one's supports again, and withdraws one (${engine}, ${width} px, ${manner(javascript, engine)})`, async ({ demo, visitor }) => {
    const site = await demo(engine);
    const page = await visitor({ width, ...hands(javascript, engine), baseURL: site.url });
    await page.goto("/connexion?retour=/mon-compte");
    await page.click("button[value=elu]");
    await page.click("main a:has-text('Mes soutiens')");
    await check.page(page, { budget: false });
    const before = await page.locator(".item").count();
    assert.ok(before >= 1, "the mayor of the demonstration supports something");
    assert.match(await page.textContent(".item >> nth=0"), /Pour la commune .*, par vous/);
    await page.click("main a:has-text('par titre')");
    assert.ok(page.url().endsWith("/mes-soutiens?tri=titre"), page.url());
    const title = (await page.textContent(".item h2 >> nth=0")).trim();
    await page.click(".item >> nth=0 >> a:has-text('Retirer')");
    await check.page(page, { budget: false });
    assert.ok((await page.textContent("main")).includes(title));
    await page.click("main button:has-text('Retirer mon soutien')");
    await check.page(page, { budget: false });
    assert.match(await page.textContent("main"), /Votre soutien est retiré/);
    await page.goto("/mes-soutiens?etat=withdrawn");
    await check.page(page, { budget: false });
    assert.ok((await page.textContent("main")).includes(title));
    // Taking it back, one is told that it stands when one asks twice.
    await page.click("main a:has-text('Soutenir de nouveau')");
    const again = page.url();
    await page.click("main button:has-text('Soutenir')");
    await page.click("main a:has-text('Voir mes soutiens')");
    await page.goto(again);
    await check.page(page, { budget: false });
    assert.match(await page.textContent("h1"), /soutenez déjà/);
    assert.equal(await page.locator("main button").count(), 0);
    // Nobody else's list holds it.
    const partner = await visitor({ baseURL: site.url, javascript: false });
    await partner.goto("/connexion?retour=/mes-soutiens");
    await partner.click("button[value=partenaire]");
    await check.page(partner, { budget: false });
    assert.match(await partner.textContent("main"), /un partenaire contribue et suit/);
  });
