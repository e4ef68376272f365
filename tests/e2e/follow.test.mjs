// Being told: following from a page, the digest and the mail at once, stopping from a mail, addresses that fail.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { opened, signIn, step, watched } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { ROOT } from "./lib/server.mjs";
import { test } from "./lib/runner.mjs";

const CAMPAIGN = "/campagnes/sobriete-services-publics";
const PROPOSAL = "/propositions/P-2026-002";
const spaces = (text) => text.replace(/[\s\u00a0\u202f]+/g, " ");
const main = async (page) => spaces(await page.textContent("main"));
const stopLink = (mail) => mail.links.find((one) => one.includes("/desabonnement/"));

async function enterCode(page, site, email) {
  const mail = await site.mails.lastMailTo(email);
  await page.fill("#code", mail.code);
  await page.click("main button:has-text('Continuer')");
  await page.waitForLoadState("load");
}

// The operator rewords the summary of an open proposal: a fact for who follows it.
async function reword(page, words) {
  await page.goto(`/operateur${PROPOSAL}/modifier`);
  await page.fill("#summary", words);
  await page.fill("#reason", `Le résumé devient : ${words}`);
  await page.click("main form button[type=submit] >> nth=0");
  await page.waitForURL(/fait=modifiee/);
}

for (const [width, javascript] of [[PHONE, false], [DESK, true]])
  test(`a visitor follows a proposal with an address, is told, and stops from the mail without signing in (${width} px, ${javascript ? "with" : "without"} JavaScript)`, async ({ demo, visitor }) => {
    const site = await demo();
    const page = watched(await visitor({ baseURL: site.url, width, javascript }));
    const email = `suit.${width}@exemple.fr`;
    await check.visit(page, PROPOSAL);
    await page.click("text=Suivre cette proposition");
    await step(page);
    await page.fill("#courriel", "pas une adresse");
    await page.click("main button:has-text('Suivre')");
    await step(page);
    assert.equal(await page.inputValue("#courriel"), "pas une adresse");
    assert.match(await page.textContent("#courriel-error"), /n’est pas complète/);
    await page.fill("#courriel", email);
    await page.click("main button:has-text('Suivre')");
    await step(page);
    await enterCode(page, site, email);
    assert.match(await main(page), /Vous suivez la proposition .* : à chaque nouveauté/);
    await step(page);
    await check.visit(page, PROPOSAL);
    assert.match(await main(page), /Vous suivez cette proposition : à chaque nouveauté/);

    const operator = await opened(visitor, site, "operateur", { javascript: false });
    await reword(operator, `Un résumé plus court, relu (${width}).`);
    const mail = await site.mails.lastMailTo(email, { after: 1 });
    assert.match(mail.subject, /P-2026-002.*modifiée/);
    assert.match(spaces(mail.text), /parce que vous suivez la proposition/);
    // What the mail leads to: both texts side by side, and why.
    assert.match(mail.text, new RegExp(`${PROPOSAL}/versions`));
    await check.visit(page, `${PROPOSAL}/versions`);
    assert.match(await main(page), new RegExp(`Le résumé devient : Un résumé plus court, relu \\(${width}\\)`));
    await step(page);
    assert.equal(mail.headers.get("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
    const link = stopLink(mail);
    assert.ok(link && !link.includes("@"), "the address holds no e-mail address");

    // A scanner follows the address: nothing stops. A stranger's browser, signed in as nobody.
    const stranger = watched(await visitor({ baseURL: site.url, width, javascript }));
    await stranger.goto(link);
    assert.match(await main(stranger), /Rien n’est encore arrêté/);
    await step(stranger);
    await stranger.click("main button:has-text('Arrêter ces messages')");
    assert.match(await main(stranger), /C’est arrêté/);
    await step(stranger);
    await check.visit(page, "/mes-suivis");
    assert.match(await main(page), /1 arrêté/);
    const before = site.mails.to(email).length;
    await reword(operator, `Un résumé encore plus court (${width}).`);
    await new Promise((done) => setTimeout(done, 700));
    assert.equal(site.mails.to(email).length, before, "stopped is stopped");
  });

test("a mail provider stops with one click: no cookie, no form token, either encoding, no redirection", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url, javascript: false });
  const email = "un.clic@exemple.fr";
  await page.goto("/suivre?sujet=proposition%3AP-2026-002");
  await page.fill("#courriel", email);
  await page.click("main button:has-text('Suivre')");
  await enterCode(page, site, email);
  await reword(await opened(visitor, site, "operateur", { javascript: false }), "Un résumé relu en un clic.");
  const link = stopLink(await site.mails.lastMailTo(email, { after: 1 }));
  const body = new FormData();
  body.set("List-Unsubscribe", "One-Click");
  for (const sent of [body, new URLSearchParams("List-Unsubscribe=One-Click")]) {
    const answer = await fetch(link, { method: "POST", body: sent, redirect: "manual" });
    assert.equal(answer.status, 200);
  }
  await page.goto("/mes-suivis");
  assert.match(await main(page), /1 arrêté/);
  for (const bad of [link.slice(0, -1) + "g", link + "0", `${site.url}/desabonnement/x`, `${site.url}/desabonnement/%00~%3Cscript%3E~`]) {
    const answer = await fetch(bad, { method: "POST", body: new URLSearchParams("List-Unsubscribe=One-Click"), redirect: "manual" });
    assert.ok([400, 404].includes(answer.status), `${bad}: ${answer.status}`);
  }
});

