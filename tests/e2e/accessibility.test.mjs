// The RGAA's criteria that a script can look at, on the sample of docs/accessibility/rgaa.toml; and that what the statement
// says rests on tests that exist.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { contrast, rgaa, survey } from "./lib/accessible.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { ROOT } from "./lib/server.mjs";
import { test } from "./lib/runner.mjs";

const { sample, criteria } = rgaa();
// Pages of distinct look, for what takes long: a text, a form, a list with filters, figures, a long page, a table.
const LOOKS = ["/", "/connexion", "/campagnes/france-relance-2021/propositions", "/propositions/P-2021-001", "/propositions/P-2021-001/chiffres", "/donnees-personnelles/durees", "/accessibilite"];

let seen;
// Every page of the sample as a desk shows it, visited once for all tests.
async function pages({ demo, visitor }) {
  const site = await demo();
  seen ??= survey(await visitor({ baseURL: site.url }), sample);
  return seen;
}

// Asserts that `find(page)` finds nothing on any page of the sample.
async function nowhere(tools, what, find) {
  const found = (await pages(tools)).map((page) => [page.path, find(page)]).filter(([, list]) => list.length > 0);
  assert.deepEqual(found, [], what);
}

test("pictures have a name and their figures, decoration has none, and there is neither frame nor medium", async (tools) => {
  await nowhere(tools, "pictures without a name", (page) => page.unnamedPictures);
  await nowhere(tools, "decoration with a name", (page) => page.namedDecoration);
  await nowhere(tools, "figures without a name", (page) => page.unnamedFigures);
  await nowhere(tools, "drawings without their table", (page) => page.drawingsWithoutTable);
  await nowhere(tools, "frames and media", (page) => page.media);
});

test("text, fields and focus keep their contrast in both colour schemes", async ({ demo, visitor }) => {
  const site = await demo();
  for (const dark of [false, true]) {
    const page = await visitor({ baseURL: site.url, dark });
    for (const path of LOOKS) {
      await page.goto(path);
      await check.accessible(page, `${path} ${dark ? "dark" : "light"}`, dark ? ["color-contrast", "link-in-text-block"] : undefined);
    }
    await page.goto("/connexion");
    const edges = await page.evaluate(() => {
      const behind = getComputedStyle(document.body).backgroundColor;
      return [...document.querySelectorAll("main input:not([type=hidden])")].map((field) => {
        field.focus();
        const style = getComputedStyle(field);
        return { behind, edge: style.borderTopColor, focus: style.outlineColor, inner: style.boxShadow.match(/rgba?\([^)]*\)/)?.[0] ?? style.borderTopColor };
      });
    });
    assert.ok(edges.length > 0);
    for (const { behind, edge, focus, inner } of edges) {
      assert.ok(contrast(edge, behind) >= 3, `edge of a field: ${edge} on ${behind}`);
      assert.ok(Math.max(contrast(focus, behind), contrast(inner, behind)) >= 3, `focus: ${focus}, ${inner} on ${behind}`);
    }
  }
});

test("tables have a caption and headers with their scope", async (tools) => {
  await nowhere(tools, "tables", (page) => page.tables.filter((table) => table.caption === "" || table.headers === 0 || table.unscoped > 0 || table.nested));
  assert.ok((await pages(tools)).some((page) => page.tables.length > 0), "the sample has tables");
});

test("links and buttons say what they do, are told apart, and nothing hidden takes the focus", async (tools) => {
  const vague = /^(ici|cliquez ici|en savoir plus|lire la suite|suite|voir|plus|lien|ok|valider|envoyer)$/i;
  await nowhere(tools, "links without a name", (page) => page.links.filter((link) => link.name === "").map((link) => link.href));
  await nowhere(tools, "buttons without a name", (page) => page.buttons.filter((name) => name === ""));
  await nowhere(tools, "vague names", (page) => [...page.links.map((link) => link.name), ...page.buttons].filter((name) => vague.test(name)));
  // The RGAA lets the sentence, the list item or the cell around a link tell it apart (homonymous communes in a list).
  await nowhere(tools, "one name, several places", (page) => {
    const places = new Map();
    for (const { name, context, href } of page.links) places.set(`${name}: ${context}`, (places.get(`${name}: ${context}`) ?? new Set()).add(href));
    return [...places].filter(([, hrefs]) => hrefs.size > 1).map(([name, hrefs]) => `${name}: ${[...hrefs].join(", ")}`);
  });
  await nowhere(tools, "links in a text that do not look like links", (page) => page.links.filter((link) => link.inText && !link.underlined).map((link) => link.name));
  await nowhere(tools, "hidden elements that take the focus", (page) => page.hiddenFocus);
});

