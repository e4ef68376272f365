// The triage bench at work: a decision undone before its mail, a colleague, a note, a question to the author and its answer,
// a batch with its preview and undo; with the keyboard alone, and without JavaScript.
import assert from "node:assert/strict";
import { DAY_MS, claim, consulting, hands, manner, signIn, step, watched, ways } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const CAMPAIGN = "/campagnes/essai";
const BENCH = "/operateur/campagnes/essai/tri";
const AGENT = "secretariat@exemple.fr";
const OPERATOR = "operateur@exemple.fr";
const TITLES = ["Prendre rendez-vous en mairie", "Signaler un trou dans la chaussée", "Réserver une salle communale"];

async function line(page) {
  return (await page.textContent(".bench__line")).replace(/\s/g, " ");
}

// Opens a fold, or presses a button, with its key; without JavaScript by a click.
async function press(page, key) {
  await page.waitForLoadState("load");
  if (page.javascript) return page.keyboard.press(key);
  await page.click(`[data-key="${key}"]`);
}

for (const [engine, width, javascript] of ways(DESK, PHONE))
  test(`operators work on the bench (${engine}, ${width} px, ${manner(javascript, engine)})`, async ({ instance, visitor }) => {
    const site = await consulting(instance, { engine, campaign: { collect: [Date.now() - DAY_MS, Date.now() + DAY_MS] } });
    const someone = async () => watched(await visitor({ width, ...hands(javascript, engine), baseURL: site.url }));
    const agent = await someone();
    await agent.goto(`/connexion?retour=${CAMPAIGN}/contribuer/besoin`);
    await signIn(agent, site, AGENT);
    await claim(agent, "29134");
    for (const title of TITLES) {
      await agent.goto(`${CAMPAIGN}/contribuer/besoin`);
      await agent.fill("#title", title);
      await agent.selectOption("#theme", "voirie");
      await agent.fill("#problem", "Les habitants nous le demandent chaque semaine et rien ne répond à ce besoin.");
      await agent.click("button[value=continuer]");
      await agent.click("text=Publier ma contribution");
    }

    const operator = await someone();
    await operator.goto(`/connexion?retour=${BENCH}`);
    await signIn(operator, site, OPERATOR);
    await check.visit(operator, BENCH, { budget: javascript && check.BENCH });

    // A decision, then its undoing: nothing was sent.
    const before = site.mails.to(AGENT).length;
    await press(operator, "r");
    await operator.selectOption("#desk", "aide");
    await operator.fill("#reason-reoriented", "Ce service existe : l’assistance le propose.");
    await operator.click("button:has-text('Réorienter')");
    await step(operator);
    assert.match(await line(operator), /3 contributions = 2 à traiter \+ 1 réorientée/);
    assert.match(await operator.textContent("form[action$='/annuler']"), /possible jusqu’(à|au) .*\d\sh.*, puis l’auteur est prévenu/);
    await press(operator, "u");
    await operator.waitForURL(/fait=annulee/);
    await step(operator);
    assert.match(await line(operator), /3 à traiter/);
    assert.match(await operator.textContent(".bench__pane .story"), /annulée avant d’être envoyée/);
    assert.equal(site.mails.to(AGENT).length, before, "an undone decision writes to nobody");

    // Taken, noted, marked.
    await press(operator, "a");
    await operator.waitForURL(/fait=attribuee/);
    assert.match(await operator.textContent(".bench__work"), /est à vous/);
    await press(operator, "n");
    await operator.click("button:has-text('Enregistrer la note')");
    assert.equal(await operator.locator(".govuk-error-message").count(), 1);
    await operator.fill("#note", "Voir avec le service <script>alert(1)</script> voirie 🚧");
    await operator.click("button:has-text('Enregistrer la note')");
    await step(operator);
    assert.match(await operator.textContent(".bench__pane .story"), /voirie 🚧/);
    await press(operator, "v");
    await operator.fill("#revoir", "Attendre l’avis du service.");
    await operator.fill("#echeance", "31/02/2999x");
    await operator.click("main button:has-text('Marquer à revoir')");
    assert.equal(await operator.locator(".govuk-error-message").count(), 1);
    await operator.fill("#echeance", "");
    await operator.click("main button:has-text('Marquer à revoir')");
    await step(operator);
    const reference = (await operator.textContent(".bench__pane .muted a")).trim();
    const publicPage = (await site.get(`/contributions/${reference}`)).text;
    for (const text of ["🚧", "Attendre l’avis"]) assert.ok(!publicPage.includes(text), `${text} is not public`);

    // A question, answered by its author.
    const mails = site.mails.to(AGENT).length;
    await press(operator, "q");
    await operator.fill("#question", "Combien d’agents seraient concernés ?");
    await operator.click("button:has-text('Envoyer la question')");
    await step(operator);
    const mail = await site.mails.lastMailTo(AGENT, { after: mails });
    const link = mail.links.find((one) => one.endsWith(`/contributions/${reference}/question`));
    assert.ok(link, mail.text);
    const reader = await someone();
    assert.equal((await site.get(new URL(link).pathname)).status, 303, "an address that asks to sign in");
    await agent.goto(link);
    await step(agent);
    await agent.fill("#reponse", "Une dizaine, à l’accueil.");
    await agent.click("button:has-text('Envoyer la réponse')");
    await step(agent);
    assert.match(await agent.textContent("[role=status]"), /Réponse envoyée/);
    await reader.goto(`/contributions/${reference}`);
    assert.ok(!(await reader.textContent("main")).includes("Une dizaine"));
    await operator.goto(BENCH);
    await operator.click("a:has-text('Réponse reçue (1)')");
    await step(operator);
    assert.match(await operator.textContent(".bench__pane .story"), /Une dizaine/);

    // All of the list at once: preview, batch, undo.
    await operator.goto(BENCH);
    await operator.click("button:has-text('Décider pour les 3 contributions')");
    await step(operator);
    await operator.click("summary:has-text('Rejeter')");
    await operator.selectOption("#ground", { index: 1 });
    await operator.fill("#reason-rejected", "Ces demandes ne sont pas de celles que la consultation finance.");
    await operator.click("main button:has-text('Rejeter')");
    await step(operator);
    assert.match(await operator.textContent("h1"), /Rejeter 3\scontributions/);
    await operator.fill("#nom", "Demandes hors champ");
    await operator.click("main button:has-text('Rejeter 3')");
    await step(operator);
    assert.match(await operator.textContent("h1"), /Demandes hors champ/);
    await operator.click("button:has-text('Annuler le lot')");
    await step(operator);
    assert.match(await operator.textContent("[role=status]"), /Lot annulé/);
    await operator.goto(BENCH);
    assert.match(await line(operator), /3 contributions = 3 à traiter/);
    // What is taken leaves the queue of those that are nobody's: said in sight, and the next is still a key away.
    await operator.goto(`${BENCH}?qui=personne`);
    await press(operator, "a");
    await operator.waitForURL(/fait=attribuee/);
    await step(operator);
    const read = await operator.textContent("#lecture");
    const inSight = (element) => element.getBoundingClientRect().top >= 0 && element.getBoundingClientRect().bottom <= innerHeight;
    if (javascript) assert.ok(await operator.locator(".bench__notice").evaluate(inSight), "what was done is in sight");
    await press(operator, "j");
    await operator.waitForURL((url) => !url.search.includes("fait="));
    assert.notEqual(await operator.textContent("#lecture"), read);
    for (const page of ["/operateur/recherche?q=salle", "/operateur/recherche?q=29134&sorte=propositions", `${BENCH}/lots`, `${BENCH}/repartir`, `${BENCH}/reglages`]) await check.visit(operator, page);
    const { code, out, err } = await site.command("verify");
    assert.equal(code, 0, out + err);
  });
