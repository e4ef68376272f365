// Signing in and one's account: codes that fail, official codes, for whom one acts, tokens of the API, demonstration.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { claim, hands, manner, opened, signIn, step, watched } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const plain = async (visitor, site, options) => watched(await visitor({ baseURL: site.url, javascript: false, ...options }));
const other = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
const isSignedIn = async (page) => (await page.locator("form[action='/deconnexion']").count()) > 0;

// The codes sent so far are as old as this; only the database knows how to grow older.
function age(site, minutes) {
  execFileSync("sqlite3", [join(site.folder, "tremplin.db"), `.timeout 5000`, `UPDATE sign_in_requests SET expires_at = expires_at - ${minutes} * 60000000, sent_at = sent_at - ${minutes} * 60000000;`]);
}

for (const [width, javascript] of [[PHONE, true], [DESK, false]])
  test(`five wrong codes need a new one, and what was to be done is kept (${width} px, ${javascript ? "with" : "without"} JavaScript)`, async ({ instance, visitor }) => {
    const site = await (await instance()).serve();
    const page = await plain(visitor, site, { width, javascript });
    const email = "presse@exemple.fr";
    await check.visit(page, "/connexion?retour=/accessibilite");
    await page.fill("#email", "pas une adresse");
    await page.click("text=Recevoir mon code");
    await step(page);
    assert.equal(await page.inputValue("#email"), "pas une adresse");
    assert.match(await page.textContent("#email-error"), /n’est pas complète/);
    await page.fill("#email", email);
    await page.click("text=Recevoir mon code");
    const { code } = await site.mails.lastMailTo(email);
    const enter = async (text) => {
      await page.fill("#code", text);
      await page.click("main button:has-text('Continuer')");
      await page.waitForLoadState("load");
    };
    for (let i = 1; i < 5; i += 1) {
      await enter(i === 1 ? "abc" : other(code));
      assert.equal(await page.locator("#code-error").count(), 1);
    }
    await step(page);
    // "abc" is no code: it may or may not have been counted as a try.
    while ((await page.locator("#code").count()) > 0) await enter(other(code));
    assert.match(await page.textContent("main"), /essayé cinq fois/);
    await step(page);
    await page.click("text=Recevoir un nouveau code");
    await step(page);
    const again = await site.mails.lastMailTo(email, { after: 1 });
    if (again.code !== code) {
      await enter(code);
      assert.equal(await page.locator("#code-error").count(), 1, "the first code does not work any more");
    }
    await enter(` ${again.code.slice(0, 3)} ${again.code.slice(3)} `);
    assert.ok(page.url().endsWith("/accessibilite"), page.url());
    assert.ok(await isSignedIn(page));
    await page.goto(again.links.find((one) => one.includes("/connexion/lien/")));
    assert.match(await page.textContent("main"), /a déjà servi/);
    await step(page);
  });

test("an expired code or link says so in words, and a new one is one button away", async ({ instance, visitor }) => {
  const site = await (await instance()).serve();
  const page = await plain(visitor, site, { width: PHONE });
  const email = "tardive@exemple.fr";
  await page.goto("/connexion?retour=/accessibilite");
  await page.fill("#email", email);
  await page.click("text=Recevoir mon code");
  const mail = await site.mails.lastMailTo(email);
  age(site, 31);
  await page.fill("#code", mail.code);
  await page.click("main button:has-text('Continuer')");
  assert.match(await page.textContent("main"), /n’est plus valable.*plus de 30 minutes/s);
  await step(page);
  const elsewhere = await plain(visitor, site);
  const link = mail.links.find((one) => one.includes("/connexion/lien/"));
  await elsewhere.goto(link);
  assert.match(await elsewhere.textContent("main"), /n’est plus valable.*plus de 30 minutes/s);
  await step(elsewhere);
  await page.click("text=Recevoir un nouveau code");
  const fresh = await site.mails.lastMailTo(email, { after: 1 });
  await elsewhere.goto(link);
  assert.match(await elsewhere.textContent("main"), /ne fonctionne pas|n’est plus valable/);
  await page.fill("#code", fresh.code);
  await page.click("main button:has-text('Continuer')");
  await page.waitForSelector("form[action='/deconnexion']");
  assert.ok(page.url().endsWith("/accessibilite"), page.url());
  // Without the cookie of the browser that asked, the page of the code says what to do.
  await check.visit(elsewhere, "/connexion/code", { status: 404 });
});

