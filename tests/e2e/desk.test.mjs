// Three tools of the operator: the journal that an auditor reads and proves, a banner shown to all, messages received and
// answered; with the keyboard, without JavaScript, at both widths.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { consulting, hands, manner, signIn, step, watched, ways } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { formsOf } from "./lib/person.mjs";
import { test } from "./lib/runner.mjs";
import { pause } from "./lib/server.mjs";
import { problemsBetween, problemsOf } from "../../tools/verify_proof.mjs";

const OPERATOR = "operateur@exemple.fr";
const MAYOR = "maire@exemple.fr";
const TYPING_MS = 3_200; // a form sent sooner is taken for a machine's

async function typeMoment(page, name, at) {
  const parts = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", hourCycle: "h23", minute: "numeric" }).formatToParts(at);
  for (const part of ["day", "month", "year", "hour", "minute"]) await page.fill(`[name=${name}_${part}]`, parts.find(({ type }) => type === part).value);
}

for (const [engine, width, javascript] of ways(DESK, PHONE))
  test(`a mayor writes, the team answers, tells of an incident, and proves what was done (${engine}, ${width} px, ${manner(javascript, engine)})`, async ({ instance, visitor }) => {
    const site = await consulting(instance, { engine });
    const someone = async () => watched(await visitor({ width, ...hands(javascript, engine), baseURL: site.url }));

    // The mayor writes; the first try lacks what matters, and keeps what was typed.
    const mayor = await someone();
    await check.visit(mayor, "/contact?objet=accessibility", { budget: javascript && check.PUBLIC });
    assert.ok(await mayor.isChecked("input[name=topic][value=accessibility]"));
    await mayor.check("input[name=topic][value=use]");
    await mayor.fill("#text", "court");
    await pause(TYPING_MS);
    await mayor.press("#email", "Enter");
    await step(mayor);
    assert.match(await mayor.title(), /^Erreur/);
    assert.equal(await mayor.locator(".govuk-error-summary a").count(), 2);
    assert.equal(await mayor.inputValue("#text"), "court");
    await mayor.fill("#text", "Je ne reçois pas mon code de connexion. « C’est <b>urgent</b> » 🙏");
    await mayor.fill("#body", "Commune de Locronan");
    await mayor.fill("#email", MAYOR);
    await mayor.click("button:has-text('Envoyer le message')");
    await step(mayor);
    const reference = (await mayor.textContent(".govuk-panel__body")).match(/M-\d{4}-\d{4}/)[0];
    const receipt = await site.mails.lastMailTo(MAYOR);
    assert.match(receipt.subject, new RegExp(reference));
    assert.doesNotMatch(receipt.text, /urgent/);
    const [link] = receipt.links;

    // The team finds it in its queue, takes it, notes, answers.
    const operator = await someone();
    await operator.goto("/connexion?retour=/operateur");
    await signIn(operator, site, OPERATOR);
    assert.match((await operator.textContent("main")).replace(/\s+/g, " "), /Messages reçus ?1 à traiter/);
    await check.visit(operator, "/operateur/messages", { budget: javascript && check.BENCH });
    await operator.fill("#q", "locronan");
    await operator.press("#q", "Enter");
    await step(operator);
    await operator.click(`a[href="/operateur/messages/${reference}"]`);
    await step(operator);
    assert.ok((await operator.textContent("main")).includes("« C’est <b>urgent</b> » 🙏"));
    await operator.fill("#note", "Boîte de la mairie saturée ?");
    await operator.click("button:has-text('Enregistrer la note')");
    await step(operator);
    await operator.fill("#text", "Bonjour,\n\nLe message est dans vos indésirables.");
    await operator.click("button:has-text('Envoyer la réponse')");
    await step(operator);
    assert.match(await operator.textContent(".govuk-notification-banner"), /La réponse est envoyée/);
    const answer = await site.mails.lastMailTo(MAYOR, { after: 1 });
    assert.ok(answer.text.startsWith("Bonjour,"));

    // The mayor reads the exchange by the mail's link, without an account, and completes it.
    await check.visit(mayor, new URL(link).pathname, { budget: javascript && check.PUBLIC });
    const exchange = await mayor.textContent("main");
    assert.ok(exchange.includes("dans vos indésirables") && !exchange.includes("saturée"));
    await mayor.fill("#text", "Trouvé, merci.");
    await mayor.click("button:has-text('Envoyer')");
    await step(mayor);
    await operator.goto(`/operateur/messages/${reference}`);
    assert.match(await operator.textContent("main"), /Trouvé, merci/);
    await operator.click("button:has-text('Clore le message')");
    await step(operator);
    assert.match(await operator.textContent("main"), /effacé le/);

    // An incident: written, seen before everybody sees it, shown on every page, stopped.
    await check.visit(operator, "/operateur/bandeau", { budget: javascript && check.BENCH });
    await operator.click("button:has-text('Voir l’aperçu')");
    await step(operator);
    assert.equal(await operator.locator(".govuk-error-summary a").count(), 3);
    await operator.check("input[name=kind][value=incident]");
    await operator.fill("#text", "Les codes de connexion arrivent avec retard.");
    await typeMoment(operator, "ends_at", new Date(Date.now() + 7_200_000));
    await operator.click("button:has-text('Voir l’aperçu')");
    await step(operator);
    await mayor.goto("/");
    assert.equal(await mayor.locator(".site-notice").count(), 0);
    await operator.click("button:has-text('Publier ce bandeau')");
    await step(operator);
    for (const path of ["/", "/campagnes", "/connexion", "/contact"]) {
      await check.visit(mayor, path, { budget: javascript && check.PUBLIC });
      assert.match(await mayor.textContent(".site-notice--incident"), /Incident\. Les codes de connexion arrivent avec retard\./, path);
    }
    await operator.click("button:has-text('Arrêter maintenant')");
    await step(operator);
    await mayor.goto("/");
    assert.equal(await mayor.locator(".site-notice").count(), 0);

    // The journal: from the message to its acts, to one of them, to a proof checked without the server.
    await operator.goto(`/operateur/messages/${reference}`);
    await operator.click("text=Journal de cet objet");
    await step(operator);
    const lines = await operator.locator("tbody th a").evaluateAll((links) => links.map((one) => one.textContent.split(",")[0]));
    assert.deepEqual(lines, ["Message clos", "Message complété par son auteur", "Message répondu", "Note sur un message", "Message reçu"]);
    if (engine === "postgresql") await pause(1_000); // the sequencer's pass
    await operator.click("tbody th a >> nth=0");
    await step(operator);
    assert.match(await operator.textContent("main"), /le contenu, le chemin et la signature concordent/);
    await operator.click("text=Vérifier la preuve soi-même");
    const tool = await site.get(await operator.getAttribute("text=Télécharger verify_proof.mjs", "href"));
    assert.equal(tool.text, readFileSync(new URL("../../tools/verify_proof.mjs", import.meta.url), "utf8"), "the tool that these tests use");
    const [download] = await Promise.all([operator.waitForEvent("download"), operator.click("text=Télécharger la preuve")]);
    const proof = JSON.parse(readFileSync(await download.path(), "utf8"));
    assert.deepEqual(problemsOf(proof), []);
    assert.equal(proof.act, "message.close");
    const { items } = JSON.parse((await site.get("/api/v1/journal/heads?per_page=100")).text);
    assert.deepEqual(problemsOf(proof, items.find(({ size }) => size === proof.head.size)), []);
    const forged = { ...proof, fields: proof.fields.with ? proof.fields.with(2, "00") : proof.fields.map((field, i) => (i === 2 ? "00" : field)) };
    assert.match(problemsOf(forged).join(), /^La feuille n’est pas l’empreinte du contenu[^,]*$/);
    assert.equal(problemsOf({ ...proof, position: proof.position - 1 }).length, 1);
    assert.equal(problemsOf(proof, { ...items[0], public_key: "00" }).length, 1);

    // A head that somebody kept, compared with a later one: nothing before it was changed.
    const kept = items.at(-1);
    await operator.goto("/journal/tetes");
    await operator.click("text=Comparer une tête que vous avez gardée");
    await step(operator);
    await operator.fill("#de", "1000000");
    await operator.click("button:has-text('Comparer')");
    await operator.waitForSelector(".govuk-error-summary");
    await step(operator);
    await operator.fill("#de", String(kept.size));
    await operator.click("button:has-text('Comparer')");
    await step(operator);
    assert.match((await operator.textContent("main")).replace(/\s+/g, " "), new RegExp(`les ${kept.size} premiers actes sont les mêmes dans les deux têtes`));
    const [file] = await Promise.all([operator.waitForEvent("download"), operator.click("text=Télécharger la preuve")]);
    const grown = JSON.parse(readFileSync(await file.path(), "utf8"));
    assert.deepEqual(problemsBetween(grown, kept), []);
    assert.equal(problemsBetween({ ...grown, first: { ...grown.first, root: grown.second.root } }).length, 2, "another root, which was not signed");
    assert.match(problemsBetween(grown, { ...kept, root: "00" }).join(), /^Aucune des deux têtes[^,]*$/);
    await operator.goto("/operateur/journal?qui=1000000&acte=role");
    await check.page(operator, { budget: false });
    assert.match(await operator.textContent("main"), /Aucun acte ne correspond/);
  });

