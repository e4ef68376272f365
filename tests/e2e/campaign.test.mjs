// The campaign editor: an operator makes a campaign part by part, previews it, publishes it; nobody else sees the draft;
// two operators who write at once are told; what has opened is readable and frozen.
import assert from "node:assert/strict";
import { DAY_MS, consulting, hands, manner, signIn, step, watched, ways, words } from "./lib/acts.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";

const OPERATOR = "operateur@exemple.fr";
const SECOND = "collegue@exemple.fr";
const DESKS = "/operateur/campagnes";
const SLUG = "services-de-demain";
const EDITOR = `${DESKS}/${SLUG}/editer`;
const TITLE = "Services de demain";

// "15/04/2027" in Paris, so many days from now.
const day = (days) => new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", day: "2-digit", month: "2-digit", year: "numeric" }).format(new Date(Date.now() + days * DAY_MS));

async function open(page, title) {
  await page.goto(EDITOR);
  await page.click(`.govuk-task-list a:has-text("${title}")`);
  await step(page);
}

async function save(page) {
  await page.click("main button:has-text('Enregistrer')");
  await step(page);
}

// Every representation of a draft is absent for others (reliability.md advisory 25).
async function absent(site) {
  for (const path of ["", "/regles", "/resultats", "/contributions", "/propositions", "/propositions/imprimer"])
    assert.equal((await fetch(`${site.url}/campagnes/${SLUG}${path}`, { redirect: "manual" })).status, 404, path);
  // Writing asks to sign in first, whether the campaign exists or not.
  const [known, unknown] = await Promise.all([SLUG, "inconnue"].map((slug) => fetch(`${site.url}/campagnes/${slug}/contribuer`, { redirect: "manual" })));
  assert.equal(known.status, unknown.status);
  for (const path of ["", "/contributions", "/proposals", "/contributions.csv", "/proposals.csv", "/supports.csv"]) {
    const answer = await fetch(`${site.url}/api/v1/campaigns/${SLUG}${path}`);
    assert.equal(answer.status, 404, `API ${path}`);
  }
  for (const path of ["/", "/campagnes", "/api/v1/campaigns", "/donnees-ouvertes", "/sitemap.xml", `/recherche?q=${encodeURIComponent("demain")}`]) {
    const body = await (await fetch(site.url + path)).text();
    assert.ok(!body.includes(SLUG) && !body.includes(TITLE), `${path} tells of the draft`);
  }
}

