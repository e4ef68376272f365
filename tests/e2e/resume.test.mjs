// Nothing typed is lost when the session has ended: kept for its person, read again, sent, given up.
import assert from "node:assert/strict";
import { arrived, consulting, hands, manner, signIn, step, words } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const FORM = "/campagnes/essai/contribuer/besoin";
const AGENT = "agent@exemple.fr";
const OPERATOR = "operateur@exemple.fr";
const PROBLEM = "Les habitants signalent les nids-de-poule par téléphone.\nPersonne ne sait « ce qu’il en advient » <b>ensuite</b>. ".repeat(8).trim();

// From another device, on the page of the sessions: this one only, or all others.
async function endElsewhere(device, { all = false } = {}) {
  await device.goto("/mon-compte/connexions");
  if (all) await device.click("main button:has-text('Fermer toutes les autres connexions')");
  else await device.locator("main .item button:has-text('Fermer')").last().click();
  await device.waitForURL(/fermee/);
}

for (const width of [PHONE, DESK])
  test(`a contribution typed in a session that was closed elsewhere is resumed and published (${width} px, ${manner(false)})`, async ({ instance, visitor }) => {
    const site = await consulting(instance);
    const page = await arrived(visitor, site, AGENT, { width, ...hands(false) });
    const device = await arrived(visitor, site, AGENT, { commune: "", to: "/mon-compte/connexions", ...hands(false) });
    await page.goto(FORM);
    await page.fill("#title", "Savoir ce que devient un signalement");
    await page.selectOption("#theme", "voirie");
    await page.fill("#problem", PROBLEM);
    await endElsewhere(device);
    await page.click("button[value=continuer]");
    await step(page);
    assert.match(page.url(), /\/connexion\?/);
    assert.match(await words(page), /Ce que vous avez saisi est gardé 24 heures, pour vous seul/);
    // Nothing is saved yet; on the other device, still signed in, the account says that a text waits.
    await check.visit(device, "/mon-compte");
    assert.match(await words(device), /Une saisie envoyée quand votre connexion était fermée vous attend/);
    await signIn(page, site, AGENT);
    await page.waitForURL(/\/mon-compte\/saisies\/\d+$/);
    await step(page);
    assert.equal(await words(page, "h1"), "Reprendre votre saisie");
    const shown = await words(page);
    for (const part of ["Savoir ce que devient un signalement", "<b>ensuite</b>", "rien n’est encore enregistré", "pour la commune de Locronan"]) assert.ok(shown.includes(part), part);
    const kept = page.url();
    // Somebody else finds nothing at that address.
    const stranger = await arrived(visitor, site, "voisine@exemple.fr", { commune: "", to: "/mon-compte", ...hands(false) });
    assert.equal((await stranger.goto(kept)).status(), 404);
    await page.click("main button:has-text('Envoyer cette saisie')");
    await page.waitForURL(/\/apercu$/);
    await step(page);
    await page.click("text=Publier ma contribution");
    await step(page);
    const reference = (await page.textContent("main")).match(/C-\d{4}-\d+/)[0];
    await page.goto(`/contributions/${reference}`);
    assert.match(await words(page), /Savoir ce que devient un signalement/);
    assert.match(await words(page), /<b>ensuite<\/b>/);
    // Sent: nothing waits any more.
    assert.equal((await page.goto(kept)).status(), 404);
    await page.goto("/mon-compte");
    assert.doesNotMatch(await words(page), /saisie/);
  });

test("an operator’s note is kept, read on a phone and a desk, and sent; another text is given up", async ({ instance, visitor }) => {
  const site = await consulting(instance);
  const agent = await arrived(visitor, site, AGENT, hands(false));
  await agent.goto(FORM);
  await agent.fill("#title", "Louer la salle des fêtes");
  await agent.selectOption("#theme", "voirie");
  await agent.fill("#problem", PROBLEM);
  await agent.click("button[value=continuer]");
  await agent.click("text=Publier ma contribution");
  await agent.waitForLoadState("load");
  const operator = await arrived(visitor, site, OPERATOR, { commune: "", width: DESK });
  const device = await arrived(visitor, site, OPERATOR, { commune: "", to: "/mon-compte/connexions", ...hands(false) });
  await operator.goto("/operateur/campagnes/essai/tri");
  await operator.click("summary[data-key=n]");
  await operator.fill("#note", "La mairie a déjà appelé : voir avec la voirie.");
  await endElsewhere(device, { all: true });
  await operator.click("button:has-text('Enregistrer la note')");
  await operator.waitForURL(/\/connexion\?/);
  await step(operator);
  await signIn(operator, site, OPERATOR);
  await operator.waitForURL(/\/mon-compte\/saisies\/\d+$/);
  await check.visit(operator, operator.url());
  await operator.setViewportSize({ width: PHONE, height: 800 });
  await check.page(operator, { budget: false });
  const send = await operator.locator("main button:has-text('Envoyer cette saisie')").boundingBox();
  assert.ok(send.y + send.height <= 800, "the one act is seen without scrolling");
  await operator.locator("main button:has-text('Envoyer cette saisie')").focus();
  await operator.keyboard.press("Enter");
  await operator.waitForURL(/\/tri/);
  await step(operator);
  assert.match(await words(operator), /voir avec la voirie/);
  // A second tab, open since before: signed in again meanwhile, its text is not lost either.
  const tab = await operator.context().newPage();
  await tab.goto("/mon-compte/collectivites/absente");
  await tab.fill("#name", "Syndicat des eaux");
  await endElsewhere(device, { all: true });
  await operator.goto("/connexion?retour=/mon-compte");
  await signIn(operator, site, OPERATOR);
  await tab.click("main button[type=submit]");
  await tab.waitForURL(/\/mon-compte\/saisies\/\d+$/);
  assert.match(await words(tab), /Syndicat des eaux/);
  await tab.click("main button:has-text('Abandonner cette saisie')");
  await tab.waitForURL(/saisie=abandonnee/);
  assert.match(await words(tab), /La saisie est abandonnée/);
});
