// Every form of one person sent empty, then with texts alone: what is refused says so as PAGES.md wants (a title that begins
// with "Erreur", one summary whose links lead to fields, what was typed kept) and is as accessible and valid as any page.
// And every list asked for what is not there says that nothing matches.
import assert from "node:assert/strict";
import * as check from "./check.mjs";

const MARK = "Essai é 🚧";
const NOWHERE = "zzintrouvablezz";
// Forms that are refused to who fills them in too fast.
const PATIENCE_MS = { "/contact": 3_500 };
// Buttons that take their page away when they are accepted: pressed after the others.
const LAST = ["verifier", "valider"];
// A form that is accepted may make files: an answer takes so long at most.
const ANSWER_MS_MAX = 30_000;
const LOOKS = [[360, "light"], [1280, "dark"], [360, "dark"], [1280, "light"]];

const mainOf = (text) => text.slice(text.indexOf("<main"), text.indexOf("</main>"));

// In the page: the POST forms of <main> with something to fill in: [{ index, action, buttons, fields }].
function formsHere() {
  return [...document.querySelectorAll("form")]
    .map((form, index) => ({ form, index }))
    .filter(({ form }) => form.method === "post" && form.closest("main"))
    .map(({ form, index }) => {
      const elements = [...form.elements];
      const fields = elements.filter((one) => one.name && one.matches("input:not([type=hidden]):not([type=submit]), select, textarea")).map((one) => one.name);
      const buttons = elements.filter((one) => one.matches("button:not([type=button]), input[type=submit]")).map((one) => ({ name: one.name, value: one.value, action: new URL(one.getAttribute("formaction") ?? form.getAttribute("action") ?? "", location.href) })).map(({ action, ...one }) => ({ ...one, action: action.pathname + action.search }));
      const hasLine = elements.some((one) => fields.includes(one.name) && one.matches("input:not([type=hidden])"));
      return { index, buttons, hasLine, fields: [...new Set(fields)].sort() };
    })
    .filter(({ fields, buttons }) => fields.length > 0 && buttons.length > 0);
}

// In the page: sends a form with nothing chosen and this text in each field of text.
function send({ index, button, text }) {
  const form = document.forms[index] && [...document.querySelectorAll("form")][index];
  for (const one of form.elements) {
    // A field that nobody reaches is a trap for robots.
    if (one.tabIndex >= 0 && one.matches("textarea, input:not([type=hidden]):not([type=submit]):not([type=radio]):not([type=checkbox]):not([type=file])")) one.value = text;
    if (one.matches("input[type=radio], input[type=checkbox]")) one.checked = false;
    if (one.tagName === "SELECT" && [...one.options].some(({ value }) => value === "")) one.value = "";
  }
  if (button.name) {
    const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(chosen);
  }
  form.setAttribute("action", button.action); // a button named "action" hides the property
  HTMLFormElement.prototype.submit.call(form);
}

// In the page: what a refused form shows.
function shown() {
  const summaries = [...document.querySelectorAll(".govuk-error-summary")];
  const links = summaries.flatMap((one) => [...one.querySelectorAll("li")]).map((item) => {
    const target = document.getElementById(item.querySelector("a")?.getAttribute("href").slice(1) ?? "");
    const message = [target, target?.closest("fieldset")].flatMap((one) => (one?.getAttribute("aria-describedby") ?? "").split(" ")).some((id) => document.getElementById(id)?.matches(".govuk-error-message"));
    return { text: item.textContent.trim(), leads: Boolean(target?.matches("main input, main select, main textarea")), message };
  });
  return { title: document.title, summaries: summaries.length, links };
}

// In the page: the fields of text of the form that has these fields: [[name, value]].
function textsOf(fields) {
  const named = (form) => [...new Set([...form.elements].filter((one) => one.name && one.matches("input:not([type=hidden]):not([type=submit]), select, textarea")).map((one) => one.name))].sort();
  const form = [...document.querySelectorAll("main form")].find((one) => named(one).join() === fields.join());
  const isText = (one) => one.tabIndex >= 0 && one.autocomplete !== "one-time-code" && one.matches("textarea, input:not([type=hidden]):not([type=submit]):not([type=radio]):not([type=checkbox]):not([type=file])");
  return form ? [...form.elements].filter(isText).map(({ name, value }) => [name, value]) : [["the form", "is not there"]];
}

// Which route an address belongs to: "POST /mon-compte/adresse".
async function postRoutes(site) {
  const routes = (await site.must("routes")).trim().split("\n").map((line) => line.split(/\s+/)).filter(([method]) => method === "POST");
  const shapes = routes.map(([, pattern]) => ({ pattern, shape: new RegExp(`^${pattern.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`) }));
  return (path) => {
    const of = shapes.filter(({ shape }) => shape.test(path));
    // The one with the fewest unknown parts, as the server finds it.
    return of.sort((one, other) => one.pattern.split("{").length - other.pattern.split("{").length)[0]?.pattern ?? path;
  };
}

// A refused form as it stands, in one look.
async function judgeRefusal(page, html, [width, colorScheme]) {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height: 900 });
  await check.framed(page);
  await check.fitsWidth(page);
  await check.validHtml(html);
  await check.accessible(page);
  const { title, summaries, links } = await page.evaluate(shown);
  assert.match(title, /^Erreur\s:/);
  assert.equal(summaries, 1, "one summary");
  assert.ok(links.length > 0, "the summary has links");
  for (const { text, leads, message } of links) {
    assert.ok(leads, `« ${text} » leads to no field`);
    assert.ok(message, `« ${text} » is not said at its field`);
  }
}

