// The operator writes to those who should take part: a mailing to a segment with its preview, test, confirmation and
// progress; the reminders before a closing, held back and released; a reader who stops such mails gets no more.
import assert from "node:assert/strict";
import { DAY_MS, claim, consulting, hands, manner, signIn, step, watched, ways, words } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const CAMPAIGN = "/campagnes/essai";
const MAILINGS = "/operateur/campagnes/essai/courriers";
const AGENT = "secretariat@exemple.fr";
const OPERATOR = "operateur@exemple.fr";
const TEXT = "Bonjour **{collectivite}**,\n\n[Relire votre contribution](/mes-contributions) <script>alert(1)</script> 🚧\n\n- un point\n- l’autre";

async function errors(page) {
  return page.locator(".govuk-error-summary a").count();
}

// Fills the form; with scripts the group is chosen and the form is sent with the keyboard alone.
async function write(page, { subject, text }) {
  await page.goto(`${MAILINGS}/nouveau`);
  if (page.javascript) {
    await page.focus("#segment");
    await page.keyboard.press("Space");
  } else await page.check("input[name=segment][value=contributeurs]");
  await page.fill("#subject", subject);
  await page.fill("#text", text);
  if (page.javascript) {
    await page.focus("#subject");
    await page.keyboard.press("Enter");
    await page.waitForURL(/courriers\/\d+$/);
  } else await page.click("main button:has-text('Voir l’aperçu')");
  await step(page);
}

// From the preview to the end of the sending.
async function send(page, addresses) {
  await page.click("main a:has-text('Envoyer…')");
  await step(page);
  assert.match(await words(page), new RegExp(`Envoyer ce courrier à ${addresses} ?`));
  await page.click("main button:has-text('Envoyer à')");
  await step(page);
  assert.match(await words(page), /L’envoi a commencé/);
  for (let i = 0; i < 60 && !/(\d+) destinataires? 0 à envoyer/.test(await words(page)); ++i) {
    await page.waitForTimeout(200);
    await page.goto(page.url().split("?")[0]);
  }
  await step(page);
}

for (const [engine, width, javascript] of ways(DESK, PHONE))
  test(`an operator writes to the contributors and holds a reminder back (${engine}, ${width} px, ${manner(javascript, engine)})`, async ({ instance, visitor }) => {
    const now = Date.now();
    const site = await consulting(instance, { engine, campaign: { collect: [now - DAY_MS, now + 14 * DAY_MS], support: [now + 16 * DAY_MS, now + 40 * DAY_MS] } });
    const someone = async () => watched(await visitor({ width, ...hands(javascript, engine), baseURL: site.url }));
    const agent = await someone();
    await agent.goto(`/connexion?retour=${CAMPAIGN}/contribuer/besoin`);
    await signIn(agent, site, AGENT);
    await claim(agent, "29134");
    await agent.goto(`${CAMPAIGN}/contribuer/besoin`);
    await agent.fill("#title", "Prendre rendez-vous en mairie");
    await agent.selectOption("#theme", "voirie");
    await agent.fill("#problem", "Les habitants nous le demandent chaque semaine et rien ne répond à ce besoin.");
    await agent.click("button[value=continuer]");
    await agent.click("text=Publier ma contribution");
    assert.equal((await agent.goto(MAILINGS)).status(), 403, "not the agent's business");

    const operator = await someone();
    await operator.goto("/connexion?retour=/operateur/campagnes/essai");
    await signIn(operator, site, OPERATOR);
    await operator.click("main a:has-text('Courriers')");
    await step(operator);
    await check.visit(operator, MAILINGS, { budget: javascript && check.BENCH });

    // Six reminders are planned, each with its readers of today.
    assert.equal(await operator.locator("tbody tr").count(), 6);
    await operator.click("a:has-text('Rappel à 10 jours de la clôture : ')");
    await step(operator);
    assert.match(await words(operator), /il reste 10 jours pour contribuer/);
    await operator.click("button:has-text('Ne pas envoyer ce rappel')");
    await step(operator);
    assert.match(await words(operator), /Ne sera pas envoyé/);
    await operator.click("button:has-text('L’envoyer finalement')");
    await step(operator);
    assert.match(await words(operator), /partira comme prévu/);

    // The form says everything that is missing at once, and keeps what was typed.
    await operator.goto(`${MAILINGS}/nouveau`);
    await operator.fill("#text", "court");
    await operator.click("main button:has-text('Voir l’aperçu')");
    await step(operator);
    assert.equal(await errors(operator), 3);
    assert.equal(await operator.inputValue("#text"), "court");

    // Preview, test, sending.
    await write(operator, { subject: "Merci <b>à vous</b>", text: TEXT });
    const preview = await operator.innerHTML("main");
    assert.ok(!preview.includes("<script>alert"), "hostile text stays text");
    assert.match(preview, /<strong>Commune de Locronan<\/strong>/);
    assert.match(await words(operator), /1 adresse, 1 collectivité/);
    const tests = site.mails.to(OPERATOR).length;
    await operator.click("button:has-text('M’envoyer un essai')");
    await step(operator);
    const trial = await site.mails.lastMailTo(OPERATOR, { after: tests });
    assert.match(trial.subject, /^Essai\s: Merci <b>à vous<\/b>$/);
    const before = site.mails.to(AGENT).length;
    await send(operator, "1 adresse");
    const mail = await site.mails.lastMailTo(AGENT, { after: before });
    assert.match(mail.text, /Bonjour Commune de Locronan,/);
    assert.match(mail.text, /Relire votre contribution \(http:\/\/127\.0\.0\.1:\d+\/mes-contributions\)/);
    assert.match(mail.html, /<strong>Commune de Locronan<\/strong>/);
    assert.ok(!mail.html.includes("<script"));
    assert.match(mail.headers.get("list-unsubscribe-post"), /One-Click/);
    assert.match(mail.text, /parce que vous avez contribué/);
    await operator.reload();
    assert.match(await words(operator), /Envoyé/);
    await operator.click("a:has-text('Voir chaque destinataire')");
    await step(operator);
    assert.match(await words(operator), /secretariat@exemple\.fr/);

    // Who stops such mails gets no more of them, and the operator sees how many did.
    const stop = mail.links.find((one) => one.includes("/desabonnement/"));
    await agent.goto(stop);
    assert.match(await words(agent), /les messages de l’équipe de la consultation/);
    await agent.click("button:has-text('Arrêter ces messages')");
    assert.match(await words(agent), /C’est arrêté/);
    const kept = site.mails.to(AGENT).length;
    await write(operator, { subject: "Encore un mot", text: "Bonjour, voici un second message à tous." });
    await send(operator, "1 adresse");
    assert.match(await words(operator), /1 désabonné ou injoignable/);
    assert.equal(site.mails.to(AGENT).length, kept);

    // A draft is thrown away after a confirmation; the history stays.
    await write(operator, { subject: "Un brouillon", text: "Bonjour, un message qui ne partira pas." });
    await operator.click("a:has-text('Supprimer ce brouillon')");
    await step(operator);
    await operator.click("main button:has-text('Supprimer le brouillon')");
    await step(operator);
    assert.match(await words(operator), /Le brouillon est supprimé/);
    assert.equal(await operator.locator(".items .item").count(), 2);
  });
