// One's own account: sign-ins, another address, one's data, the erasure, the second factor.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { hands, manner, signIn, step, watched } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

// RFC 6238, written apart from the program: SHA-1, six digits, thirty seconds.
function totp(base32, at = Date.now()) {
  const bits = [...base32.replaceAll(" ", "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const main = (page) => page.textContent("main");
const open = async (visitor, site, options) => watched(await visitor({ baseURL: site.url, ...options }));
const signedIn = async (page, site, email, back = "/mon-compte") => {
  await page.goto(`/connexion?retour=${back}`);
  await signIn(page, site, email);
};

for (const [width, javascript] of [[PHONE, true], [DESK, false]])
  test(`sign-ins are listed and ended, the address changes, the archive is taken, the account goes (${width} px, ${manner(javascript)})`, async ({ instance, visitor }) => {
    const site = await (await instance()).serve();
    const email = "agent@exemple.fr";
    const page = await open(visitor, site, { width, ...hands(javascript) });
    const elsewhere = await open(visitor, site, { width, ...hands(javascript) });
    await signedIn(page, site, email);
    await signedIn(elsewhere, site, email);
    await check.visit(page, "/mon-compte");
    await page.click("text=Connexions ouvertes");
    await step(page);
    assert.match(await main(page), /ce navigateur/);
    await page.locator("main button:has-text('Fermer')").last().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/fermee=1/);
    await step(page);
    await elsewhere.goto("/mon-compte");
    assert.match(elsewhere.url(), /\/connexion\?/, "ended at once");

    await check.visit(page, "/mon-compte/adresse");
    await page.fill("#email", "pas une adresse");
    await page.click("main button:has-text('Recevoir un code')");
    await step(page);
    assert.equal(await page.inputValue("#email"), "pas une adresse");
    await page.fill("#email", "nouvelle@exemple.fr");
    await page.click("main button:has-text('Recevoir un code')");
    await step(page);
    const { code } = await site.mails.lastMailTo("nouvelle@exemple.fr");
    await page.fill("#code", code);
    await page.click("main button:has-text('Changer d’adresse')");
    await step(page);
    assert.match(await main(page), /nouvelle@exemple\.fr/);
    assert.match((await site.mails.lastMailTo(email, { after: 2 })).text, /une autre adresse/);

    await check.visit(page, "/mon-compte/mes-donnees");
    const archive = await page.request.get("/mon-compte/mes-donnees/archive");
    const bytes = await archive.body();
    assert.equal(archive.headers()["content-type"], "application/zip");
    assert.equal(bytes.subarray(0, 2).toString(), "PK");
    assert.ok(bytes.includes("donnees.json"));

    await check.visit(page, "/mon-compte/suppression");
    await page.click("main button:has-text('Recevoir un code pour confirmer')");
    await step(page);
    const erase = await site.mails.lastMailTo("nouvelle@exemple.fr", { after: 1 });
    await page.fill("#code", erase.code);
    await page.click("main button:has-text('Supprimer mon compte')");
    await step(page);
    assert.match(await main(page), /Votre compte est supprimé/);
    await signedIn(page, site, "nouvelle@exemple.fr");
    await step(page);
    await page.click("text=Garder mon compte");
    await step(page);
    await page.click("main button:has-text('Garder mon compte')");
    await step(page);
    assert.match(await main(page), /Votre compte est gardé/);
  });

test("where the second factor is required an operator puts it on, gives it at the next sign-in, and may use a recovery code", async ({ instance, visitor }) => {
  const made = await instance({ env: { TREMPLIN_SECOND_FACTOR: "required" } });
  await made.must("operator", "add", "operateur@exemple.fr");
  const site = await made.serve();
  const page = await open(visitor, site, { width: PHONE, javascript: false });
  await signedIn(page, site, "operateur@exemple.fr", "/operateur");
  await step(page);
  assert.match(await main(page), /Votre rôle donne accès/);
  const secret = await page.textContent("main code");
  await page.fill("#code", "abc");
  await page.click("main button:has-text('Activer')");
  await step(page);
  assert.equal(await page.locator("#code-error").count(), 1);
  await page.fill("#code", totp(secret));
  await page.click("main button:has-text('Activer')");
  await step(page);
  const codes = await page.locator("main code").allTextContents();
  assert.equal(codes.length, 10);
  await check.visit(page, "/operateur");
  await check.visit(page, "/mon-compte/double-authentification");
  await check.visit(page, "/mon-compte/double-authentification/codes");
  await check.visit(page, "/mon-compte/double-authentification/retrait");

  const again = await open(visitor, site, { width: DESK });
  await signedIn(again, site, "operateur@exemple.fr", "/operateur");
  await step(again);
  assert.match(again.url(), /second-facteur/);
  await again.goto("/operateur");
  assert.match(again.url(), /second-facteur/, "nothing opens before it is given");
  await again.fill("#code", codes[3]);
  await again.keyboard.press("Enter");
  await again.waitForURL(/\/operateur$/);
});

test("a lost second factor is taken off by a colleague who says how they know; its owner signs in again and puts on another", async ({ instance, visitor }) => {
  const made = await instance({ env: { TREMPLIN_SECOND_FACTOR: "required" } });
  const [helper, lost] = ["operateur@exemple.fr", "collegue@exemple.fr"];
  for (const email of [helper, lost]) await made.must("operator", "add", email);
  const site = await made.serve();
  const enrolled = async (email, options) => {
    const page = await open(visitor, site, options);
    await signedIn(page, site, email, "/operateur");
    const secret = await page.textContent("main code");
    await page.fill("#code", totp(secret));
    await page.click("main button:has-text('Activer')");
    await page.waitForSelector("main code >> nth=9");
    return { page, secret };
  };
  const owner = await enrolled(lost, { width: PHONE, javascript: false });
  const { page } = await enrolled(helper, { width: PHONE, keyboard: true });
  await page.goto("/operateur/roles");
  await step(page);
  assert.equal(await page.locator("main a[href$='/second-facteur']").count(), 1, "never one's own");
  await page.click("main a[href$='/second-facteur']");
  await step(page);
  const address = new URL(page.url()).pathname;
  assert.ok((await page.textContent("h1")).includes(lost));
  // The wrong person: its owner, and somebody without a role.
  assert.equal((await owner.page.goto(address)).status(), 404);
  const stranger = await open(visitor, site, { javascript: false });
  await signedIn(stranger, site, "quidam@exemple.fr");
  assert.equal((await stranger.goto(address)).status(), 403);

  await page.click("main button:has-text('Retirer sa double authentification')");
  await step(page);
  assert.match(await page.title(), /^Erreur/);
  assert.equal(await page.locator("#reason-error").count(), 1);
  await page.fill("#reason", "Rappelée à son bureau, téléphone volé <b>hier</b>.");
  const told = site.mails.to(lost).length;
  await page.click("main button:has-text('Retirer sa double authentification')");
  await step(page);
  assert.match(await main(page), /La double authentification est retirée/);
  assert.match((await site.mails.lastMailTo(lost, { after: told })).text, /téléphone volé <b>hier<\/b>/);
  assert.equal((await page.goto(address)).status(), 404, "there is none any more");

  await owner.page.goto("/operateur");
  assert.match(owner.page.url(), /\/connexion\?/, "signed out at once");
  await signIn(owner.page, site, lost);
  await step(owner.page);
  assert.match(await main(owner.page), /Votre rôle donne accès/);
  const fresh = await owner.page.textContent("main code");
  assert.notEqual(fresh, owner.secret);
  await owner.page.goto("/operateur");
  assert.notEqual(new URL(owner.page.url()).pathname, "/operateur", "nothing of the role before another is on");
  await owner.page.fill("#code", totp(await owner.page.textContent("main code")));
  await owner.page.click("main button:has-text('Activer')");
  await owner.page.waitForSelector("main code >> nth=9");
  await check.visit(owner.page, "/operateur");
});
