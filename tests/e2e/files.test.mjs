// Files of a contribution: joined, removed, refused and downloaded, by keyboard and without JavaScript.
import assert from "node:assert/strict";
import { arrived, consulting, hands, manner, step } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import { test } from "./lib/runner.mjs";

const FORM = "/campagnes/essai/contribuer/besoin";
const NOTE = { name: "Relevé d’été.csv", mimeType: "text/csv", buffer: Buffer.from("mois;demandes\n01;12\n") };

for (const [width, javascript] of [[PHONE, false], [DESK, true]])
  test(`a file is joined to a draft, private, then public with it (${width} px, ${manner(javascript)})`, async ({ instance, visitor }) => {
    const site = await consulting(instance);
    const page = await arrived(visitor, site, "agent@exemple.fr", { width, ...hands(javascript) });
    await page.goto(FORM);
    await page.fill("#title", "Compter les demandes");
    await page.selectOption("#theme", "voirie");
    await page.fill("#problem", "Personne ne sait combien de demandes arrivent, ni en combien de temps on répond.");
    await page.click("button[value=pieces]");
    await page.waitForURL(/pieces-jointes$/); // once the draft's own save has been answered
    await step(page);
    // Nothing chosen: said at the field.
    await page.click("form[enctype] button");
    await step(page);
    assert.equal(await page.locator("#files-error").count(), 1);
    // A kind that is not taken, under a hostile name.
    await page.setInputFiles("#files", { name: `<img src=x onerror=alert(1)>.svg`, mimeType: "image/svg+xml", buffer: Buffer.from("<svg onload='alert(1)'/>") });
    await page.focus("form[enctype] button");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#files-error");
    await step(page);
    assert.match(await page.textContent("#files-error"), /pas accepté/);
    await page.setInputFiles("#files", NOTE);
    await page.focus("form[enctype] button");
    await page.keyboard.press("Enter");
    await page.waitForSelector("text=Vos pièces jointes sont enregistrées");
    await step(page);
    const address = await page.getAttribute("a[href^='/pieces-jointes/']", "href");
    // Nobody else has it yet.
    assert.equal((await fetch(site.url + address)).status, 404);
    await page.click("text=Vérifier ma contribution avant de publier");
    await step(page);
    assert.match(await page.textContent("main"), /Vos fichiers seront publics/);
    await page.click("text=Publier ma contribution");
    const reference = (await page.textContent("main")).match(/C-\d{4}-\d+/)[0];
    const got = await fetch(site.url + address);
    assert.equal(got.status, 200);
    assert.equal(await got.text(), NOTE.buffer.toString());
    assert.match(got.headers.get("content-disposition"), /^attachment; filename="releve-d-ete.csv"/);
    assert.equal(got.headers.get("x-content-type-options"), "nosniff");
    assert.match(got.headers.get("content-security-policy"), /sandbox/);
    const ranges = await fetch(site.url + address, { headers: { range: "bytes=0-3" } });
    assert.equal(ranges.status, 206);
    assert.equal(await ranges.text(), "mois");
    await page.goto(`/contributions/${reference}`);
    await step(page);
    assert.match(await page.textContent("main"), /Relevé d’été\.csv/);
    const open = await (await fetch(`${site.url}/api/v1/campaigns/essai/attachments`)).json();
    assert.equal(open.total, 1);
    assert.equal(open.items[0].address, address);
    // Taken out again: gone for everybody.
    await page.goto("/mes-contributions");
    const own = await page.locator("a[href$='/modifier']").first().getAttribute("href");
    await page.goto(own.replace("modifier", "pieces-jointes"));
    await page.click("form[action$='/retirer'] button");
    await page.waitForSelector("text=Le fichier est retiré");
    assert.equal((await fetch(site.url + address)).status, 404);
    await page.goto(`/contributions/${reference}/versions?avant=1&apres=1`);
    await step(page);
    assert.match(await page.textContent("main"), /une pièce retirée depuis/);
  });

test("over the limit, a page says so and nothing is kept", async ({ instance, visitor }) => {
  const site = await consulting(instance);
  const page = await arrived(visitor, site, "agent@exemple.fr", { width: PHONE, javascript: false });
  await page.goto(FORM);
  await page.fill("#title", "Compter les demandes");
  await page.click("button[value=pieces]");
  await page.setInputFiles("#files", { name: "grand.txt", mimeType: "text/plain", buffer: Buffer.alloc(12_000_000, "a") });
  await page.click("form[enctype] button");
  await page.waitForSelector("text=Envoi trop volumineux");
  await step(page);
});
