// Closing day: who comes too late reads since when and may ask for a decision; the operator watches, decides with a
// reason, and what is admitted says so in public.
import assert from "node:assert/strict";
import { claim, consulting, hands, manner, signIn, step, watched, ways } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const CAMPAIGN = "/campagnes/essai";
const DESKS = "/operateur/campagnes/essai";
const AGENT = "secretariat@exemple.fr";
const OPERATOR = "operateur@exemple.fr";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REASON = "La mairie était fermée pour deuil municipal le jour de la clôture.";
const ANSWER = "Fermeture exceptionnelle de la mairie, attestée par arrêté.";

const closed = () => ({
  collect: [Date.now() - 9 * DAY_MS, Date.now() - 5 * HOUR_MS],
  support: [Date.now() - 8 * DAY_MS, Date.now() - 2 * HOUR_MS],
  rules: "late_request_days = 3",
});

async function statusOf(page) {
  return (await page.textContent("[role=status] >> nth=0")).replace(/\s/g, " ");
}

for (const [engine, width, javascript] of ways(DESK, PHONE))
  test(`after the closing, an act is asked for, decided with a reason, and says so (${engine}, ${width} px, ${manner(javascript, engine)})`, async ({ instance, visitor }) => {
    const site = await consulting(instance, { engine, campaign: closed() });
    const someone = async () => watched(await visitor({ width, ...hands(javascript, engine), baseURL: site.url }));

    // The operator has one proposal in public.
    const operator = await someone();
    await operator.goto(`/connexion?retour=${DESKS}/propositions/nouvelle`);
    await signIn(operator, site, OPERATOR);
    await operator.fill("#title", "Prendre rendez-vous en mairie");
    await operator.fill("#summary", "Un même outil, simple, pour tous les rendez-vous d’une mairie.");
    await operator.check("input[name=themes][value=etat-civil]");
    await operator.click("text=Enregistrer");
    await operator.click("a.govuk-button:has-text('Publier')");
    await operator.click("main button:has-text('Publier')");

    // An agent comes two hours late: the refusal with its instant, then the request.
    const agent = await someone();
    await check.visit(agent, `${CAMPAIGN}/propositions`);
    await agent.click("main a:has-text('Prendre rendez-vous en mairie')");
    assert.match(await agent.textContent(".act"), /clos depuis le/);
    await agent.click(".act a:has-text('Demander une prise en compte tardive')");
    await step(agent);
    const refusal = await agent.textContent("main");
    assert.match(refusal, /est close? depuis le \p{L}+ \d{1,2}/u);
    assert.match(refusal, /Rien n’a été enregistré/);
    await agent.click("main a.govuk-button");
    await signIn(agent, site, AGENT);
    await claim(agent, "29134");
    await step(agent);
    assert.match(await agent.textContent("h1"), /Demander une prise en compte tardive/);
    assert.match(await agent.textContent("main"), /Prendre rendez-vous en mairie/);
    await agent.fill("#reason", "Trop court");
    await agent.click("main button:has-text('Envoyer ma demande')");
    await step(agent);
    assert.match(await agent.title(), /^Erreur/);
    assert.equal(await agent.inputValue("#reason"), "Trop court");
    await agent.fill("#reason", REASON);
    await agent.click("main button:has-text('Envoyer ma demande')");
    await step(agent);
    assert.match(await statusOf(agent), /est enregistrée/);
    const received = await site.mails.lastMailTo(AGENT, { after: 1 });
    assert.match(received.text.replace(/\s+/g, " "), /Rien n’est pris en compte pour l’instant/);

    // A text that was not written yet: kept as a draft, asked for, and frozen.
    await agent.goto(`${CAMPAIGN}/contribuer`);
    await step(agent);
    assert.match(await agent.textContent("main"), /La collecte est close/);
    await agent.click("main a:has-text('Écrire un besoin')");
    await step(agent);
    await agent.fill("#title", "Signaler un trou dans la chaussée");
    await agent.selectOption("#theme", "voirie");
    await agent.fill("#problem", "Les habitants nous le demandent chaque semaine et rien ne répond à ce besoin.");
    await agent.click("button[value=continuer]");
    await step(agent);
    await agent.click("main a.govuk-button:has-text('Demander une prise en compte tardive')");
    await step(agent);
    await agent.fill("#reason", REASON);
    await agent.click("main button:has-text('Envoyer ma demande')");
    await check.visit(agent, "/mes-demandes-tardives", { budget: false });
    assert.equal(await agent.locator(".item").count(), 2);

    // The operator's page of the day, then the queue.
    await check.visit(operator, `${DESKS}/cloture`, { budget: javascript && check.BENCH });
    assert.match(await operator.textContent("main"), /a fermé/);
    assert.match(await operator.textContent("main"), /2\sdemandes attendent/);
    await operator.click("main a:has-text('Décider des demandes')");
    await step(operator);
    assert.equal(await operator.locator(".item").count(), 2);
    const csv = await operator.context().request.get(`${site.url}${DESKS}/demandes-tardives.csv`);
    assert.equal(csv.status(), 200);
    assert.ok((await csv.text()).includes("Signaler un trou dans la chaussée"));
    assert.ok(!(await csv.text()).includes(REASON), "what a person wrote to the team stays with the team");
    assert.equal((await agent.context().request.get(`${site.url}${DESKS}/demandes-tardives.csv`)).status(), 403);

    // The right is verified first: an accepted support must count.
    const decide = async (title, verdict, answer) => {
      await operator.goto(`${DESKS}/demandes-tardives`);
      await operator.click(`.item a:has-text('${title}')`);
      if (verdict) await operator.check(`input[name=verdict][value=${verdict}]`);
      await operator.fill("#answer", answer);
      await operator.click("text=Enregistrer la décision");
      await step(operator);
    };
    await decide("Prendre rendez-vous", "", "");
    assert.match(await operator.title(), /^Erreur/);
    await decide("Prendre rendez-vous", "accepter", ANSWER);
    assert.match(await operator.textContent(".govuk-error-summary"), /rattachement de la personne n’est pas vérifié/);
    await operator.goto("/operateur/rattachements");
    await operator.check(`li:has-text('${AGENT}') input[name=rattachement]`);
    await operator.click("text=Vérifier les rattachements cochés");
    await operator.click("text=Vérifier ces rattachements");
    await decide("Prendre rendez-vous", "accepter", ANSWER);
    assert.match(await statusOf(operator), /décision est enregistrée/);
    await decide("Signaler un trou", "accepter", ANSWER);

    // What was admitted says so, to everybody and to who asked.
    const decided = await site.mails.lastMailTo(AGENT, { after: 3 });
    assert.ok(decided.text.replace(/\s+/g, " ").includes(ANSWER), decided.text);
    const visitorOf = await someone();
    await visitorOf.goto(`${CAMPAIGN}/propositions`);
    await visitorOf.click("main a:has-text('Prendre rendez-vous en mairie')");
    assert.match(await visitorOf.textContent(".act"), /1 collectivité la soutient/);
    await check.visit(visitorOf, `${new URL(visitorOf.url()).pathname}/soutiens`);
    const supports = await visitorOf.textContent("main");
    assert.match(supports, /Prise en compte tardive, décidée le/);
    assert.ok(supports.includes(ANSWER));
    await visitorOf.goto(`${CAMPAIGN}/contributions`);
    await visitorOf.click("main a:has-text('Signaler un trou dans la chaussée')");
    await step(visitorOf);
    assert.match(await visitorOf.textContent("main"), /Prise en compte tardive, décidée le/);
    await agent.goto("/mes-demandes-tardives");
    assert.equal(await agent.locator("li:has-text('Acceptée') .item__title, .item:has-text('Acceptée')").first().count(), 1);
    // Another person never sees a request.
    const stranger = await someone();
    await stranger.goto("/connexion?retour=/mes-demandes-tardives");
    await signIn(stranger, site, "autre@exemple.fr");
    assert.equal((await stranger.goto("/demandes-tardives/1")).status(), 404);
  });

test("without the rule, who comes late reads the instant and is offered nothing", async ({ instance, visitor }) => {
  const site = await consulting(instance, { campaign: { ...closed(), rules: "" } });
  const page = watched(await visitor({ width: PHONE, javascript: false, baseURL: site.url }));
  await page.goto(`/connexion?retour=${CAMPAIGN}/contribuer`);
  await signIn(page, site, AGENT);
  await claim(page, "29134");
  await page.goto(`${CAMPAIGN}/contribuer`);
  await step(page);
  const text = await page.textContent("main");
  assert.match(text, /La collecte est close/);
  assert.doesNotMatch(text, /tardive/);
  // The rule stands in the published rules, and the editor has its field.
  assert.match((await site.get(`${CAMPAIGN}/regles`)).text, /n’est pas reçu/);
});