test("a mistyped address is corrected without losing what was to be done", async ({ instance, visitor }) => {
  const site = await (await instance()).serve();
  const page = await plain(visitor, site);
  await page.goto("/connexion?retour=/accessibilite");
  await page.fill("#email", "maire@gmial.com");
  await page.click("text=Recevoir mon code");
  const lost = await site.mails.lastMailTo("maire@gmial.com");
  assert.match(await page.textContent("main"), /Vouliez-vous dire\s+maire@gmail\.com/);
  await step(page);
  await page.click("main a:has-text('Corriger mon adresse')");
  await step(page);
  await page.fill("#email", "maire@");
  await page.click("text=Envoyer le code à cette adresse");
  await step(page);
  assert.equal(await page.inputValue("#email"), "maire@");
  await page.fill("#email", "maire@gmail.com");
  await page.click("text=Envoyer le code à cette adresse");
  const mail = await site.mails.lastMailTo("maire@gmail.com");
  assert.ok((await page.textContent("main")).includes("maire@gmail.com"));
  await page.goto(lost.links.find((one) => one.includes("/connexion/lien/")));
  assert.match(await page.textContent("main"), /ne fonctionne pas/);
  await page.goto("/connexion/code");
  await page.fill("#code", mail.code);
  await page.click("main button:has-text('Continuer')");
  await page.waitForSelector("form[action='/deconnexion']");
  assert.ok(page.url().endsWith("/accessibilite"));
});

test("signing in and out with the keyboard alone", async ({ instance, visitor }) => {
  const site = await (await instance()).serve();
  const page = await visitor({ baseURL: site.url });
  const tabTo = async (selector) => {
    for (let i = 0; i < 30; i += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    }
    assert.fail(`${selector} is not reached with Tab on ${page.url()}`);
  };
  await page.goto("/connexion");
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.className), /skip-link/);
  await tabTo("#email");
  await page.keyboard.type("clavier@exemple.fr");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/connexion/code");
  const mail = await site.mails.lastMailTo("clavier@exemple.fr");
  await tabTo("#code");
  await page.keyboard.type(other(mail.code));
  await page.keyboard.press("Enter");
  await page.waitForSelector(".govuk-error-summary");
  // The reader is at the summary; its link leads to the field.
  await page.waitForFunction(() => document.activeElement?.matches(".govuk-error-summary"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "code");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(mail.code);
  await page.keyboard.press("Enter");
  await page.waitForSelector("form[action='/deconnexion']");
  await tabTo("form[action='/deconnexion'] button");
  await page.keyboard.press("Enter");
  await page.waitForSelector("a[href^='/connexion']");
});

