// The author's desk: a draft saves itself and never loses a word; near texts; versions side by side; a review.
import assert from "node:assert/strict";
import { arrived, closeNow, consulting, step, watched } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const FORM = "/campagnes/essai/contribuer/besoin";
const AGENT = "agent@exemple.fr";
const OPERATOR = "operateur@exemple.fr";
const SECOND = "collegue@exemple.fr";
const PROBLEM = "Les habitants signalent les nids-de-poule par téléphone, et personne ne sait ce qu’il en advient.";

const saved = (page) => page.waitForFunction(() => /Enregistré à \d+\sh/.test(document.querySelector(".draft__state")?.textContent ?? ""));

async function publish(page, title, problem = PROBLEM) {
  await page.goto(FORM);
  await page.fill("#title", title);
  await page.selectOption("#theme", "voirie");
  await page.fill("#problem", problem);
  await page.click("button[value=continuer]");
  await page.click("text=Publier ma contribution");
  await page.waitForLoadState("load");
  return (await page.textContent("main")).match(/C-\d{4}-\d+/)[0];
}

test("a draft saves itself, warns aloud when it cannot, and gives the text back", async ({ instance, visitor }) => {
  const site = await consulting(instance);
  const page = await arrived(visitor, site, AGENT, { width: PHONE });
  await page.goto(FORM);
  await page.fill("#title", "Signaler un incident");
  await page.focus("#problem");
  await saved(page);
  assert.match(page.url(), /\/mes-contributions\/\d+\/modifier$/);
  await check.accessible(page);
  // Reloaded, it is there; nothing else was pressed.
  await page.reload();
  assert.equal(await page.inputValue("#title"), "Signaler un incident");
  // Offline: loud, and kept.
  await page.context().setOffline(true);
  await page.fill("#problem", PROBLEM);
  await page.focus("#title");
  await page.waitForSelector(".draft__alarm:not([hidden])");
  assert.match(await page.textContent(".draft__alarm"), /Non enregistré.*(connexion|répond pas).*Votre texte reste/s);
  await check.accessible(page);
  // Back again: it saves by itself.
  await page.context().setOffline(false);
  await saved(page);
  assert.equal(await page.locator(".draft__alarm:not([hidden])").count(), 0);
  // Signed out meanwhile: said, and the text is offered at the next visit.
  const cookies = await page.context().cookies();
  const address = page.url();
  await page.context().clearCookies();
  await page.fill("#title", "Signaler un incident de voirie");
  await page.focus("#problem");
  await page.waitForSelector(".draft__alarm:not([hidden])");
  assert.match(await page.textContent(".draft__alarm"), /plus connecté/);
  await page.context().addCookies(cookies);
  await page.goto(address);
  assert.equal(await page.inputValue("#title"), "Signaler un incident");
  await page.click("text=Reprendre ce texte");
  assert.equal(await page.inputValue("#title"), "Signaler un incident de voirie");
  await saved(page);
  await page.reload();
  assert.equal(await page.inputValue("#title"), "Signaler un incident de voirie");
  assert.equal(await page.locator("text=Reprendre ce texte").count(), 0);
  // One draft only, however often it was saved.
  await page.goto("/mes-contributions");
  assert.equal(await page.locator(".item").count(), 1);
  page.seen.errors.length = 0; // being offline was the point
});

test("two tabs never overwrite each other unasked, with and without JavaScript", async ({ instance, visitor }) => {
  const site = await consulting(instance);
  const one = await arrived(visitor, site, AGENT);
  await one.goto(FORM);
  await one.fill("#title", "Premier titre du brouillon");
  await one.focus("#problem");
  await saved(one);
  const address = one.url();
  const two = watched(await one.context().newPage());
  await two.goto(address);
  await two.fill("#title", "Titre du second onglet");
  await two.focus("#problem");
  await saved(two);
  await one.fill("#title", "Titre du premier onglet");
  await one.focus("#problem");
  await one.waitForSelector(".draft__other");
  assert.match(await one.textContent(".draft__other"), /Titre du second onglet/);
  await check.accessible(one);
  // The second tab still holds what it saved.
  await two.reload();
  assert.equal(await two.inputValue("#title"), "Titre du second onglet");
  await one.click("text=Garder mon texte");
  await saved(one);
  await two.reload();
  assert.equal(await two.inputValue("#title"), "Titre du premier onglet");
  // Without JavaScript the whole form is refused, with the other text beside the field.
  const plain = await arrived(visitor, site, AGENT, { javascript: false, commune: "" });
  await plain.goto(address);
  await one.fill("#problem", PROBLEM);
  await one.focus("#title");
  await one.waitForTimeout(200);
  await saved(one);
  await plain.fill("#problem", "Écrit sans JavaScript, sur un autre appareil, sans avoir vu le reste.");
  await plain.click("button[value=brouillon]");
  await step(plain);
  assert.match(await plain.textContent(".govuk-error-summary"), /enregistré ailleurs/);
  assert.match(await plain.textContent("#problem-error"), /nids-de-poule/);
  assert.match(await plain.inputValue("#problem"), /sans avoir vu le reste/);
  await plain.click("button[value=brouillon]");
  await step(plain);
  assert.match(await plain.textContent("main"), /Votre brouillon est enregistré/);
});