test("the Tab key reaches everything in the order of the source, shows where it is, and leaves the page", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url });
  for (const path of LOOKS) {
    await page.goto(path);
    const expected = await page.evaluate(() => {
      const reachable = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")].filter(
        (e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }) && !(e.type === "radio" && !e.checked && e !== document.querySelector(`input[type=radio][name="${CSS.escape(e.name)}"]`)),
      );
      const look = (e) => {
        const style = getComputedStyle(e);
        const label = e.matches("[type=radio], [type=checkbox]") && e.labels?.[0] ? getComputedStyle(e.labels[0], "::before") : style;
        return `${style.outline} ${style.boxShadow} ${style.backgroundColor} ${style.borderColor} ${label.boxShadow} ${label.outline} ${style.clip} ${style.position}`;
      };
      reachable.forEach((e, i) => {
        e.dataset.order = String(i);
        e.lookBefore = look(e);
      });
      globalThis.look = look;
      return reachable.length;
    });
    const order = [];
    for (let i = 0; i < expected + 5; ++i) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        return e === document.body ? undefined : { order: Number(e.dataset.order ?? -1), isShown: globalThis.look(e) !== e.lookBefore, name: e.outerHTML.slice(0, 90) };
      });
      if (!at || at.order === order.at(0)?.order) break;
      assert.ok(at.isShown, `${path}: focus not visible on ${at.name}`);
      order.push(at);
    }
    const numbers = order.map((one) => one.order).filter((n) => n >= 0);
    assert.equal(numbers.length, expected, `${path}: ${expected} to reach, ${numbers.length} reached, last ${order.at(-1)?.name}`);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b), `${path}: order`);
  }
});

test("every page is valid, in French, with a title of its own and no presentation in its source", async (tools) => {
  for (const page of await pages(tools)) {
    assert.equal(page.status, 200, page.path);
    await check.validHtml(page.source, page.path);
    assert.equal(page.doctype, "html", page.path);
    assert.equal(page.language, "fr", page.path);
    assert.deepEqual([page.presentation, page.emptyParagraphs, page.inlineEvents], [[], [], []], page.path);
  }
  const titles = (await pages(tools)).map((page) => page.title);
  assert.equal(new Set(titles).size, titles.length, `titles told apart: ${titles.filter((title, i) => titles.indexOf(title) !== i)}`);
});

test("headings follow each other, landmarks and menu stand at the same place on every page", async (tools) => {
  const all = await pages(tools);
  for (const page of all) {
    assert.equal(page.headings.filter((h) => h.level === 1).length, 1, `${page.path}: one h1`);
    const inPage = page.headings.slice(page.headings.findIndex((h) => h.level === 1));
    inPage.forEach((h, i) => {
      assert.notEqual(h.text, "", `${page.path}: empty heading`);
      if (i > 0) assert.ok(h.level <= inPage[i - 1].level + 1, `${page.path}: « ${h.text} » skips a level`);
    });
    assert.deepEqual([page.landmarks[0], page.landmarks[2], page.landmarks[3]], [1, 1, 1], `${page.path}: header, main, footer`);
    assert.deepEqual(page.unnamedNavigations, [], page.path);
    assert.equal(page.menu, all[0].menu, `${page.path}: menu`);
    assert.equal(page.footer, all[0].footer, `${page.path}: footer`);
  }
});

test("without style sheets everything is there, in the same order", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url });
  for (const path of LOOKS) {
    await page.goto(path);
    const order = () =>
      page.evaluate(() => {
        const found = [...document.querySelectorAll("header a, h1, main h2, main h3, footer a")].filter((e) => !e.closest(".govuk-visually-hidden, details") && !e.matches(".govuk-visually-hidden, .govuk-skip-link") && e.checkVisibility());
        const tops = found.filter((e) => e.matches("h1, main h2, main h3")).map((e) => e.getBoundingClientRect().top + scrollY);
        return { count: found.length, isSorted: tops.every((top, i) => i === 0 || top >= tops[i - 1] - 1) };
      });
    const dressed = await order();
    await page.evaluate(() => document.querySelectorAll("link[rel=stylesheet]").forEach((link) => (link.disabled = true)));
    const bare = await order();
    assert.ok(dressed.isSorted && bare.isSorted, `${path}: order of the headings`);
    assert.ok(bare.count >= dressed.count, `${path}: ${dressed.count} with style, ${bare.count} without`);
  }
});

