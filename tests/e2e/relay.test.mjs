// The relay of a prefecture, as a new user: sees who takes part in the département, prepares an invitation, vouches.
import assert from "node:assert/strict";
import { hands, manner, opened, step, words } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const HOME = "/relais/29";


for (const [width, dark, javascript] of [[PHONE, true, true], [DESK, false, false]])
  test(`a relay's pages are correct and accessible at ${width} px${javascript ? "" : ", without scripts"}`, async ({ demo, visitor }) => {
    const site = await demo();
    const page = await opened(visitor, site, "relais", { width, dark, javascript });
    for (const path of [
      HOME,
      `${HOME}?campagne=france-relance-2021`,
      `${HOME}/participation`,
      `${HOME}/participation?type=commune&fait=rien&tri=population`,
      `${HOME}/participation?q=introuvable-nulle-part`,
      `${HOME}/collectivites/29232`,
      `${HOME}/kit/sobriete-services-publics`,
      `${HOME}/kit/sobriete-services-publics?collectivite=29232`,
      `${HOME}/kit/france-relance-2021`,
      `${HOME}/kit/sobriete-services-publics/presentation`,
      `${HOME}/rattachements`,
      `${HOME}/adresses`,
      `${HOME}/collectivites/29001/adresse`,
      `${HOME}/invitations`,
      `${HOME}/invitations/nouvelle?campagne=sobriete-services-publics&type=commune`,
    ])
      await check.visit(page, path, { budget: check.BENCH });
    await check.visit(page, `${HOME}/kit/sobriete-services-publics?collectivite=introuvable`, { status: 422, budget: false });
    page.seen.clear();
    await page.goto(`${HOME}/rattachements`);
    await page.click("main .item__title a");
    await step(page);
  });

test("from the home page to a silent commune, its letter and its own link", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await opened(visitor, site, "relais", { javascript: false, to: "" });
  assert.equal(new URL(page.url()).pathname, HOME, "the space of their role, not a question about a commune");
  await page.click("text=Espace relais");
  assert.match(await words(page, "h1"), /Finistère \(29\)/);
  assert.match(await words(page), /communes? (a|ont) participé sur \d+|\d+ communes? (a|ont) participé sur/);
  await page.goto(`${HOME}?campagne=sobriete-services-publics`);
  const home = await words(page);
  assert.match(home, /(\d+) communes ont participé sur 277 \(\d+,\d %\)\. Bretagne : \d+,\d %\. France : \d+,\d %/);
  await page.click("text=/Les \\d+ communes qui n’ont pas encore participé/");
  const silent = Number((await words(page, ".results__count")).match(/[\d ]+/)[0].replace(/\D/g, ""));
  const took = Number(home.match(/(\d+) communes ont participé/)[1]);
  assert.equal(silent + took, 277, "who has and who has not make all communes");
  await page.click("main tbody th a");
  assert.match(await words(page), /Rien pour le moment|rien pour le moment/);
  await page.click("text=Préparer une lettre ou un message");
  const name = (await words(page, "main p:has-text('adressent') strong")).trim();
  const link = await page.textContent("main a[href*='/participer/']");
  assert.ok((await words(page, "pre.mail")).includes(name));
  assert.ok((await words(page, "pre.mail")).includes(link));
  assert.match(await words(page, "pre.mail"), /jusqu’au (lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \d+/);
  assert.match(await page.getAttribute("text=Ouvrir dans votre messagerie", "href"), /^mailto:/);
  await page.goto(link);
  assert.ok((await words(page, "h1")).includes(name));
  await check.visit(page, new URL(link).pathname);
  await page.click("text=Choisir les propositions à soutenir");
  assert.match(await words(page, "h1"), /collectivité/);
  assert.equal(await page.inputValue("#authority"), name);
});

