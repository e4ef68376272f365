// Contributing: what is typed is never lost, never becomes markup, is published once and by its author only.
import assert from "node:assert/strict";
import { arrived, consulting, loadCampaign, step, watched } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const AGENT = "agent@exemple.fr";
const FORM = "/campagnes/essai/contribuer/service";
const HOSTILE = `"><script>document.title='x'</script><img src=x onerror=alert(1)>'{{7*7}}&amp;`;
const OPTIONS = ["audience", "territory", "cost", "service_name", "maturity", "licence", "hosting"];
const WHOLE = { title: "Gérer les objets trouvés", problem: "Chaque semaine des objets sont rapportés à la mairie, et personne ne sait où ils sont." };

async function publish(page, { title, problem } = WHOLE) {
  await page.goto(FORM.replace("service", "besoin"));
  await page.fill("#title", title);
  await page.selectOption("#theme", "voirie");
  await page.fill("#problem", problem);
  await page.click("button[value=continuer]");
  await page.click("text=Publier ma contribution");
  return (await page.textContent("main")).match(/C-\d{4}-\d+/)[0];
}

for (const [width, javascript] of [[PHONE, true], [DESK, false]])
  test(`all errors come at once, and hostile text stays text everywhere (${width} px, ${javascript ? "with" : "without"} JavaScript)`, async ({ instance, visitor }) => {
    const site = await consulting(instance);
    const page = await arrived(visitor, site, AGENT, { width, javascript });
    await check.visit(page, FORM);
    await page.click("button[value=continuer]");
    await step(page);
    assert.equal(await page.locator(".govuk-error-message").count(), 3);
    assert.match(await page.title(), /^Erreur/);
    // Each entry of the summary leads to its field.
    for (const link of await page.locator(".govuk-error-summary a").all()) assert.equal(await page.locator(await link.getAttribute("href")).count(), 1);
    // Everything typed comes back, exactly.
    if ((await page.getAttribute("main details", "open")) === null) await page.click("main summary");
    await page.fill("#title", HOSTILE);
    for (const name of OPTIONS) await page.fill(`#${name}`, HOSTILE);
    await page.fill("#source_url", `javascript:alert(1)`);
    await page.fill("#bodies", HOSTILE);
    await page.fill("#problem", "Trop court");
    await page.click("button[value=continuer]");
    await step(page);
    for (const name of ["title", ...OPTIONS, "bodies"]) assert.equal((await page.inputValue(`#${name}`)).trim(), HOSTILE, name);
    for (const name of ["source_url", "bodies", "problem", "theme"]) assert.equal(await page.locator(`#${name}-error`).count(), 1, name);
    // As a published contribution, on every page that shows it.
    await page.fill("#source_url", "");
    await page.fill("#bodies", "29232");
    await page.fill("#problem", `${HOSTILE}\n\n${HOSTILE}`);
    await page.selectOption("#theme", "voirie");
    await page.click("button[value=continuer]");
    await step(page);
    assert.match(await page.textContent("h1"), /Vérifier avant de publier/);
    await page.click("text=Publier ma contribution");
    await step(page);
    const reference = (await page.textContent("main")).match(/C-\d{4}-\d+/)[0];
    for (const path of [`/contributions/${reference}`, `/contributions/${reference}/versions`, "/campagnes/essai/contributions", `/campagnes/essai/contributions?q=${encodeURIComponent(HOSTILE)}`, "/mes-contributions", `/recherche?q=${encodeURIComponent(HOSTILE)}`]) {
      await check.visit(page, path, { budget: false });
      assert.equal(await page.locator("main img, main script").count(), 0, path);
      assert.notEqual(await page.title(), "x", path);
    }
    await page.goto(`/contributions/${reference}`);
    assert.equal((await page.textContent("h1")).trim(), HOSTILE);
    assert.ok((await page.textContent(".prose")).includes(HOSTILE));
    // In the data too: a quoted cell of CSV.
    const csv = await (await fetch(`${site.url}/api/v1/campaigns/essai/contributions.csv`)).text();
    assert.ok(csv.includes(HOSTILE.replace(/"/g, '""')), csv);
  });

test("the same form sent twice makes one contribution, and the way back changes nothing", async ({ instance, visitor }) => {
  const site = await consulting(instance);
  const page = await arrived(visitor, site, AGENT, { javascript: false });
  await page.goto(FORM.replace("service", "besoin"));
  await page.fill("#title", WHOLE.title);
  await page.selectOption("#theme", "voirie");
  await page.fill("#problem", WHOLE.problem);
  // The two requests of a double click, at once.
  const fields = await page.locator("main form").evaluate((form) => Object.fromEntries(new FormData(form)));
  const send = (path, form) => page.context().request.post(site.url + path, { form, maxRedirects: 0, headers: { origin: site.url } });
  const answers = await Promise.all([1, 2].map(() => send("/campagnes/essai/contribuer/besoin", { ...fields, action: "continuer" })));
  const [one, other] = answers.map((answer) => answer.headers().location);
  assert.deepEqual(answers.map((answer) => answer.status()), [303, 303]);
  assert.equal(one, other);
  await page.goto("/mes-contributions");
  assert.equal(await page.locator(".item").count(), 1);
  await page.goto(one);
  const again = await page.locator("main form").evaluate((form) => Object.fromEntries(new FormData(form)));
  const publish_ = one.replace("/apercu", "/publier");
  const published = await Promise.all([1, 2].map(() => send(publish_, again)));
  assert.equal(published[0].headers().location, published[1].headers().location);
  const [campaign] = await (await fetch(`${site.url}/api/v1/campaigns`)).json();
  assert.equal(campaign.counts.contributions, 1);
  // Without its token a form does nothing.
  const { ...stripped } = fields;
  for (const name of Object.keys(stripped)) if (!["title", "theme", "problem"].includes(name)) delete stripped[name];
  assert.equal((await send("/campagnes/essai/contribuer/besoin", { ...stripped, action: "continuer" })).status(), 403);
});

test("another's draft is not found, an edit keeps both versions, and a withdrawal is confirmed", async ({ instance, visitor }) => {
  const site = await consulting(instance);
  const author = await arrived(visitor, site, AGENT, { width: PHONE, javascript: false });
  const stranger = await arrived(visitor, site, "autre@exemple.fr", { javascript: false, commune: "29232" });
  const nobody = watched(await visitor({ baseURL: site.url, javascript: false }));
  await author.goto(FORM);
  await author.fill("#title", "Mon brouillon secret");
  await author.click("button[value=brouillon]");
  const draft = await author.getAttribute("a:has-text('Mon brouillon secret') >> nth=0", "href");
  const base = draft.replace("/apercu", "");
  for (const end of ["apercu", "modifier", "retirer", "publiee"]) {
    await check.visit(stranger, `${base}/${end}`, { status: 404, budget: false });
    await nobody.goto(`${base}/${end}`);
    assert.match(nobody.url(), /\/connexion\?retour=/);
  }
  const reference = await publish(author);
  await check.visit(author, `/contributions/${reference}`);
  await author.click("text=Modifier ma contribution");
  await step(author);
  assert.equal(await author.inputValue("#title"), WHOLE.title);
  await author.fill("#title", "Retrouver les objets perdus");
  await author.click("text=Publier la nouvelle version");
  await step(author);
  assert.equal((await author.textContent("h1")).trim(), "Retrouver les objets perdus");
  await check.visit(nobody, `/contributions/${reference}/versions`);
  const versions = await nobody.textContent("main");
  for (const text of ["Version 1", "Version 2", WHOLE.title, "Retrouver les objets perdus"]) assert.ok(versions.includes(text), text);
  await nobody.goto(`/contributions/${reference}`);
  assert.equal(await nobody.locator("text=Modifier ma contribution").count(), 0);
  // Withdrawn after a confirmation; the drafts of others are untouched.
  await author.goto("/mes-contributions");
  await author.click(`li:has-text('${reference}') a:has-text('Retirer')`);
  await step(author);
  await author.click("main button:has-text('Retirer ma contribution')");
  await step(author);
  assert.match(await author.textContent("main"), /est retirée/);
  assert.notEqual((await site.get(`/contributions/${reference}`)).status, 500);
  assert.ok(!(await site.get("/campagnes/essai/contributions")).text.includes("Retrouver les objets perdus"));
});

test("once the collect is over, every way in says so and since when, and drafts are kept", async ({ instance, visitor }) => {
  const site = await consulting(instance);
  const page = await arrived(visitor, site, AGENT, { javascript: false });
  await page.goto(FORM);
  await page.fill("#title", "Un brouillon en retard");
  await page.click("button[value=brouillon]");
  const draft = await page.getAttribute("a:has-text('Un brouillon en retard') >> nth=0", "href");
  // A second campaign, whose collect is already over.
  const now = Date.now();
  await loadCampaign(site, { slug: "passee", title: "Campagne passée", collect: [now - 9 * 86_400_000, now - 2 * 86_400_000] });
  for (const path of ["/campagnes/passee/contribuer", "/campagnes/passee/contribuer/besoin", "/campagnes/passee/contribuer/service"]) {
    await check.visit(page, path, { budget: false });
    const text = await page.textContent("main");
    assert.match(text, /La collecte est close/);
    assert.match(text, /\d{1,2}(er)? \p{L}+ \d{4}/u, "the date of the closing");
  }
  // A form opened before the closing and sent after it.
  await page.goto("/campagnes/essai/contribuer/besoin");
  const token = await page.locator("main form").evaluate((form) => Object.fromEntries(new FormData(form)));
  const late = await page.context().request.post(`${site.url}/campagnes/passee/contribuer/besoin`, { form: { ...token, title: WHOLE.title, theme: "voirie", problem: WHOLE.problem, action: "continuer" }, headers: { origin: site.url }, maxRedirects: 0 });
  assert.equal(late.status(), 409);
  const text = await late.text();
  await check.validHtml(text);
  assert.match(text, /clos/);
  // Before it opens, one may prepare a draft, and not publish it.
  await loadCampaign(site, { slug: "future", title: "Campagne future", collect: [now + 86_400_000, now + 9 * 86_400_000], support: [now + 10 * 86_400_000, now + 12 * 86_400_000] });
  await check.visit(page, "/campagnes/future/contribuer/besoin");
  await page.fill("#title", WHOLE.title);
  await page.selectOption("#theme", "voirie");
  await page.fill("#problem", WHOLE.problem);
  await page.click("button[value=continuer]");
  await step(page);
  assert.equal(await page.locator("text=Publier ma contribution").count(), 0);
  assert.match(await page.textContent("main"), /Votre brouillon est conservé/);
  await check.visit(page, draft);
});