test("the desk's pages are correct and accessible with the demonstration's data", async ({ demo, visitor }) => {
    const site = await demo();
  for (const [key, width, dark] of [["operateur", PHONE, true], ["auditeur", DESK, false]]) {
    const page = watched(await visitor({ width, dark, baseURL: site.url }));
    for (const path of ["/contact", "/contact/envoye?reference=M-2026-0001", "/journal/tetes", "/journal/tetes?avant=500", "/journal/coherence"]) await check.visit(page, path);
      await page.goto("/connexion");
      await page.click(`form[action="/demo/connexion"] button[value=${key}]`);
      await page.waitForLoadState("load");
      for (const path of ["/operateur/messages", "/operateur/messages?etat=tous&q=commune", "/operateur/bandeau", "/operateur/journal", "/operateur/journal?acte=support&du=01/01/2021", "/operateur/journal/100"]) await check.visit(page, path, { budget: check.BENCH });
      await check.visit(page, "/operateur/journal?pour=inconnu", { status: 422, budget: check.BENCH });
      await page.goto("/operateur/messages?etat=tous");
      await page.click(".item__title a >> nth=0");
      await step(page);
      assert.equal(await page.locator("button:has-text('Envoyer la réponse')").count(), key === "operateur" ? 1 : 0);
      await page.click("text=Se déconnecter");
      await page.waitForLoadState("load");
    }
});

test("a robot that fills every field at once is refused, and the export of the journal has no address", async ({ instance }) => {
  const site = await consulting(instance);
  const shown = await fetch(`${site.url}/contact`);
  const [cookie] = shown.headers.getSetCookie()[0].split(";");
  const form = formsOf(await shown.text()).find(({ action }) => action === "/contact");
  const send = (fields) => fetch(`${site.url}/contact`, { method: "POST", headers: { cookie }, body: new URLSearchParams([...form.fields.filter(([name]) => !(name in fields)), ...Object.entries(fields)]) });
  const typed = { topic: "use", text: "Un message tout à fait normal.", email: MAYOR };
  assert.equal((await send(typed)).status, 422, "at once");
  await pause(TYPING_MS);
  assert.equal((await send({ ...typed, site_web: "http://spam.example" })).status, 422, "the hidden field");
  assert.equal((await send({ ...typed, text: "\0".repeat(50) })).status, 422, "nothing but NUL");
  assert.equal((await send({ ...typed, affiche: "1.AAAA" })).status, 422, "a forged moment");
  assert.equal(site.mails.to(MAYOR).length, 0);
});