test("the same list as files, the addresses, the poster", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await opened(visitor, site, "relais", { javascript: false });
  const get = async (path) => {
    const answer = await page.request.get(site.url + path);
    assert.equal(answer.status(), 200, path);
    return answer.body();
  };
  const csv = (await get(`${HOME}/participation.csv?campagne=sobriete-services-publics&type=commune`)).toString();
  assert.equal(csv.trim().split("\r\n").length, 278);
  for (const line of csv.split("\r\n")) assert.doesNotMatch(line, /(^|,)[=+@]/);
  const took = csv.split("\r\n").filter((line) => line.split(",")[5] === "oui").length;
  assert.ok(took >= 14, `${took} communes took part`);
  assert.match((await get(`${HOME}/adresses.csv?campagne=sobriete-services-publics&adresse=connue`)).toString(), /\/participer\/sobriete-services-publics\/29\d{3}/);
  assert.equal((await get(`${HOME}/participation.xlsx`)).subarray(0, 2).toString(), "PK");
  assert.equal((await get(`${HOME}/kit/sobriete-services-publics/affiche.pdf`)).subarray(0, 4).toString(), "%PDF");
});

test("silent town halls are invited by e-mail: how many, a test to oneself, then once each", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await opened(visitor, site, "relais", { javascript: false });
  await page.click("text=Espace relais");
  await page.click("text=Les invitations envoyées");
  await step(page);
  await page.click("main .item__title a");
  await step(page);
  assert.match(await words(page), /Parti, le/);
  await page.goto(`${HOME}/participation?campagne=services-petites-communes&type=commune&adresse=connue`);
  await page.click("text=Inviter par e-mail celles de cette liste qui n’ont pas participé");
  await step(page);
  const text = await words(page);
  assert.match(text, /n’(a|ont) pas encore participé/);
  assert.match(text, /reçu une invitation depuis moins de 14 jours/);
  const count = Number(text.match(/(\d+) communes? rece/)[1]);
  assert.ok(count >= 1);
  await page.fill("#text", "");
  await page.click("text=Vérifier avant d’envoyer");
  await page.waitForSelector(".govuk-error-summary");
  await step(page);
  await page.fill("#text", "Bonjour, [participez pour {collectivite}](/participer/services-petites-communes/{code}) avant la clôture.");
  await page.click("text=Vérifier avant d’envoyer");
  await step(page);
  const before = site.mails.to("relais@demo.tremplin.example").length;
  await page.click("text=M’envoyer un essai");
  await step(page);
  const tried = await site.mails.lastMailTo("relais@demo.tremplin.example", { after: before });
  assert.match(tried.text, /participer\/services-petites-communes\/29\d{3}/);
  await page.click(`text=/Envoyer à/`);
  await step(page);
  assert.match(await words(page), /L’envoi commence/);
  await page.goto(`${HOME}/participation?campagne=services-petites-communes&type=commune&adresse=connue`);
  await page.click("text=Inviter par e-mail celles de cette liste qui n’ont pas participé");
  assert.match(await words(page), /Il n’y a personne à qui écrire/);
});

for (const javascript of [true, false])
  test(`the prefecture vouches, and the person is told (${manner(javascript)})`, async ({ demo, visitor }) => {
    const site = await demo();
    const page = await opened(visitor, site, "relais", hands(javascript));
    await page.goto(`${HOME}/rattachements`);
    const waiting = Number((await words(page, ".results__count")).match(/\d+/)[0]);
    assert.ok(waiting >= 1);
    const email = (await words(page, "main .item__note")).match(/\S+@[^\s,]+/)[0];
    await page.locator("main .item__title a").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("#verdict");
    await page.click("text=Enregistrer votre réponse");
    await page.waitForSelector(".govuk-error-summary");
    await step(page);
    assert.match(await words(page), /Dites si cette personne agit/);
    await page.focus("#verdict");
    await page.keyboard.press("Space");
    await page.fill("#reason", "Appel à la mairie, la secrétaire est bien en poste.");
    await page.click("text=Enregistrer votre réponse");
    await page.waitForSelector(".govuk-notification-banner");
    await step(page);
    assert.match(await words(page), /La personne est vérifiée/);
    assert.equal(Number((await words(page, ".results__count")).match(/\d+/)[0]), waiting - 1);
    const mail = await site.mails.lastMailTo(email);
    assert.match(mail.text.replace(/\s+/g, " "), /bien en poste/);
  });