test("one's follows: filtered, changed one by one, all at once, stopped; by the keyboard alone", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await opened(visitor, site, "auditeur", { width: PHONE });
  await check.visit(page, "/mes-suivis");
  assert.match(await main(page), /Vous ne suivez rien/);
  for (const subject of ["campagne:sobriete-services-publics", "departement:29", "region:53", "collectivite:29134", "proposition:P-2026-003"]) {
    await check.visit(page, `/suivre?sujet=${encodeURIComponent(subject)}`);
    await page.focus("#frequence");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/mes-suivis?**");
  }
  await check.visit(page, "/mes-suivis");
  assert.equal(await page.locator(".item").count(), 5);
  await check.visit(page, "/mes-suivis?sorte=region");
  assert.equal(await page.locator(".item").count(), 1);
  await page.locator(".item select").selectOption("stopped");
  await page.click("text=Enregistrer les changements");
  assert.match(await main(page), /vos changements sont enregistrés.*1 arrêté/i);
  await step(page);
  await page.goto("/mes-suivis");
  await page.selectOption("#frequence", "stopped");
  await page.click("text=Appliquer à tous mes suivis");
  assert.match(await main(page), /5 arrêtés/);
  await step(page);
  await check.visit(page, `${CAMPAIGN}/contributions`);
  await check.visit(page, "/suivre?sujet=proposition%3AP-2026-999", { status: 404 });
  await check.visit(page, "/suivre?sujet=%3Cscript%3E", { status: 404 });
});

test("an address whose mails come back is told so, tries again; the operator sees it masked", async ({ demo, visitor }) => {
  const site = await demo();
  const email = "boite.morte@exemple.fr";
  const page = watched(await visitor({ baseURL: site.url, width: PHONE }));
  await page.goto("/connexion");
  await signIn(page, site, email);
  const report = (number) =>
    `From: MAILER-DAEMON@relais.example\nTo: x@y.fr\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relais.example\n\nFinal-Recipient: rfc822; ${email}\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <${number}@tremplin.example>\n\n--b--\n`;
  const returned = (mail) => {
    const number = mail.headers.get("message-id").match(/<([0-9a-f]{32})@/)[1];
    return execFileSync(process.env.TREMPLIN_PROGRAM ?? join(ROOT, "build", "tremplin"), ["bounce"], {
      input: report(number),
      cwd: ROOT,
      env: { ...process.env, TREMPLIN_DATA: site.folder, TREMPLIN_DATABASE: join(site.folder, "tremplin.db"), TREMPLIN_SMTP_URL: "" },
    }).toString();
  };
  assert.match(returned(await site.mails.lastMailTo(email)), /marqué comme revenu/);
  const other = watched(await visitor({ baseURL: site.url, javascript: false }));
  await other.goto("/connexion");
  await signIn(other, site, email); // a code still goes
  assert.match(returned(await site.mails.lastMailTo(email)), /marqué comme revenu/);
  await check.visit(page, "/mon-compte");
  assert.match(await main(page), /nous reviennent/);
  await check.visit(page, "/mes-suivis");
  assert.match(await main(page), /nous reviennent/);

  const operator = await opened(visitor, site, "operateur");
  await check.visit(operator, "/operateur/mails?etat=bounced", { budget: check.BENCH });
  assert.ok(!(await operator.content()).includes(email), "addresses are masked");
  await check.visit(operator, `/operateur/mails?adresse=${encodeURIComponent(email.toUpperCase())}`, { budget: check.BENCH });
  assert.equal(await operator.locator(".item").count(), 2);
  await check.visit(operator, "/operateur/mails/adresses", { budget: check.BENCH });
  assert.match(await main(operator), /5\.1\.1.*suspendues/);
  const csv = await (await operator.request.get("/operateur/mails.csv?etat=bounced")).text();
  assert.match(csv, /bounced,sign_in\.code/);
  assert.ok(!csv.includes(email));

  await page.goto("/mon-compte");
  await page.click("main button:has-text('Réessayer')");
  assert.match(await main(page), /réessaierons/);
  await step(page);
  assert.doesNotMatch(await main(page), /nous reviennent/);
  const agent = await opened(visitor, site, "agent", { javascript: false });
  await check.visit(agent, "/operateur/mails", { status: 403 });
});

test("the demonstration shows the mails of those who follow", async ({ demo, visitor }) => {
  const site = await demo();
  const page = watched(await visitor({ baseURL: site.url, width: DESK }));
  await check.visit(page, "/demo/mails?sorte=follow.digest");
  assert.ok((await page.locator(".item").count()) > 0);
  await page.click(".item a >> nth=0");
  assert.match(await main(page), /ce que vous suivez|résumé quotidien/);
});