test("what was said already is shown while the title is typed, and before publishing", async ({ instance, visitor }) => {
  const site = await consulting(instance);
  const other = await arrived(visitor, site, "voisin@exemple.fr", { javascript: false, commune: "29232" });
  const reference = await publish(other, "Signaler un incident sur la voirie");
  await publish(other, "Louer la salle des fêtes en ligne", "Les associations appellent la mairie pour savoir si la salle des fêtes est libre le samedi.");
  for (const title of ["Payer la cantine par carte", "Rechercher une concession au cimetière", "Afficher les délibérations du conseil"]) await publish(other, title, `${title} : nous n’avons rien pour cela, et le secrétariat y passe ses matinées.`);
  const page = await arrived(visitor, site, AGENT);
  await page.goto(FORM);
  await page.locator("#title").pressSequentially("Signaler les incidents de voirie");
  await page.waitForSelector(".near a");
  assert.match(await page.textContent(".near"), /Signaler un incident sur la voirie/);
  assert.equal(await page.locator(".near li").count(), 1);
  await check.accessible(page);
  // The link leaves in the same tab, once the draft is saved.
  await page.click(".near a");
  await page.waitForURL(`**/contributions/${reference}`);
  await page.goto("/mes-contributions");
  assert.match(await page.textContent(".item"), /Signaler les incidents de voirie/);
  await page.click("a:has-text('Reprendre')");
  await page.selectOption("#theme", "voirie");
  await page.fill("#problem", PROBLEM);
  await page.click("button[value=continuer]");
  await step(page);
  assert.match(await page.textContent("section.near"), /Signaler un incident sur la voirie.*En cours d’examen/s);
  await page.click("text=Publier ma contribution");
  await step(page);
  // Nothing near: nothing shown.
  await page.goto(FORM);
  await page.locator("#title").pressSequentially("Compter les vélos du vendredi");
  await page.focus("#problem");
  await saved(page);
  assert.equal(await page.locator(".near li").count(), 0);
});

for (const [width, javascript] of [[PHONE, false], [DESK, true]])
  test(`versions stand side by side, field by field (${width} px)`, async ({ instance, visitor }) => {
    const site = await consulting(instance);
    const page = await arrived(visitor, site, AGENT, { width, javascript });
    const reference = await publish(page, "Signaler un incident");
    for (const [field, text] of [["title", "Signaler un incident de voirie"], ["problem", PROBLEM.replace("par téléphone", "par courrier")]]) {
      await page.goto(`/contributions/${reference}`);
      await page.click("text=Modifier ma contribution");
      await page.fill(`#${field}`, text);
      await page.click("text=Publier la nouvelle version");
      await step(page);
    }
    const reader = watched(await visitor({ width, javascript, baseURL: site.url }));
    await check.visit(reader, `/contributions/${reference}/versions`);
    assert.deepEqual(await reader.locator("del, ins").allTextContents(), ["[supprimé\u00a0: téléphone]", "[ajouté\u00a0: courrier]"]);
    await reader.selectOption("#avant", "1");
    await reader.click("main button:has-text('Comparer')");
    await reader.waitForLoadState("load");
    await step(reader);
    assert.deepEqual(await reader.locator("ins").allTextContents(), ["[ajouté\u00a0:  de voirie]", "[ajouté\u00a0: courrier]"]);
    const [left, right] = await Promise.all([0, 1].map((i) => reader.locator(".compare__side").nth(i).boundingBox()));
    assert.equal(left.y === right.y, width === DESK);
    for (const bad of ["?avant=0", "?apres=9", "?avant=x", "?page=2"]) await check.visit(reader, `/contributions/${reference}/versions${bad}`, { status: 404, budget: false });
  });

