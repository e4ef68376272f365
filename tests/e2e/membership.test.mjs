// Members of one authority between themselves: its administrator asks for validation before publishing, sends back, validates;
// a draft passes to a colleague; somebody leaves, and what they had begun is taken over; a year later a right is renewed.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { arrived, consulting, hands, manner, step, ways, words } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import { test } from "./lib/runner.mjs";

const MAYOR = "mairie@locronan.example";
const AGENT = "agent@exemple.fr";
const COLLEAGUE = "collegue@exemple.fr";
const FORM = "/campagnes/essai/contribuer/besoin";
const PROBLEM = "Les habitants signalent les nids-de-poule par téléphone, et personne ne sait ce qu’il en advient.";
const COMMENT = "Dites combien de signalements <b>par mois</b> 🚧.";
const YEAR_LESS_DAYS = 340;
const status = (page, path) => page.request.get(path, { maxRedirects: 0 }).then((answer) => answer.status());

async function write(page, title) {
  await page.goto(FORM);
  await page.fill("#title", title);
  await page.selectOption("#theme", "voirie");
  await page.fill("#problem", PROBLEM);
}

for (const [engine, width, javascript] of ways(DESK, PHONE))
  test(`an authority validates before publishing, hands drafts over, and goes on when somebody leaves (${engine}, ${width} px, ${manner(javascript, engine)})`, async ({ instance, visitor }) => {
    const site = await consulting(instance, { engine });
    const contacts = join(site.folder, "contacts.csv");
    writeFileSync(contacts, `code,emails,domains\n29134,${MAYOR},\n`);
    await site.must("load", "contacts", contacts);
    const look = { width, ...hands(javascript, engine) };
    const mayor = await arrived(visitor, site, MAYOR, look);
    const agent = await arrived(visitor, site, AGENT, look);
    const colleague = await arrived(visitor, site, COLLEAGUE, look);
    for (const email of [AGENT, COLLEAGUE]) {
      await mayor.goto("/ma-collectivite");
      await mayor.click(`a:has-text('${email}')`);
      await mayor.click("button[value=verifier]");
      await mayor.waitForURL(/fait=decide/);
    }
    const town = new URL(mayor.url()).pathname;

    // The administrator asks for it; the others read it and cannot.
    await mayor.click("main a:has-text('Ce qui attend')");
    await step(mayor);
    assert.match(await words(mayor), /Chaque membre publie lui-même ses contributions/);
    await mayor.click("button:has-text('Demander une validation avant publication')");
    await step(mayor);
    assert.match(await words(mayor), /Votre choix est enregistré/);
    await agent.goto(`${town}/attente`);
    await step(agent);
    assert.match(await words(agent), /attendent la validation de l’un d’eux/);
    assert.equal(await agent.locator("main form").count(), 0);

    // Handed in, not published.
    await write(agent, "Signaler un incident de voirie");
    await agent.click("button[value=continuer]");
    await step(agent);
    assert.match(await words(agent), /sera transmise à ses administrateurs/);
    const draft = new URL(agent.url()).pathname;
    const told = site.mails.to(MAYOR).length;
    await agent.click("text=Transmettre pour validation");
    await step(agent);
    assert.match(await words(agent), /est transmise aux administrateurs/);
    assert.match((await site.mails.lastMailTo(MAYOR, { after: told })).text.replace(/\s+/g, " "), /Signaler un incident de voirie/);
    await agent.goto(draft);
    await step(agent);
    assert.match(await words(agent), /Transmise le .* elle attend leur validation/);
    assert.equal(await agent.locator("main form").count(), 0, "handed in once");
    assert.doesNotMatch((await site.get("/campagnes/essai/contributions")).text, /incident de voirie/);

    // Sent back, with what is missing; who wrote it corrects it.
    await mayor.goto(`${town}/attente`);
    await mayor.click("main a:has-text('Signaler un incident')");
    await step(mayor);
    const validation = new URL(mayor.url()).pathname;
    for (const other of [agent, colleague]) assert.equal(await status(other, validation), 404, "an administrator's page");
    await mayor.click("button[value=renvoyer]");
    await step(mayor);
    assert.match(await mayor.title(), /^Erreur/);
    assert.match(await words(mayor, ".govuk-error-summary"), /Dites ce qui est à revoir/);
    await mayor.fill("#comment", COMMENT);
    const mails = site.mails.to(AGENT).length;
    await mayor.click("button[value=renvoyer]");
    await step(mayor);
    assert.match(await words(mayor), /renvoyée à son auteur.*Aucune contribution n’attend de validation/);
    assert.ok((await site.mails.lastMailTo(AGENT, { after: mails })).text.includes(COMMENT));
    await agent.goto(draft);
    await step(agent);
    assert.ok((await words(agent)).includes(COMMENT), "as text");
    await agent.click("main a:has-text('Modifier le texte')");
    await agent.fill("#problem", `${PROBLEM} Une dizaine par mois.`);
    await agent.click("button[value=continuer]");
    await agent.click("text=Transmettre pour validation");
    await step(agent);

    // Validated: public at once, and in the list of what was done.
    await mayor.goto(`${town}/attente`);
    await mayor.click("main a:has-text('Signaler un incident')");
    assert.match(await words(mayor), /Une dizaine par mois/);
    await mayor.click("button:has-text('Valider et publier')");
    await step(mayor);
    assert.match(await words(mayor), /validée et publiée/);
    const published = await site.mails.lastMailTo(AGENT, { after: mails + 1 });
    const reference = published.subject.match(/C-\d{4}-\d+/)?.[0];
    assert.ok(reference, published.subject);
    assert.equal((await site.get(`/contributions/${reference}`)).status, 200);
    await colleague.goto(town);
    await colleague.click("main a:has-text('Ce qui a été fait')");
    await step(colleague);
    assert.match(await words(colleague), new RegExp(`1 acte .*Signaler un incident de voirie *Contribution publiée, le .* \\(${reference}\\)`));
    const file = await (await colleague.request.get(`${town}/actes.csv`)).text();
    assert.match(file, new RegExp(`Contribution publiée,${reference}`));
    await colleague.goto(`${town}/actes?quoi=soutiens`);
    await step(colleague);
    assert.match(await words(colleague), /0 acte.*Rien/);

    // A draft passes to a colleague, who knows who began it.
    await write(agent, "Louer la salle des fêtes");
    await agent.click("button[value=brouillon]");
    await agent.waitForURL(/fait=brouillon/);
    await agent.click("main a:has-text('Transmettre à un collègue')");
    await step(agent);
    await agent.click("button:has-text('Transmettre ce brouillon')");
    await step(agent);
    assert.match(await words(agent, ".govuk-error-summary"), /Choisissez un collègue vérifié/);
    const to = (await agent.locator("#to option").allTextContents()).findIndex((text) => text.includes(COLLEAGUE));
    await agent.selectOption("#to", { index: to });
    const given = new URL(agent.url()).pathname;
    const before = site.mails.to(COLLEAGUE).length;
    await agent.click("button:has-text('Transmettre ce brouillon')");
    await step(agent);
    assert.match(await words(agent), /Le brouillon est transmis/);
    assert.equal(await status(agent, given), 404, "not theirs any more");
    assert.match((await site.mails.lastMailTo(COLLEAGUE, { after: before })).text.replace(/\s+/g, " "), /Louer la salle des fêtes/);
    await colleague.goto("/mes-contributions");
    await colleague.click(".item a:has-text('Louer la salle des fêtes') >> nth=0");
    await step(colleague);
    assert.match(await words(colleague), new RegExp(`Brouillon commencé par ${AGENT}`));

    // The colleague leaves: nothing more for that authority, and an administrator finds the draft again.
    const left = new URL(colleague.url()).pathname;
    await colleague.goto("/mon-compte/collectivites");
    await colleague.click(".item__title a");
    await colleague.click("text=Mettre fin à ce rattachement");
    await step(colleague);
    assert.match(await words(colleague), /transmettez-les d’abord à un collègue/);
    await colleague.click("main button:has-text('Mettre fin au rattachement')");
    await step(colleague);
    assert.match(await words(colleague), /Le rattachement a pris fin/);
    for (const path of [town, `${town}/actes`, `${town}/attente`]) assert.equal(await status(colleague, path), 404, path);
    await mayor.goto(`${town}/attente`);
    await step(mayor);
    assert.match(await words(mayor), /n’agissent plus pour la collectivité *Louer la salle des fêtes/);
    await mayor.click("main a:has-text('Louer la salle des fêtes')");
    await step(mayor);
    const heir = (await mayor.locator("#to option").allTextContents()).findIndex((text) => text.includes(AGENT));
    await mayor.selectOption("#to", { index: heir });
    await mayor.click("button:has-text('Transmettre ce brouillon')");
    await step(mayor);
    assert.match(await words(mayor), /Le brouillon est transmis/);
    assert.equal(await status(colleague, left), 404);
    await agent.goto(left);
    assert.match(await words(agent), /Louer la salle des fêtes/);

    // A year later one button keeps the right; only the database knows how to grow older.
    await site.sql(`UPDATE affiliations SET decided_at = decided_at - ${YEAR_LESS_DAYS} * 86400000000 WHERE state = 'verified';`);
    await agent.goto("/mon-compte/collectivites");
    await agent.click(".item__title a");
    await step(agent);
    assert.match(await words(agent), /Confirmer ce rattachement/);
    await agent.click("button:has-text('J’agis toujours pour cette structure')");
    await step(agent);
    assert.match(await words(agent), /confirmé pour un an/);
    assert.equal(await agent.locator("text=Confirmer ce rattachement").count(), 0);
  });
