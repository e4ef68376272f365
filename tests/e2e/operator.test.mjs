// The whole life of a campaign on a new instance: an agent contributes, the operator sorts and publishes, a commune
// supports, the committee's choice is recorded and its results become public.
import assert from "node:assert/strict";
import { DAY_MS, claim, closeNow, consulting, hands, loadCampaign, manner, signIn, step, watched, ways } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const CAMPAIGN = "/campagnes/essai";
const DESKS = "/operateur/campagnes/essai";
const AGENT = "secretariat@exemple.fr";
const NEIGHBOUR = "voisine@exemple.fr";
const OPERATOR = "operateur@exemple.fr";
const REORIENTED = "Ce service existe : l’assistance aux communes le propose.";
const GROUPED = "Plusieurs communes expriment ce besoin.";
const SELECTED = "Le besoin est largement partagé et rien n’y répond aujourd’hui.";

// The line on top of the bench: what came in is what waits and what was decided, always.
async function conserved(page, expected) {
  const line = (await page.textContent(".bench__line")).replace(/\s/g, " ");
  const [total, pending, reoriented, rejected, grouped] = line.match(/\d+/g).map(Number);
  assert.equal(total, pending + reoriented + rejected + grouped, line);
  assert.deepEqual({ total, pending, reoriented, rejected, grouped }, expected, line);
}

// Writes a contribution from the form of its kind to the confirmation.
async function contribute(page, { title, theme, problem }) {
  await page.fill("#title", title);
  await page.selectOption("#theme", theme);
  await page.fill("#problem", problem);
  await page.click("button[value=continuer]");
  await step(page);
  assert.match(await page.textContent("h1"), /Vérifier avant de publier/);
  await page.click("text=Publier ma contribution");
  await step(page);
  assert.match(await page.textContent("main"), /Votre contribution est publiée/);
  return (await page.textContent("main")).match(/C-\d{4}-\d+/)[0];
}

// Opens the fold of a decision: with its key, or by a click.
async function openFold(page, key) {
  await page.waitForLoadState("load");
  if (page.javascript) await page.keyboard.press(key);
  else await page.click(`summary[data-key=${key}]`);
}

// A decision was mailed to its author, with the reason and a link that leads to what became of it.
async function told(page, site, reference, before, reason) {
  const mail = await site.mails.lastMailTo(AGENT, { after: before });
  assert.ok(mail.text.replace(/\s+/g, " ").includes(reason), mail.text);
  const link = mail.links.find((one) => one.endsWith(`/contributions/${reference}`));
  assert.ok(link, `no link to ${reference}: ${mail.links}`);
  await page.goto(link);
  assert.ok((await page.textContent(".outcome")).includes(reason));
  await step(page);
}