// Sends every form of a person's pages (walk.mjs): `accepted` names the routes (with their button's value) that may be sent empty. Returns the
// texts of the refusals by name, for nuFindsNothing().
export async function sendForms(site, page, who, pages, { accepted, atLeast }) {
  const routeOf = await postRoutes(site);
  const findings = [];
  const texts = {};
  const done = new Set();
  const taken = new Set();
  let gone = 0;
  const actOf = (button) => {
    const route = routeOf(button.action.split("?")[0]);
    return button.name ? `${route} ${button.name}=${button.value.replace(/\d+/g, "0")}` : route;
  };
  const there = async (path) => (await page.goto(path)).status() === 200;
  const sent = async (path, form, button, text) => {
    await page.waitForTimeout(PATIENCE_MS[path] ?? 0);
    const [response] = await Promise.all([page.waitForNavigation({ timeout: ANSWER_MS_MAX }), page.evaluate(send, { index: form.index, button, text })]);
    return response;
  };
  for (const { path, text } of pages) {
    if (!/method="post"/.test(mainOf(text))) continue;
    if (!(await there(path))) {
      gone += 1;
      continue;
    }
    const tried = async (act, judge) => {
      try {
        if (await there(path)) await judge();
        else throw new Error("the page is gone");
      } catch (error) {
        findings.push(`${who}, ${path}: ${act}: ${String(error.message).slice(0, 1200)}`);
      }
    };
    const refused = [];
    const isLast = ({ button }) => LAST.includes(button.value);
    const acts = (await page.evaluate(formsHere)).flatMap((form) => form.buttons.map((button) => ({ form, button, act: actOf(button) })));
    const empty = async ({ form, button, act }) => {
      const name = `${act} (${form.fields.join(" ")})`;
      if (done.has(name)) return;
      done.add(name);
      await tried(act, async () => {
        const response = await sent(path, form, button, "");
        if (response.status() < 400) return taken.add(act);
        refused.push({ form, button, act });
        texts[`${who} ${name}`] = await response.text();
        await judgeRefusal(page, texts[`${who} ${name}`], LOOKS[done.size % LOOKS.length]);
      });
    };
    for (const one of acts.filter((one) => !isLast(one))) await empty(one);
    // Texts alone are refused again where something is chosen, too, or where a word must be an address: elsewhere they act.
    const saysMore = ({ form }) => form.fields.length > 1 || form.hasLine;
    for (const { form, button, act } of refused.splice(0).filter(saysMore))
      await tried(act, async () => {
        if ((await sent(path, form, button, MARK)).status() < 400) return;
        assert.match(await page.title(), /^Erreur\s:/);
        // A field of two or four figures gives back the beginning of what it was sent.
        const isKept = (value) => value === MARK || (value.endsWith("…") && MARK.startsWith(value.slice(0, -1)));
        const shownTexts = await page.evaluate(textsOf, form.fields);
        // By name: a list gives one more field, to go on.
        const kept = new Set(shownTexts.filter(([, value]) => isKept(value)).map(([name]) => name));
        const lost = shownTexts.filter(([name]) => !kept.has(name));
        assert.equal(lost.length, 0, `what was typed is lost: ${lost.map((one) => one.join("=")).join(", ")}`);
      });
    for (const one of acts.filter(isLast)) await empty(one);
  }
  for (const act of taken) if (!accepted.includes(act)) findings.push(`${who}: ${act} is accepted empty`);
  for (const act of accepted) if (!taken.has(act)) findings.push(`${who}: ${act} is not accepted empty, or not there`);
  console.log(`      ${who}: ${done.size} forms, ${Object.keys(texts).length} refused, ${gone} pages gone meanwhile`);
  assert.ok(done.size >= atLeast, `${who}: only ${done.size} forms were found`);
  assert.equal(findings.length, 0, `${findings.length} findings\n${findings.join("\n")}`);
  return texts;
}

// Every list with a field of words, asked for words that are nowhere.
export async function askInVain(page, who, pages, { atLeast }) {
  const findings = [];
  const texts = {};
  const asked = new Set();
  for (const { path, text } of pages) {
    if (!/name="q"/.test(mainOf(text))) continue;
    await page.goto(path);
    const lists = await page.evaluate(() =>
      [...document.querySelectorAll("main form[method=get] input[name=q], main form:not([method]) input[name=q]")].map(({ form }) => ({ path: new URL(form.action).pathname, kept: [...form.querySelectorAll("input[type=hidden]")].map(({ name, value }) => [name, value]) })),
    );
    for (const list of lists) {
      if (asked.has(list.path)) continue;
      asked.add(list.path);
      const address = `${list.path}?${new URLSearchParams([...list.kept, ["q", NOWHERE]])}`;
      try {
        page.seen.clear();
        const response = await page.goto(address);
        assert.equal(response.status(), 200);
        texts[`${who} ${address}`] = await response.text();
        const main = (await page.textContent("main")).replace(/\s+/g, " ");
        assert.match(main, /(Aucun|Rien|Personne)/, "says that nothing matches");
        const kept = [...(await page.locator("main input[name=q]").evaluateAll((all) => all.map(({ value }) => value))), ...(await page.locator(".chosen__tag").allTextContents())];
        assert.ok(kept.some((words) => words.includes(NOWHERE)), "what was asked is kept");
        await page.setViewportSize({ width: LOOKS[asked.size % 2][0], height: 900 });
        await check.page(page, { budget: false });
        await check.validHtml(texts[`${who} ${address}`], address);
      } catch (error) {
        findings.push(`${who}, ${address}: ${String(error.message).slice(0, 800)}`);
      }
    }
  }
  console.log(`      ${who}: ${asked.size} lists`);
  assert.ok(asked.size >= atLeast, `${who}: only ${asked.size} lists were found`);
  assert.equal(findings.length, 0, `${findings.length} findings\n${findings.join("\n")}`);
  return texts;
}