for (const [javascript, name, code] of [[true, "Commune d’Audierne", "29003"], [false, "Commune de Bannalec", "29004"]])
  test(`an official address that is missing is reported, refused or accepted, and the relay reads it (${manner(javascript)})`, async ({ demo, visitor }) => {
    const site = await demo();
    const page = await opened(visitor, site, "relais", { ...hands(javascript), width: javascript ? PHONE : DESK });
    await page.goto(`${HOME}/participation?type=commune&fait=rien&adresse=inconnue&q=${code}`);
    await page.click(`text=${name}`);
    if (code === "29003") assert.match(await words(page), /refusé .* Réponse : Le site de la mairie en donne une autre/, "the demonstration's refusal is read there");
    await step(page);
    await page.click("text=Signaler une adresse que vous connaissez");
    await step(page);
    await page.click("text=Signaler à l’équipe nationale");
    await page.waitForSelector(".govuk-error-summary");
    assert.match(await words(page), /Indiquez l’adresse que vous connaissez.*Dites d’où vous le savez/);
    await step(page);
    await page.fill("#proposed", `mairie.${code}@essai.example`);
    await page.fill("#source", "Le site de la mairie, page « Contact »");
    await page.click("text=Signaler à l’équipe nationale");
    await page.waitForSelector(".govuk-notification-banner");
    await step(page);
    assert.match(await words(page), new RegExp(`Signalement enregistré.*Adresse à ajouter : mairie\\.${code}@essai\\.example.*en attente`));

    const team = await opened(visitor, site, "operateur", hands(javascript));
    await team.goto("/operateur");
    await team.click("text=Adresses officielles signalées");
    await step(team);
    const waiting = Number((await words(team, ".results__count")).match(/\d+/)[0]);
    assert.equal(waiting, 2, "the demonstration's and this one");
    await team.click(`text=${name}`);
    await step(team);
    await team.click("text=Enregistrer la décision");
    await team.waitForSelector(".govuk-error-summary");
    await step(team);
    await team.click("label:has-text('L’accepter')");
    await team.click("text=Enregistrer la décision");
    await team.waitForSelector(".govuk-notification-banner");
    await step(team);
    assert.equal(Number((await words(team, ".results__count")).match(/\d+/)[0]), waiting - 1);

    await page.goto(`${HOME}/adresses`);
    await step(page);
    assert.match(await words(page), new RegExp(`mairie\\.${code}@essai\\.example.*accepté`));
    await page.goto(`${HOME}/collectivites/${code}`);
    assert.match(await words(page), new RegExp(`Adresses officielles\\s*mairie\\.${code}@essai\\.example`));
    await page.goto(`${HOME}/collectivites/${code}/adresse`);
    await step(page);
    assert.match(await words(page), new RegExp(`mairie\\.${code}@essai\\.example n’est plus la bonne`));
  });

test("nobody else comes in, and another département is not there", async ({ demo, visitor }) => {
  const site = await demo();
  const relay = await opened(visitor, site, "relais", { javascript: false });
  for (const path of ["/relais/35", "/relais/35/participation.csv", "/relais/29/collectivites/35238", "/relais/35/rattachements"])
    assert.equal((await relay.goto(path)).status(), 404, path);
  for (const account of ["agent", "auditeur"]) {
    const page = await opened(visitor, site, account, { javascript: false });
    assert.equal((await page.goto(HOME)).status(), 403, account);
  }
});