test("nothing moves, opens a window, sends a form or shows more by itself", async (tools) => {
  await nowhere(tools, "animations", (page) => page.moving);
  await nowhere(tools, "new windows", (page) => page.links.filter((link) => link.target !== "").map((link) => link.href));
  await nowhere(tools, "what shows when pointed at", (page) => page.tooltips);
  const site = await tools.demo();
  const page = await tools.visitor({ baseURL: site.url });
  await page.goto("/campagnes/france-relance-2021/propositions");
  const before = page.url();
  for (const select of await page.locator("main select:visible").all()) await select.selectOption({ index: 1 });
  await page.waitForTimeout(200);
  assert.equal(page.url(), before, "choosing sends nothing");
});

test("counts and errors are announced", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url });
  await page.goto("/campagnes/france-relance-2021/propositions?q=eau");
  assert.ok((await page.locator("[role=status]").count()) > 0, "the count of results");
  await page.goto("/connexion");
  await page.fill("#email", "pas une adresse");
  await page.locator("main form:has(#email) button").first().click();
  assert.equal(await page.locator(".govuk-error-summary[role=alert], .govuk-error-summary [role=alert]").count(), 1, "the summary of errors");
});

test("text at 200 % and a width of 320 px lose nothing and scroll one way only", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url });
  for (const path of sample) {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(path);
    await check.fitsWidth(page);
    await page.setViewportSize({ width: DESK, height: 900 });
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await check.fitsWidth(page);
    assert.deepEqual(await cut(page), [], `${path}: text cut at 200 %`);
  }
});

// Elements whose text is cut by their own box.
function cut(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("main *, header *, footer *")]
      .filter((e) => e.checkVisibility() && !e.closest("svg, .govuk-visually-hidden, .table-frame, pre, [aria-hidden=true]") && !e.matches("input, select, textarea"))
      .filter((e) => ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2))
      // A summary cut after two lines is whole on the page that its title leads to.
      .filter((e) => getComputedStyle(e).webkitLineClamp === "none")
      .map((e) => e.outerHTML.slice(0, 80)),
  );
}

test("text spaced by its reader is not cut", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ width: PHONE, baseURL: site.url });
  for (const path of LOOKS) {
    await page.goto(path);
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
      document.adoptedStyleSheets = [sheet];
    });
    await check.fitsWidth(page);
    assert.deepEqual(await cut(page), [], path);
  }
});

test("fields have a label beside them, questions a legend, personal fields their purpose", async (tools) => {
  await nowhere(tools, "fields without a label", (page) => page.fields.filter((field) => field.name === ""));
  await nowhere(tools, "labels far from their field", (page) => page.fields.filter((field) => field.gap > 60).map((field) => `${field.where}: ${Math.round(field.gap)} px`));
  await nowhere(tools, "choices without their question", (page) => page.fields.filter((field) => ["radio"].includes(field.type) && field.legend === ""));
  await nowhere(tools, "lists that want groups", (page) => page.fields.filter((field) => field.options > 60 && field.groups === 0).map((field) => field.where));
  const [connection] = (await pages(tools)).filter((page) => page.path === "/connexion");
  assert.ok(connection.fields.some((field) => field.type === "email" && field.autocomplete === "email"), JSON.stringify(connection.fields));
});

test("an error is said in words beside its field, with what is expected", async ({ demo, visitor }) => {
  const site = await demo();
  for (const javascript of [true, false]) {
    const page = await visitor({ baseURL: site.url, javascript });
    await page.goto("/connexion");
    await page.locator("#email").evaluate((field) => field.form?.setAttribute("novalidate", "")).catch(() => {});
    await page.fill("#email", "pas une adresse");
    await page.locator("main form:has(#email) button").first().click();
    const message = page.locator(".govuk-error-message").first();
    assert.match(await message.textContent(), /@|exemple|adresse/);
    const described = await page.getAttribute("#email", "aria-describedby");
    assert.ok(described.split(" ").includes(await message.getAttribute("id")), "the field is tied to its message");
    assert.match(await page.title(), /^Erreur/);
  }
});

test("menu, search and site map are on every page, and the site map leads to pages that exist", async (tools) => {
  for (const page of await pages(tools)) {
    assert.match(page.menu, /\/recherche/, page.path);
    assert.match(page.footer, /\/plan-du-site/, page.path);
  }
  const site = await tools.demo();
  const plan = await site.get("/plan-du-site");
  const links = [...plan.text.split("<main")[1].split("</main>")[0].matchAll(/href="([^"]+)"/g)].map((match) => match[1]);
  assert.ok(links.length > 25, `${links.length} links`);
  for (const href of links) assert.equal((await site.get(href)).status, 200, href);
  const sitemap = await site.get("/sitemap.xml");
  assert.match(sitemap.headers.get("content-type"), /application\/xml/);
  for (const [, address] of sitemap.text.matchAll(/<loc>([^<]+)<\/loc>/g)) assert.ok(address.startsWith(site.url), address);
});