for (const [engine, width, javascript] of ways(PHONE, DESK))
  test(`a campaign is prepared, previewed and published on screen (${engine}, ${width} px, ${manner(javascript, engine)})`, async ({ instance, visitor }) => {
    const site = await consulting(instance, { engine });
    await site.must("operator", "add", SECOND);
    const someone = async (email) => {
      const page = watched(await visitor({ width, ...hands(javascript, engine), baseURL: site.url }));
      await page.goto("/connexion?retour=/operateur/campagnes");
      await signIn(page, site, email);
      return page;
    };
    const page = await someone(OPERATOR);
    await check.visit(page, DESKS, { budget: check.BENCH });
      await page.click("text=Nouvelle consultation");
    await step(page);
    await page.click("main button:has-text('Créer le brouillon')");
    await step(page);
    assert.match(await words(page), /Donnez un titre/);
    await page.fill("#title", TITLE);
    await page.click("main button:has-text('Créer le brouillon')");
    await step(page);
    assert.ok(page.url().includes(EDITOR), page.url());
    assert.match(await words(page), /parties restent à remplir/);

    // Texts, with their rendering; what was typed stays when something is missing.
    await open(page, "Titre et textes");
    await page.fill("#title", "");
    await page.fill("#description", "## Pourquoi\n\nUn **besoin** partagé <script>alert(1)</script>");
    await save(page);
    assert.match(await page.title(), /^Erreur/);
    assert.match(await page.inputValue("#description"), /besoin/);
    await page.fill("#title", TITLE);
    await page.fill("#pitch", "Dites ce qui manque.");
    await page.click("text=Actualiser le rendu");
    await step(page);
    assert.equal(await page.textContent(".editor-split__preview strong"), "besoin");
    await save(page);
    assert.match(await words(page), /Titre et textes : enregistré/);

    // The calendar: all errors at once, then the weekday and the overseas clocks.
    await open(page, "Calendrier");
    await page.fill("#collect_opens_day", "31/02/2027");
    await page.fill("#support_opens_day", day(20));
    await save(page);
      assert.equal(await page.locator(".govuk-error-message").count(), 3, "a day without an hour is a whole day");
    for (const [kind, from, to] of [["collect", 10, 20], ["support", 25, 40]]) {
      await page.fill(`#${kind}_opens_day`, day(from));
      await page.fill(`#${kind}_opens_hour`, "9 h");
      await page.fill(`#${kind}_closes_day`, day(to));
      await page.fill(`#${kind}_closes_hour`, "18:00");
    }
    await save(page);
    await open(page, "Calendrier");
    assert.match(await words(page), /Enregistré : du \p{L}+ \d/u);
    assert.match(await words(page), /Guyane/);

    await open(page, "Règles publiées");
    await page.fill("#rules", "Une collectivité, un soutien par proposition.");
    await save(page);
    await open(page, "Thèmes");
    await page.click("text=Reprendre les 14 thèmes de 2021");
    await step(page);
    await page.fill("#rank_13", "1");
    await save(page);
    await open(page, "Thèmes");
    assert.equal(await page.locator("input[id^=remove_]").count(), 14);
    await page.check("#remove_2");
    await save(page);
    await open(page, "Bureaux");
    await page.fill("#name_0", "Guichet");
    await page.fill("#url_0", "javascript:alert(1)");
    await save(page);
    assert.match(await words(page), /doit commencer par https/);
    await page.fill("#url_0", "https://exemple.fr/");
    await save(page);
    await open(page, "Motifs");
    await page.fill("#name_0", "Hors du champ");
    await save(page);
    await open(page, "Enveloppe");
    await page.fill("#envelope", "deux millions");
    await save(page);
    assert.equal(await page.inputValue("#envelope"), "deux millions");
    await page.fill("#envelope", "2 000 000 €");
    await save(page);
    await open(page, "Règles de soutien");
    await page.check("input[value=grouping]");
    await page.fill("#days", "15");
    await save(page);
    assert.match(await words(page), /groupements de collectivités/);

    // A list of communes: tried, reported, applied.
    await open(page, "Politiques");
    await page.click("text=Ajouter une politique");
    await step(page);
    await page.fill("#name", "Agenda rural");
    await page.fill("#source", "Liste d’essai du 1er mars");
    const list = "code_insee;nom\n29134;Locronan\n29232;Quimper\n99999;Nulle part\n29134;Locronan\n";
    if (javascript) await page.fill("#codes", list);
    else await page.setInputFiles("#file", { name: "liste.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
    await page.click("text=Essayer la liste");
    await step(page);
    const report = await words(page);
    assert.match(report, /2 communes retenues/);
    assert.match(report, /Ligne 4 : « 99999 » n’est le code d’aucune commune/);
    assert.match(report, /Ligne 5 : « 29134 » figure déjà/);
    await page.click("text=Appliquer la liste");
    await step(page);
    assert.match(await words(page), /2 communes/);

    // Preview: the team sees the public pages, the others see nothing.
    await absent(site);
    for (const path of ["", "/regles", "/propositions", "/contributions"]) {
      await check.visit(page, `/campagnes/${SLUG}${path}`, { budget: false });
      assert.match(await page.textContent(".preview-line"), /seule l’équipe voit cette page/);
    }

    // Two at once: the second is told, keeps what was typed, sees the difference, decides.
    const colleague = await someone(SECOND);
    await open(colleague, "Règles publiées");
    await open(page, "Règles publiées");
    await page.fill("#rules", "Version d’Anne.");
    await save(page);
    await colleague.fill("#rules", "Version de Bruno.");
    await save(colleague);
    assert.match(await words(colleague), /modifiée pendant que vous l’écriviez/);
    assert.match(await words(colleague), new RegExp(`${OPERATOR}.*Version d’Anne`));
    assert.equal(await colleague.inputValue("#rules"), "Version de Bruno.");
    await save(colleague);
    assert.match(await words(colleague), /Règles publiées : enregistré/);
    await colleague.goto(`${DESKS}/${SLUG}/historique?partie=regles`);
    await step(colleague);
    assert.match(await words(colleague), /3 changements/);
    await colleague.click(".story a >> nth=0");
    await step(colleague);
    assert.match(await words(colleague), /Version d’Anne.*Version de Bruno/);

    // Publish, after a check; then everybody reads it.
    await page.goto(EDITOR);
    await page.click("text=Vérifier avant de publier");
    await step(page);
    assert.match(await words(page), /Aucun e-mail ne part/);
    const mails = site.mails.to(OPERATOR).length;
      await page.click("main button:has-text('Publier la consultation')");
    await step(page);
      assert.match(await words(page), /La consultation est publiée/);
    assert.equal(site.mails.to(OPERATOR).length, mails);
    const rules = await (await fetch(`${site.url}/campagnes/${SLUG}/regles`)).text();
    assert.match(rules, /Version de Bruno/);
    assert.match(rules, /Agenda rural/);
    const visitorPage = await visitor({ width, ...hands(javascript, engine), baseURL: site.url });
    await check.visit(visitorPage, `/campagnes/${SLUG}/regles`);
    await page.goto(`${DESKS}/${SLUG}/depublier`);
    await step(page);
    await page.click("main button:has-text('Remettre en brouillon')");
    await step(page);
    await absent(site);

    // The file goes out and comes in under another address; a copy shifts its dates.
    const file = await page.evaluate(async (path) => (await fetch(path)).text(), `${DESKS}/${SLUG}/fichier`).catch(() => undefined);
    if (javascript) {
      await page.goto(`${DESKS}/importer`);
      await page.fill("#fichier", file.replace(`"${SLUG}"`, `"copie-du-fichier"`));
      await page.click("main button:has-text('Importer')");
      await step(page);
      assert.match(await words(page), /Le fichier est importé/);
      assert.equal(await site.must("campaign", "print", "copie-du-fichier"), file.replace(`"${SLUG}"`, `"copie-du-fichier"`));
    }
    await page.goto(`${DESKS}/${SLUG}/copier`);
    await page.fill("#title", "Services d’après-demain");
    await page.fill("#opens_day", day(400));
    await page.click("main button:has-text('Créer la copie')");
    await step(page);
    assert.match(await words(page), /La copie est créée/);
    await check.visit(page, `${DESKS}?etat=brouillon&tri=titre`, { budget: check.BENCH });

    // What has opened is frozen: readable, with its reason and the way left.
    await check.visit(page, `${DESKS}/essai/editer`, { budget: check.BENCH });
    assert.match(await words(page), /Figé/);
    await check.visit(page, `${DESKS}/essai/editer/themes`, { budget: check.BENCH });
    assert.equal(await page.locator("main form").count(), 0);
    await check.visit(page, `${DESKS}/essai/editer/textes`, { budget: check.BENCH });
    await page.fill("#pitch", "Dites ce qui manque à votre commune.");
    await page.fill("#reason", "Une faute de frappe est corrigée.");
    await page.click("main button:has-text('Publier la correction')");
    await step(page);
    assert.match(await (await fetch(`${site.url}/campagnes/essai/regles`)).text(), /Une faute de frappe est corrigée/);
  });