for (const [engine, width, javascript] of ways(PHONE, DESK))
  test(`a contribution is sorted, supported and selected (${engine}, ${width} px, ${manner(javascript, engine)})`, async ({ instance, visitor }) => {
    const collect = [Date.now() - DAY_MS, Date.now() + DAY_MS];
    const site = await consulting(instance, { engine, campaign: { collect } });
    // The weights are the same for both readers: measured once.
    const visit = (page, path, budget) => check.visit(page, path, { budget: javascript && (budget ?? check.PUBLIC) });
    const someone = async () => watched(await visitor({ width, ...hands(javascript, engine), baseURL: site.url }));

    // The agent: sign in by a code, say for whom, a draft, then published.
    const agent = await someone();
    await agent.goto(`${CAMPAIGN}/contribuer`);
    await step(agent);
    await signIn(agent, site, AGENT, { checked: true });
    await step(agent);
    await claim(agent, "29134");
    await step(agent);
    assert.match(await agent.textContent(".acting"), /la commune de Locronan/);
    assert.ok(agent.url().endsWith(`${CAMPAIGN}/contribuer`), agent.url());
    await agent.check("input[value=besoin]");
    await agent.click("main button:has-text('Continuer')");
    await step(agent);
    await agent.fill("#title", "Prendre rendez-vous");
    await agent.click("button[value=brouillon]");
    await step(agent);
    assert.match(await agent.textContent("main"), /brouillon est enregistré/);
    await agent.click("a:has-text('Prendre rendez-vous') >> nth=0");
    await step(agent);
    assert.match(await agent.textContent("main"), /il reste à compléter/);
    await agent.click("text=Modifier le texte");
    const first = await contribute(agent, { title: "Prendre rendez-vous en mairie", theme: "etat-civil", problem: "Les habitants appellent sans cesse pour un rendez-vous, et nous perdons des heures." });
    await agent.click("text=Faire une autre contribution");
    await agent.check("input[value=service]");
    await agent.click("main button:has-text('Continuer')");
    const second = await contribute(agent, { title: "Signaler un trou dans la chaussée", theme: "voirie", problem: "Un formulaire simple permet aux habitants de signaler un danger sur la route." });

    // The neighbour will support: her affiliation waits for the operator.
    const neighbour = await someone();
    await neighbour.goto("/connexion?retour=/mon-compte/collectivites/ajouter");
    await signIn(neighbour, site, NEIGHBOUR);
    await claim(neighbour, "29232", { quality: "elected" });
    await step(neighbour);

    // The operator: the bench.
    const operator = await someone();
    await operator.goto("/connexion?retour=/operateur");
    await signIn(operator, site, OPERATOR);
    await step(operator);
    for (const path of [DESKS, "/operateur/campagnes", "/operateur/rattachements"]) await visit(operator, path);
    await visit(operator, `${DESKS}/tri`, check.BENCH);
    await conserved(operator, { total: 2, pending: 2, reoriented: 0, rejected: 0, grouped: 0 });

    // Mails of decisions leave at once here; the grace has its own test (triage.test.mjs).
    await operator.click("a:has-text('Réglages du tri')");
    await step(operator);
    await operator.fill("#delai", "0");
    await operator.click("main button:has-text('Enregistrer')");
    await operator.click(".bench__list a:has-text('Signaler')");
    await openFold(operator, "r");
    await operator.click("button:has-text('Réorienter')");
    await step(operator);
    assert.equal(await operator.locator(".govuk-error-message").count(), 2);
    await conserved(operator, { total: 2, pending: 2, reoriented: 0, rejected: 0, grouped: 0 });
    await operator.selectOption("#desk", "aide");
    await operator.fill("#reason-reoriented", REORIENTED);
    let before = site.mails.to(AGENT).length;
    await operator.click("button:has-text('Réorienter')");
    await step(operator);
      assert.ok((await operator.textContent(".bench__notice")).includes(second));
    await conserved(operator, { total: 2, pending: 1, reoriented: 1, rejected: 0, grouped: 0 });
    await told(agent, site, second, before, REORIENTED);

    await openFold(operator, "g");
    await operator.fill("#title", "Faciliter la prise de rendez-vous");
    await operator.fill("#reason-grouped", GROUPED);
    before = site.mails.to(AGENT).length;
    await operator.click("main button:has-text('Regrouper')");
    await step(operator);
    await conserved(operator, { total: 2, pending: 0, reoriented: 1, rejected: 0, grouped: 1 });
    await told(agent, site, first, before, GROUPED);
    await visit(operator, `${DESKS}/tri?statut=toutes`, check.BENCH);
    await conserved(operator, { total: 2, pending: 0, reoriented: 1, rejected: 0, grouped: 1 });

    // The new proposal: completed, then published.
    await visit(operator, `${DESKS}/propositions`);
    await operator.click("a:has-text('Faciliter la prise de rendez-vous')");
    await step(operator);
    const proposal = operator.url().match(/P-\d{4}-\d+/)[0];
    assert.equal((await site.get(`/propositions/${proposal}`)).status, 404);
    await operator.click("a:has-text('Modifier')");
    await step(operator);
    await operator.fill("#summary", "Un même outil, simple, pour tous les rendez-vous d’une mairie.");
    await operator.check("input[name=themes][value=etat-civil]");
    await operator.click("text=Enregistrer");
    await step(operator);
    await operator.click("a.govuk-button:has-text('Publier')");
    await step(operator);
    await operator.click("main button:has-text('Publier')");
    await step(operator);
    assert.match(await operator.textContent("[role=status]"), /publiée/);
    await visit(neighbour, `/propositions/${proposal}`);
    assert.ok((await neighbour.textContent("main")).includes("Prendre rendez-vous en mairie"));

    // The affiliation verified from the queue, so that the support counts at once.
    await operator.goto("/operateur/rattachements");
    await operator.check(`li:has-text('${NEIGHBOUR}') input[name=rattachement]`);
    await operator.click("text=Vérifier les rattachements cochés");
    await step(operator);
    await operator.click("text=Vérifier ces rattachements");
    await step(operator);
    await site.mails.lastMailTo(NEIGHBOUR, { after: 1 });

    // The supports.
    await loadCampaign(site, { collect, support: [Date.now() - 2_000, Date.now() + DAY_MS] });
    await neighbour.goto(`/propositions/${proposal}`);
    await neighbour.click("text=Soutenir au nom de ma collectivité");
    await neighbour.click("main button:has-text('Soutenir')");
    assert.match(await neighbour.textContent("h1"), /Votre soutien est compté/);
    await step(neighbour);
    await visit(operator, `/operateur/propositions/${proposal}/soutiens`);
    assert.match(await operator.textContent("main"), /Commune de /);
    await visit(operator, `${DESKS}/selection`);
    assert.match(await operator.textContent("main"), /après la clôture des soutiens/);
    await closeNow(site, "support");
    await neighbour.goto(`/soutenir?proposition=${proposal}`);
    assert.match(await neighbour.textContent("main"), /clos/);

    // The committee's choice, private until all of it is published.
    await operator.goto(`${DESKS}/selection`);
    await operator.click("a:has-text('Décider')");
    await step(operator);
    await operator.click("button[value=liste]");
    await step(operator);
    assert.equal(await operator.locator(".govuk-error-message").count(), 2);
    await operator.check("input[name=choice][value=selected]");
    await operator.fill("#reason", SELECTED);
    await operator.click("button[value=liste]");
    await step(operator);
    assert.match(await operator.textContent(".bench__line"), /1.retenue/);
    assert.ok(!(await site.get(`/propositions/${proposal}`)).text.includes(SELECTED), "a choice is private until the results are published");
    before = site.mails.to(NEIGHBOUR).length;
    await operator.click("a:has-text('Publier les résultats')");
    await step(operator);
    await operator.click("main button:has-text('Publier les résultats')");
    await step(operator);
    const mail = await site.mails.lastMailTo(NEIGHBOUR, { after: before });
    assert.ok(mail.links.some((one) => one.endsWith(`${CAMPAIGN}/resultats`)), mail.text);
    const reader = await someone();
    await visit(reader, `${CAMPAIGN}/resultats`);
    const results = await reader.textContent("main");
    for (const text of [SELECTED, "Faciliter la prise de rendez-vous", "Retenues (1)", "1\u00a0soutien"]) assert.ok(results.replace(/\u202f/g, "\u00a0").includes(text), `${text}: ${results}`);
    await visit(reader, `/propositions/${proposal}`);
    assert.ok((await reader.textContent(".outcome--selected")).includes(SELECTED));
    await visit(operator, `${DESKS}/tri?statut=toutes`, check.BENCH);
    await conserved(operator, { total: 2, pending: 0, reoriented: 1, rejected: 0, grouped: 1 });
    assert.equal(await operator.locator("form[action$='/tri'] input[name=decision]").count(), 0, "nothing is decided any more");
    const { code, out, err } = await site.command("verify");
    assert.equal(code, 0, out + err);
  });