test("the skip link comes first and leads to the content", async (tools) => {
  for (const page of await pages(tools)) assert.deepEqual(page.skip, ["#contenu", "MAIN"], page.path);
  const site = await tools.demo();
  const page = await tools.visitor({ baseURL: site.url });
  await page.goto("/campagnes");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null), "the next Tab stands in the content");
});

test("portrait and landscape show the same", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ width: PHONE, baseURL: site.url });
  for (const path of LOOKS) {
    const texts = [];
    for (const [width, height] of [[360, 740], [740, 360]]) {
      await page.setViewportSize({ width, height });
      await page.goto(path);
      await check.fitsWidth(page);
      texts.push(await page.evaluate(() => document.querySelector("main").innerText.replace(/\s+/g, "").length));
    }
    assert.ok(Math.min(...texts) > 0.8 * Math.max(...texts), `${path}: ${texts}`);
  }
});

test("keys of one letter can be switched off, and stay so", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url });
  await page.goto("/connexion");
  await page.click("button:has-text('Auditeur')");
  await page.goto("/operateur/campagnes/france-relance-2021/tri");
  const fold = page.locator("details:has(> [data-key='?'])");
  const isOpen = () => fold.evaluate((details) => details.open);
  await page.keyboard.press("?");
  assert.equal(await isOpen(), true, "the key opens the list of keys");
  await fold.locator("button").click();
  assert.equal(await fold.locator("button").textContent(), "Activer les touches");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("?");
  assert.equal(await isOpen(), true, "a key that is off does nothing");
  await page.reload();
  await page.keyboard.press("?");
  assert.equal(await isOpen(), false, "they stay off on the next page");
  await check.accessible(page);
});

test("forced colours keep every control and its focus visible", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url });
  await page.emulateMedia({ forcedColors: "active" });
  for (const path of ["/connexion", "/campagnes/france-relance-2021/propositions", "/propositions/P-2021-001"]) {
    await page.goto(path);
    const invisible = await page.evaluate(() =>
      [...document.querySelectorAll("main button, main input:not([type=hidden]):not([type=radio]):not([type=checkbox]), main select, main a[href]")]
        .filter((e) => e.checkVisibility())
        .filter((e) => {
          e.focus();
          const style = getComputedStyle(e);
          return style.outlineStyle === "none" || Number.parseFloat(style.outlineWidth) === 0;
        })
        .map((e) => e.outerHTML.slice(0, 80)),
    );
    assert.deepEqual(invisible, [], path);
  }
});

test("the statement rests on 106 criteria, each with how it was checked and tests that exist", async ({ demo }) => {
  const expected = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12].flatMap((count, i) => Array.from({ length: count }, (_, n) => `${i + 1}.${n + 1}`));
  assert.deepEqual(criteria.map((one) => one.number), expected);
  const folder = join(ROOT, "tests", "e2e");
  const sources = Object.fromEntries(readdirSync(folder).filter((name) => name.endsWith(".test.mjs")).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  for (const { number, state, how, looked, evidence } of criteria) {
    assert.ok(how.length > 5, `${number}: how`);
    for (const one of evidence) {
      const [file, name] = one.split(/: (.*)/s);
      assert.ok(sources[file]?.includes(`"${name}`) || sources[file]?.includes(`\`${name}`), `${number}: no test « ${one} »`);
    }
    if (state === "conforme") assert.ok(evidence.length > 0 || looked, `${number} is said conform without evidence`);
  }
  const count = (state) => criteria.filter((one) => one.state === state).length;
  const applicable = criteria.length - count("non applicable");
  const site = await demo();
  const page = (await site.get("/accessibilite")).text;
  const permille = Math.floor((count("conforme") * 1000) / applicable);
  const rate = permille % 10 === 0 ? `${permille / 10}` : `${Math.floor(permille / 10)},${permille % 10}`;
  assert.ok(page.includes(`${rate}\u202f%`), `the page says ${rate} %`);
  const words = permille === 1000 ? "totalement conforme" : permille >= 500 ? "partiellement conforme" : "non conforme";
  for (const path of ["/", "/contact", "/nulle-part"]) assert.ok((await site.get(path)).text.includes(`Accessibilité\u00a0: ${words}`), path);
  assert.match(page, /auto-évaluation/);
  assert.match(page, /Défenseur des droits/);
});
