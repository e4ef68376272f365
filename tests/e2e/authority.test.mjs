// An authority's page for its members: the administrator accepts, invites, suspends; the operator corrects the directory,
// gives and takes a role, records an election.
import assert from "node:assert/strict";
import { arrived, hands, manner, signIn, step, watched } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import { test } from "./lib/runner.mjs";

const MAYOR = "mairie@locronan.example";

for (const [width, javascript] of [[PHONE, false], [DESK, true]])
  test(`an administrator accepts, invites and suspends colleagues (${width} px, ${manner(javascript)})`, async ({ instance, visitor }) => {
    const site = await instance({ register: true });
    await site.serve();
    await site.sql(`INSERT INTO official_emails (authority_id, email_key, email, loaded_at) SELECT id, '${MAYOR}', '${MAYOR}', 0 FROM authorities WHERE insee_code = '29134' AND in_force = 1;`);
    const mayor = await arrived(visitor, site, MAYOR, { commune: "Locronan", width, ...hands(javascript) });
    const agent = await arrived(visitor, site, "agent@exemple.fr", { commune: "Locronan", width, ...hands(javascript) });

    await mayor.goto("/ma-collectivite");
    await step(mayor);
    assert.match(await mayor.textContent("main"), /Vous administrez cette collectivité/);
    await mayor.click("a:has-text('agent@exemple.fr')");
    await step(mayor);
    await mayor.click("button[value=refuser]");
    await step(mayor);
    assert.match(await mayor.textContent(".govuk-error-summary"), /Indiquez le motif/);
    await mayor.focus("button[value=verifier]");
    await mayor.keyboard.press("Enter");
    await mayor.waitForURL(/fait=decide/);
    await step(mayor);
    await agent.goto("/ma-collectivite");
    await step(agent);
    assert.equal(await agent.locator("form[action$='/invitations']").count(), 0);

    await mayor.fill("#email", "elue@exemple.fr");
    await mayor.click("text=Envoyer l’invitation");
    await step(mayor);
    assert.equal(await mayor.inputValue("#email"), "elue@exemple.fr");
    await mayor.selectOption("#function", { index: 1 });
    await mayor.click("text=Envoyer l’invitation");
    await step(mayor);
    const { links } = await site.mails.lastMailTo("elue@exemple.fr");
    const link = links.find((one) => one.includes("/mon-compte/invitations/"));
    const invited = watched(await visitor({ baseURL: site.url, width, ...hands(javascript) }));
    await invited.goto(new URL(link).pathname);
    if ((await invited.locator("#email").count()) === 0) await invited.goto(`/connexion?retour=${encodeURIComponent(new URL(link).pathname)}`);
    await signIn(invited, site, "elue@exemple.fr");
    await step(invited);
    await invited.click("text=Accepter l’invitation");
    await step(invited);
    assert.match(await invited.textContent("main"), /Vous êtes rattaché/);

    await mayor.goto("/ma-collectivite");
    await mayor.click("a:has-text('agent@exemple.fr')");
    await mayor.fill("#reason", "En congé jusqu’à l’été.");
    const before = site.mails.to("agent@exemple.fr").length;
    await mayor.click("button[value=suspendre]");
    await step(mayor);
    assert.match(await mayor.textContent("main"), /Rattachements suspendus/);
    assert.equal((await agent.goto("/ma-collectivite/1")).status(), 404);
    assert.match((await site.mails.lastMailTo("agent@exemple.fr", { after: before })).text, /En congé jusqu’à l’été/);
  });

test("the operator corrects an address, verifies several after a preview, gives a role, takes it back, records an election", async ({ instance, visitor }) => {
  const site = await instance({ register: true });
  await site.must("operator", "add", "operateur@exemple.fr");
  await site.serve();
  for (const email of ["un@exemple.fr", "deux@exemple.fr"]) await arrived(visitor, site, email, { commune: "Locronan", javascript: false });
  const page = watched(await visitor({ baseURL: site.url, width: PHONE, javascript: false }));
  await page.goto("/connexion?retour=/operateur/rattachements");
  await signIn(page, site, "operateur@exemple.fr");
  await step(page);
  await page.click("a:has-text('Examiner') >> nth=0");
  await step(page);
  await page.fill("#address", "accueil@locronan.example");
  await page.click("text=Ajouter cette adresse");
  await step(page);
  assert.match(await page.textContent("main"), /accueil@locronan.example/);
  await page.click("text=Demande suivante");
  await step(page);
  await page.goto("/operateur/rattachements?depuis=1");
  await step(page);
  assert.match(await page.textContent("main"), /Aucun rattachement/);
  await page.goto("/operateur/rattachements");
  for (const box of await page.locator("input[name=rattachement]").all()) await box.check();
  await page.click("text=Vérifier les rattachements cochés");
  await step(page);
  assert.match(await page.textContent("main"), /2\srattachements seront vérifiés/);
  await page.click("text=Vérifier ces rattachements");
  await step(page);
  assert.match(await page.textContent("main"), /2\srattachements vérifiés/);

  await page.goto("/operateur/roles");
  await step(page);
  await page.click("text=Confier ce rôle");
  await step(page);
  await page.fill("#email", "cour@exemple.fr");
  await page.check("input[value=auditor]");
  await page.fill("#reason", "Contrôle de l’exercice.");
  await page.click("text=Confier ce rôle");
  await step(page);
  await page.click("a:has-text('Retirer ce rôle')");
  await step(page);
  await page.fill("#reason", "Contrôle terminé.");
  await page.click("button:has-text('Retirer ce rôle')");
  await step(page);
  assert.match((await site.mails.lastMailTo("cour@exemple.fr", { after: 1 })).text, /Contrôle terminé/);

  await page.goto("/operateur/elections");
  await step(page);
  await page.fill("#label", "Élections municipales de 2026");
  await page.fill("#held", "31/02/2026");
  await page.click("text=Enregistrer cette élection");
  await step(page);
  await page.fill("#held", "22/03/2026");
  await page.click("text=Enregistrer cette élection");
  await step(page);
  assert.match(await page.textContent("main"), /22 mars 2026/);
});