test("an agent is verified with the code sent to the official address, then acts for one commune or another", async ({ instance, visitor }) => {
  const site = await instance({ register: true });
  const file = join(site.folder, "contacts.csv");
  writeFileSync(file, "code,emails,domains\n29134,mairie@locronan.example,\n29232,accueil@quimper.example,\n");
  await site.must("load", "contacts", file);
  await site.serve();
  const page = await plain(visitor, site, { width: PHONE, javascript: true });
  await page.goto("/connexion?retour=/mon-compte/collectivites/ajouter");
  await signIn(page, site, "agent@exemple.fr");
  // Suggestions that come once one has left the field would open over what one clicks next.
  await page.locator("#authority").pressSequentially("Locro");
  await page.keyboard.press("Tab");
  await page.waitForTimeout(800);
  assert.equal(await page.locator("#authority-suggestions:not([hidden])").count(), 0);
  await page.fill("#authority", "");
  await claim(page, "29134");
  await step(page);
  const main = await page.textContent("main");
  assert.ok(!main.includes("mairie@locronan.example"), "an official address is shown masked");
  assert.match(main, /@locronan\.example/);
  await page.click("text=Envoyer un code à l’adresse officielle");
  await step(page);
  const mail = await site.mails.lastMailTo("mairie@locronan.example");
  assert.match(mail.text, /agent@exemple\.fr/);
  const code = mail.text.match(/\b[A-Z0-9]{4}-[A-Z0-9]{4}\b/)[0];
  await page.fill("#code", "AAAA-AAAA");
  await page.click("text=Vérifier mon rattachement");
  await step(page);
  assert.equal(await page.inputValue("#code"), "AAAA-AAAA");
  await page.fill("#code", code.toLowerCase().replace("-", " "));
  await page.click("text=Vérifier mon rattachement");
  await step(page);
  assert.match(await page.textContent("main"), /Votre rattachement est vérifié/);
  assert.doesNotMatch(await page.textContent(".acting"), /en cours de vérification/);
  // A second commune, and the choice between the two.
  await check.visit(page, "/mon-compte/collectivites/ajouter");
  await claim(page, "29232");
  await check.visit(page, "/mon-compte/collectivites");
  assert.equal(await page.locator("li.item").count(), 2);
  for (const [name, pending] of [["Commune de Quimper", true], ["Commune de Locronan", false]]) {
    const button = page.locator(`button[name=rattachement]:has-text('${name}')`);
    await page.waitForLoadState("load");
    if ((await button.count()) > 0) await button.click();
    await step(page);
    const acting = await page.textContent(".acting");
    assert.ok(acting.includes(name.replace("Commune", "la commune")), acting);
    assert.equal(/en cours de vérification/.test(acting), pending, acting);
  }
  // Another's affiliation is not found.
  const mine = await page.getAttribute("li.item a >> nth=0", "href");
  const stranger = await plain(visitor, site);
  await stranger.goto("/connexion?retour=/mon-compte");
  await signIn(stranger, site, "curieux@exemple.fr");
  await check.visit(stranger, mine, { status: 404 });
  await check.visit(page, "/mon-compte");
});

for (const [width, javascript] of [[PHONE, true], [DESK, false]])
  test(`a postcode that several communes share asks which one, and is no error (${width} px, ${manner(javascript)})`, async ({ instance, visitor }) => {
    const site = await (await instance({ as: "demo" })).serve("--demo");
    const page = await opened(visitor, site, "agent", { to: "/mon-compte/collectivites/ajouter", width, ...hands(javascript) });
    await page.fill("#authority", "29180");
    await page.check("input[name=quality][value=agent]");
    await page.selectOption("#function", "dgs");
    await page.click("main button:has-text('Continuer')");
    await step(page);
    assert.match(await page.title(), /^Laquelle est la vôtre/);
    assert.equal(await page.locator(".govuk-error-summary, .govuk-error-message").count(), 0);
    assert.ok((await page.locator("input[name=homonym]").count()) > 1);
    assert.equal(await page.inputValue("#function"), "dgs");
    if (javascript) assert.equal(await page.evaluate(() => document.activeElement.id), "homonym");
    await page.click("main button:has-text('Continuer')");
    await step(page);
    assert.match(await page.title(), /^Erreur/);
    await page.check("input[name=homonym][value='29134']");
    await page.click("main button:has-text('Continuer')");
    await step(page);
    assert.match(await page.textContent("main"), /Locronan/);
  });