for (const [width, javascript] of [[PHONE, true], [DESK, false]])
  test(`a review is asked once, answered by another operator, and public (${width} px)`, async ({ instance, visitor }) => {
    const site = await consulting(instance);
    await site.must("operator", "add", SECOND);
    const author = await arrived(visitor, site, AGENT, { width, javascript });
    const reference = await publish(author, "Remplacer notre tondeuse");
    const decider = await arrived(visitor, site, OPERATOR, { javascript, commune: "" });
    const told = site.mails.to(AGENT).length;
    // Mails of decisions leave at once here; the grace has its own test (triage.test.mjs).
    await decider.goto("/operateur/campagnes/essai/tri");
    await decider.click("a:has-text('Réglages du tri')");
    await decider.fill("#delai", "0");
    await decider.click("main button:has-text('Enregistrer')");
    await decider.waitForLoadState("load");
    await decider.goto(`/operateur/campagnes/essai/tri?contribution=${reference}`);
    await decider.click("summary[data-key=x]");
    await decider.selectOption("#ground", "hors-champ");
    await decider.fill("#reason-rejected", "Ce n’est pas un service numérique.");
    await decider.click("button:has-text('Rejeter')");
    await decider.waitForLoadState("load");
    const mail = await site.mails.lastMailTo(AGENT, { after: told });
    assert.match(mail.text.replace(/\s+/g, " "), /demander un réexamen jusqu’au .* \d{4}/);
    await check.visit(author, `/contributions/${reference}`);
    await author.click("text=demander un réexamen");
    await step(author);
    await author.fill("#reason", "Trop court");
    await author.click("text=Envoyer ma demande");
    await step(author);
    assert.match(await author.textContent("#reason-error"), /20 à 2/);
    await author.fill("#reason", "<b>La tondeuse</b> est connectée : relisez le deuxième paragraphe.");
    const before = site.mails.to(AGENT).length;
    await author.click("text=Envoyer ma demande");
    await step(author);
    assert.match(await author.textContent("main"), /est enregistrée.*Réexamen demandé le/s);
    assert.equal(await author.locator("text=demander un réexamen").count(), 0);
    assert.match((await site.mails.lastMailTo(AGENT, { after: before })).subject, /réexamen est reçue/);
    // The public does not read the request; who decided may not answer.
    assert.ok(!(await site.get(`/contributions/${reference}`)).text.includes("tondeuse</b>"));
    await check.visit(decider, "/operateur", { budget: false });
    assert.match(await decider.textContent("main"), /Réexamens demandés/);
    await check.visit(decider, "/operateur/reexamens", { budget: check.BENCH });
    await decider.click(`.item a`);
    await step(decider);
    assert.match(await decider.textContent("main"), /revient à un autre membre/);
    assert.equal(await decider.locator("main form").count(), 0);
    const other = await arrived(visitor, site, SECOND, { width, javascript, commune: "" });
    await other.goto("/operateur/reexamens");
    await other.click(".item a");
    await step(other);
    await other.fill("main #reason", "Nous avons relu : la tondeuse reste un équipement.");
    await other.click("text=Maintenir la décision");
    await step(other);
    assert.match(await other.textContent("main"), /Votre réponse est publiée.*0\sdemande/s);
    await check.visit(other, "/operateur/reexamens?etat=maintenues", { budget: check.BENCH });
    assert.match((await site.mails.lastMailTo(AGENT, { after: before + 1 })).text, /La décision est maintenue/);
    const reader = watched(await visitor({ width, javascript, baseURL: site.url }));
    await check.visit(reader, `/contributions/${reference}`);
    assert.match(await reader.textContent(".outcome"), /Réexamen demandé le .*, réponse le .*\s: la décision est maintenue.*reste un équipement/s);
    // Strangers are told why not; a second time there is nothing to ask.
    await author.goto(`/contributions/${reference}/reexamen`);
    await step(author);
    assert.match(await author.textContent(".outcome"), /réponse le/, "the form leads to the answer");
  });

test("an edit form open while the phase closes keeps its text, with the instant", async ({ instance, visitor }) => {
  const site = await consulting(instance);
  const page = await arrived(visitor, site, AGENT, { javascript: false });
  const reference = await publish(page, "Signaler un incident");
  await page.goto(`/contributions/${reference}`);
  await page.click("text=Modifier ma contribution");
  await page.fill("#title", "Un titre corrigé trop tard");
  await closeNow(site, "collect");
  await page.click("text=Publier la nouvelle version");
  await step(page);
  assert.match(await page.textContent(".govuk-error-summary"), /close depuis le .*\d{4}/s);
  assert.equal(await page.inputValue("#title"), "Un titre corrigé trop tard");
});

test("a workshop speaks for several authorities, added and removed without JavaScript", async ({ instance, visitor }) => {
  const site = await consulting(instance);
  const page = await arrived(visitor, site, AGENT, { javascript: false });
  await page.goto(FORM);
  await page.fill("#title", "Un atelier de trois communes");
  await page.selectOption("#theme", "voirie");
  await page.fill("#problem", PROBLEM);
  await page.click("main summary");
  await page.fill("#bodies", "29232\nNulle-Part-sur-Rien");
  await page.click("button[value=continuer]");
  await step(page);
  assert.match(await page.textContent("#bodies-error"), /Nulle-Part-sur-Rien/);
  await page.fill("#bodies", "29232\n29019");
  await page.click("button[value=continuer]");
  await step(page);
  assert.match(await page.textContent("main"), /Aussi pour .*Brest.*Quimper/s);
  await page.click("text=Modifier le texte");
  await page.fill("#bodies", (await page.inputValue("#bodies")).split("\n").filter((line) => !line.includes("Brest")).join("\n"));
  await page.click("button[value=continuer]");
  await step(page);
  assert.doesNotMatch(await page.textContent("main"), /Brest/);
  assert.match(await page.textContent("main"), /Aussi pour .*Quimper/s);
  await page.click("text=Publier ma contribution");
  await step(page);
});
