// What a person who reads, hears or drives a page otherwise than most relies on, read from pages as they stand: one visit
// of each page of the RGAA sample, everything recorded, so that each test asserts one rule (tests/e2e/accessibility.test.mjs).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./server.mjs";

// docs/accessibility/rgaa.toml, read as plainly as it is written: one key a line.
export function rgaa() {
  const text = readFileSync(join(ROOT, "docs", "accessibility", "rgaa.toml"), "utf8");
  const [head, ...blocks] = text.split("[[criterion]]\n");
  const value = (block, key) => block.match(new RegExp(`^${key} = (.*)$`, "m"))?.[1];
  const read = (block, key) => (value(block, key) === undefined ? undefined : JSON.parse(value(block, key)));
  return {
    date: read(head, "date"),
    sample: read(head, "sample"),
    criteria: blocks.map((block) => ({
      number: read(block, "number"),
      title: read(block, "title"),
      state: read(block, "state"),
      how: read(block, "how"),
      looked: read(block, "looked"), // the day when somebody looked
      evidence: read(block, "evidence") ?? [],
    })),
  };
}

// Runs in the page: everything that the rules ask of its elements.
function read() {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)];
  const where = (element) => `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ""}${element.className?.baseVal === undefined && element.className ? `.${[...element.classList].join(".")}` : ""}`;
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const name = (element) => {
    const by = element.getAttribute("aria-labelledby");
    if (by) return by.split(" ").map((id) => words(document.getElementById(id))).join(" ");
    return (element.getAttribute("aria-label") ?? (words(element) || element.getAttribute("title") || [...element.querySelectorAll("img[alt]")].map((img) => img.alt).join(" "))).trim();
  };
  const fields = all("main input:not([type=hidden]):not([type=submit]), main select, main textarea").filter(shown);
  return {
    title: document.title,
    language: document.documentElement.lang,
    doctype: document.doctype?.name,
    headings: all("h1, h2, h3, h4, h5, h6").map((h) => ({ level: Number(h.tagName[1]), text: words(h) })),
    media: all("iframe, frame, video, audio, object, embed, canvas, marquee, blink, meta[http-equiv=refresh]").map(where),
    unnamedPictures: all("img, svg, [role=img]").filter((e) => shown(e) && !e.closest("[aria-hidden=true]") && e.closest("[role=img]") === (e.getAttribute("role") === "img" ? e : null) && !(e.tagName === "IMG" ? e.hasAttribute("alt") : name(e))).map(where),
    namedDecoration: all("[aria-hidden=true][aria-label], img[alt=''][title]").map(where),
    unnamedFigures: all("figure").filter((f) => !f.querySelector("figcaption") && !f.getAttribute("aria-label") && !f.getAttribute("aria-labelledby")).map(where),
    drawingsWithoutTable: all(".tilemap, .columns").filter((d) => !document.querySelector("main table")).map(where),
    tables: all("table").map((table) => ({ caption: words(table.caption ?? document.createElement("i")), headers: table.querySelectorAll("th").length, unscoped: table.querySelectorAll("th:not([scope])").length, nested: Boolean(table.querySelector("table")) })),
    links: all("a[href]").filter(shown).map((a) => ({ name: name(a), context: words(a.closest("li, p, td, dd") ?? a), href: a.href, target: a.target, inText: Boolean(a.closest("main p")) && !a.matches(".govuk-button") && !a.closest(".choices, [class*=pagination], [role=navigation]"), underlined: getComputedStyle(a).textDecorationLine.includes("underline") })),
    buttons: all("button, input[type=submit]").filter(shown).map((b) => (b.tagName === "INPUT" ? b.value : name(b))),
    hiddenFocus: all("[aria-hidden=true]").flatMap((e) => [e, ...e.querySelectorAll("*")]).filter((e) => e.tabIndex >= 0 && shown(e) && e.matches("a[href], button, input, select, textarea, [tabindex]")).map(where),
    positiveTab: all("[tabindex]").filter((e) => e.tabIndex > 0).map(where),
    presentation: all("b, i, u, s, center, font, big, tt, strike, [style], [align], [bgcolor], [border], [width]:not(svg, svg *, img, col)").map(where),
    emptyParagraphs: all("main p").filter((p) => shown(p) && p.childElementCount === 0 && words(p) === "").map(where),
    landmarks: ["header", "nav", "main", "footer"].map((tag) => all(`body > ${tag}, body > div > ${tag}, body > * > * > ${tag}, header nav`).filter((e, i, list) => e.matches(tag) && list.indexOf(e) === i).length),
    unnamedNavigations: all("nav").filter((nav) => !nav.getAttribute("aria-label") && !nav.getAttribute("aria-labelledby")).map(where),
    menu: all("header nav a").map((a) => `${words(a)} ${a.getAttribute("href")}`).join(" | "),
    footer: all("footer a").map((a) => `${words(a)} ${a.getAttribute("href")}`).join(" | "),
    skip: [all("a")[0]?.getAttribute("href"), document.querySelector(all("a")[0]?.getAttribute("href") || "nothing")?.tagName],
    fields: fields.map((field) => {
      const label = field.labels?.[0];
      const box = field.getBoundingClientRect();
      const near = label?.getBoundingClientRect();
      const gap = near ? Math.max(0, near.left - box.right, box.left - near.right) + Math.max(0, near.top - box.bottom, box.top - near.bottom) : Infinity;
      // Hints and messages stand between the label and its field.
      const between = (field.getAttribute("aria-describedby") ?? "").split(" ").reduce((sum, id) => sum + (document.getElementById(id)?.getBoundingClientRect().height ?? 0), 0);
      const name_ = label ? words(label) : (field.getAttribute("aria-label") ?? "");
      return { where: where(field), type: field.type, name: name_, gap: label ? Math.max(0, gap - between) : 0, isShownLabel: Boolean(label), legend: words(field.closest("fieldset")?.querySelector("legend") ?? document.createElement("i")), autocomplete: field.autocomplete, groups: field.querySelectorAll?.("optgroup").length ?? 0, options: field.options?.length ?? 0 };
    }),
    inlineEvents: all("*").filter((e) => [...e.attributes].some((a) => a.name.startsWith("on"))).map(where),
    moving: document.getAnimations().map((a) => String(a.effect?.target?.className)),
    tooltips: all("main [title]:not(iframe), header [title], footer [title]").map(where),
    live: all("[role=status], [role=alert], [aria-live]").map(where),
  };
}

// Visits every path once; returns [{ path, source, ...what read() saw }].
export async function survey(page, paths) {
  const seen = [];
  for (const path of paths) {
    const response = await page.goto(path);
    seen.push({ path, status: response.status(), source: await response.text(), ...(await page.evaluate(read)) });
  }
  return seen;
}

// The contrast of two CSS colours "rgb(…)", as WCAG computes it.
export function contrast(one, other) {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
