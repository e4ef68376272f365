// The operator's team answers who contests that a support was set aside, deletes a draft made by mistake, and decides of late
// requests at once; with the keyboard, without JavaScript, at both widths.
import assert from "node:assert/strict";
import { hands, manner, opened, step, ways, words } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const PROPOSAL = "P-2026-001"; // supported by the demonstration's mayor
const MAYOR = "elu@demo.tremplin.example";
const CONTESTS = "/operateur/contestations";
const PROPOSALS = "/operateur/campagnes/services-petites-communes/propositions";
const LATE = "/operateur/campagnes/sobriete-services-publics/demandes-tardives";
const WHY = "Le conseil a bien choisi cette proposition. « C’est <b>certain</b> » 🙏";

for (const [engine, width, javascript] of ways(DESK, PHONE))
  test(`a contest is sent, found and answered; a draft goes; late requests are decided at once (${engine}, ${width} px, ${manner(javascript, engine)})`, async ({ instance, visitor }) => {
    const site = await (await instance({ engine, as: "demo" })).serve("--demo");
    const options = { width, ...hands(javascript, engine) };
    const operator = await opened(visitor, site, "operateur", options);
    const mayor = await opened(visitor, site, "elu", options);

    // The mayor's support is set aside.
    await operator.goto(`/operateur/propositions/${PROPOSAL}/soutiens`);
    await operator.fill("#q", "Illeville");
    await operator.press("#q", "Enter");
    await operator.click("td a:has-text('Écarter')");
    await operator.fill("#reason", "Donné par une personne partie depuis.");
    await operator.click("main button:has-text('Écarter le soutien')");
    await step(operator);

    // They contest it from the proposal's page.
    await mayor.goto(`/propositions/${PROPOSAL}`);
    await mayor.click("a:has-text('Contester cette décision')");
    await step(mayor);
    assert.match(await words(mayor), /Donné par une personne partie depuis/);
    await mayor.fill("#text", "court");
    await mayor.click("main button:has-text('Envoyer la contestation')");
    await step(mayor);
    assert.match(await mayor.title(), /^Erreur/);
    assert.equal(await mayor.inputValue("#text"), "court");
    await mayor.fill("#text", WHY);
    await mayor.click("main button:has-text('Envoyer la contestation')");
    await step(mayor);
    const reference = (await mayor.textContent(".govuk-panel__body")).match(/M-\d{4}-\d{4}/)[0];
    assert.match(await words(mayor), /reste écarté tant que l’équipe n’a pas répondu/);
    assert.equal((await mayor.goto(`/propositions/${PROPOSAL}/contester`)).status(), 409);

    // The team finds it, after the one that waits since longer, and answers.
    await operator.goto("/operateur");
    assert.match(await words(operator), /Soutiens écartés contestés ?2 à traiter, attente depuis le/);
    await operator.click("main a:has-text('Soutiens écartés contestés')");
    await step(operator);
    await check.visit(operator, CONTESTS, { budget: javascript && check.BENCH });
    assert.equal(await operator.locator(".items .item").count(), 2);
    const csv = await operator.context().request.get(`${site.url}${CONTESTS}.csv`);
    assert.ok((await csv.text()).includes(reference));
    await operator.fill("#q", "Illeville");
    await operator.press("#q", "Enter");
    await step(operator);
    assert.equal(await operator.locator(".items .item").count(), 1);
    await operator.click(`a[href="/operateur/messages/${reference}"]`);
    await step(operator);
    const received = site.mails.to(MAYOR).length;
    await operator.click("main a:has-text('Rétablir ce soutien')");
    await operator.fill("#reason", "La commune a confirmé son choix.");
    await operator.click("main button:has-text('Rétablir le soutien')");
    await step(operator);
    // Restoring is the answer: nothing waits any more, its author has one mail.
    await operator.goto(CONTESTS);
    assert.equal(await operator.locator(".items .item").count(), 1);
    await operator.goto(`/operateur/messages/${reference}`);
    assert.match(await words(operator), /Aujourd’hui ?Compté/);
    assert.match(await words(operator), /Motif : La commune a confirmé son choix\./);
    const answer = await site.mails.lastMailTo(MAYOR, { after: received });
    assert.match(answer.subject, new RegExp(reference));
    assert.match(answer.text, /Votre contestation est acceptée/);
    await check.visit(operator, `${CONTESTS}?etat=closed`, { budget: false });
    assert.match(await words(operator), /Le soutien est rétabli, et compté\./);
    await mayor.goto(`/propositions/${PROPOSAL}`);
    assert.match(await words(mayor), /soutien compté/);

    // A draft made by mistake goes, after a page that says what goes.
    await operator.goto(`${PROPOSALS}/nouvelle`);
    await operator.fill("#title", "Une proposition créée par erreur");
    await operator.click("main button:has-text('Enregistrer')");
    await step(operator);
    await operator.click("main a:has-text('Supprimer ce brouillon')");
    await step(operator);
    await operator.click("main button:has-text('Supprimer le brouillon')");
    await step(operator);
    assert.match(await words(operator), /Le brouillon est supprimé\./);
    assert.doesNotMatch(await words(operator), /créée par erreur/);

    // Late requests: none ticked, then what would be done, then the decision.
    await operator.goto(LATE);
    await operator.click("main button:has-text('Décider des demandes cochées')");
    await step(operator);
    assert.match(await words(operator), /Cochez au moins une demande\./);
    await operator.check("input[name=demande] >> nth=0");
    await operator.click("main button:has-text('Décider des demandes cochées')");
    await step(operator);
    await operator.check("input[name=verdict][value=refuser]");
    await operator.click("main button:has-text('Voir ce qui sera fait')");
    await step(operator);
    assert.match(await operator.title(), /^Erreur/);
    await operator.fill("#answer", "Le délai était annoncé depuis trois mois.");
    await operator.click("main button:has-text('Voir ce qui sera fait')");
    await step(operator);
    assert.match(await words(operator), /1 demande sera refusée\. Rien n’est encore enregistré\./);
    await operator.click("main button:has-text('Enregistrer la décision')");
    await step(operator);
    assert.match(await words(operator), /1 décision est enregistrée\./);
  });