test("a token of the API supports for its authority, the same twice, until it is revoked", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await plain(visitor, site);
  await page.goto("/connexion?retour=/mon-compte/jetons");
  await page.click("button[value=agent]");
  await step(page);
  await page.click("text=Créer le jeton");
  await step(page);
  assert.ok((await page.locator(".govuk-error-message").count()) >= 1);
  await page.fill("#label", `Logiciel <b>"métier"</b>`);
  await page.click("text=Créer le jeton");
  await step(page);
  const token = (await page.textContent("pre.mail")).trim();
  await check.visit(page, "/mon-compte/jetons");
  assert.ok(!(await page.content()).includes(token), "a token is shown once");
  assert.ok((await page.textContent("main")).includes(`Logiciel <b>"métier"</b>`));
  const ask = async (method, { bearer = token, reference = "P-2026-007" } = {}) => {
    const answer = await fetch(`${site.url}/api/v1/proposals/${reference}/support`, { method, headers: bearer ? { authorization: `Bearer ${bearer}` } : {} });
    return { status: answer.status, contentType: answer.headers.get("content-type"), ...(await answer.json()) };
  };
  const supports = async () => (await (await fetch(`${site.url}/api/v1/campaigns/sobriete-services-publics/supports.csv`)).text()).split("\n").filter((line) => line.includes("P-2026-007")).length;
  const before = await supports();
  const first = await ask("PUT");
  assert.equal(first.status, 200, JSON.stringify(first));
  const second = await ask("PUT");
  assert.deepEqual({ ...second, why: "" }, { ...first, why: "" });
  assert.equal(await supports(), before + 1);
  const none = await ask("PUT", { bearer: "" });
  assert.equal(none.status, 401);
  assert.match(none.contentType, /application\/problem\+json/);
  assert.equal((await ask("PUT", { bearer: "x".repeat(43) })).status, 401);
  assert.equal((await ask("PUT", { reference: "P-2026-999" })).status, 404);
  assert.ok([403, 409].includes((await ask("PUT", { reference: "P-2021-001" })).status));
  assert.equal((await ask("DELETE")).status, 200);
  assert.equal((await ask("DELETE")).state, "withdrawn", "withdrawing what is not there is a success");
  assert.equal(await supports(), before);
  await page.goto("/mon-compte/jetons");
  await page.click("main a:has-text('Révoquer') >> nth=0");
  await step(page);
  await page.click("main button:has-text('Révoquer')");
  await step(page);
  assert.match(await page.textContent("main"), /Le jeton est révoqué/);
  assert.equal((await ask("PUT")).status, 401);
  assert.equal(await supports(), before);
});

test("each account of the demonstration opens with one click, and sees what its role allows", async ({ demo, visitor }) => {
  const site = await demo();
  const BENCH = "/operateur/campagnes/france-relance-2021/tri";
  for (const [key, bench, acts] of [["agent", 403, true], ["secretaire", 403, true], ["elu", 403, true], ["nouveau", 403, true], ["partenaire", 403, true], ["operateur", 200, false], ["auditeur", 200, false]]) {
    const page = await plain(visitor, site, { width: PHONE, javascript: key === "auditeur" });
    await page.goto("/connexion?retour=/mon-compte");
    await page.click(`button[value=${key}]`);
    await page.waitForSelector("form[action='/deconnexion']");
    assert.ok(page.url().endsWith("/mon-compte"), page.url());
    assert.ok(await isSignedIn(page), key);
    if (["nouveau", "operateur", "auditeur"].includes(key)) await step(page);
    assert.equal((await page.locator(".acting strong").count()) > 0, acts, `${key}: the bar of the authority`);
    if (bench === 200) await check.visit(page, BENCH, { budget: check.BENCH });
    else assert.equal((await page.goto(BENCH)).status(), bench);
    if (key === "auditeur") assert.equal(await page.locator("main form[method=post]").count(), 0, "an auditor writes nothing");
    if (acts) await check.visit(page, "/mes-contributions", { budget: false });
    else for (const path of ["/operateur", "/operateur/campagnes", "/operateur/rattachements"]) await check.visit(page, path, { budget: key === "auditeur" && check.BENCH });
  }
});

test("the mails of the demonstration, codes included, are read on the site", async ({ demo, visitor }) => {
  const site = await demo();
  for (const width of [PHONE, DESK]) {
    const page = await plain(visitor, site, { width, javascript: true });
    const email = `curieuse${width}@exemple.fr`;
    await page.goto("/connexion");
    await page.fill("#email", email);
    await page.click("text=Recevoir mon code");
    const { code } = await site.mails.lastMailTo(email);
    await check.visit(page, "/demo/mails");
    await page.click(".item__title a >> nth=0");
    await step(page);
    assert.ok((await page.textContent("main")).includes(email));
    assert.ok((await page.textContent("pre.mail")).includes(code), "without a mail server the code is read here");
    if (width === PHONE) continue;
    const kinds = await page.goto("/demo/mails").then(() => page.locator("#sorte option").evaluateAll((all) => all.map((one) => one.value)));
    for (const kind of kinds) {
      await page.goto(`/demo/mails?sorte=${kind}`);
      assert.ok((await page.locator(".item").count()) > 0, `${kind} is offered`);
      assert.equal(await page.inputValue("#sorte"), kind);
    }
    await check.visit(page, "/demo/mails?page=99999", { status: 404 });
  }
});
