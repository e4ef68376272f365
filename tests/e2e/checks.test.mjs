// The checks themselves: each sees the fault that it is there for, in the look where it shows, and nothing on a page without it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { test } from "./lib/runner.mjs";
import { nuFindsNothing } from "./lib/walk.mjs";

const page = ({ main = "", style = "" } = {}) => `<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Essai des contrôles</title>
<link rel="stylesheet" href="/style.css?${encodeURIComponent(style)}">
<link rel="icon" href="data:,">
</head>
<body>
<main>
<h1>Essai</h1>
<p class="text">Une phrase entière.</p>
<form action="/" method="get"><label for="q">Mots</label> <input id="q" name="q"> <button>Chercher</button></form>
${main}
</main>
</body>
</html>
`;
const STYLE = "body { color: #111; background: #fff } @media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } }\n";

// Serves the pages { path: html } and the style that they name; calls use(url).
async function served(pages, use) {
  const server = createServer((asked, answer) => {
    const { pathname, search } = new URL(asked.url, "http://x");
    const isStyle = pathname === "/style.css";
    answer.writeHead(isStyle || pages[pathname] ? 200 : 404, { "content-type": isStyle ? "text/css" : "text/html; charset=utf-8" });
    answer.end(isStyle ? STYLE + decodeURIComponent(search.slice(1)) : (pages[pathname] ?? ""));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  try {
    await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const LOOKS = [PHONE, DESK].flatMap((width) => [false, true].map((dark) => ({ width, dark, look: `${width} ${dark ? "dark" : "light"}` })));
const DIM = ".text { color: #555 }";
const WIDE = ".text { width: 900px }";

// What is planted, what must be said, and in which looks (all of them unless it is said).
const FAULTS = [
  ["a field without a label", { main: '<form action="/a" method="get"><input name="sans"><button>Ici</button></form>' }, /axe-core[^]*label:/],
  ["a picture without a name", { main: '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">' }, /axe-core[^]*image-alt:/],
  ["text too dim in the dark scheme", { style: `@media (prefers-color-scheme: dark) { ${DIM} }` }, /axe-core[^]*color-contrast:/, ["360 dark", "1280 dark"]],
  ["text too dim in the light scheme", { style: ".text { color: #bbb }" }, /axe-core[^]*color-contrast:/, ["360 light", "1280 light"]],
  ["text too dim on a phone in the dark", { style: `@media (prefers-color-scheme: dark) and (width < 400px) { ${DIM} }` }, /axe-core[^]*color-contrast:/, ["360 dark"]],
  ["a width that only a desk has", { style: `@media (width < 400px) { ${WIDE} }` }, /scrolls sideways/, ["360 light", "360 dark"]],
  ["two titles", { main: "<h1>Encore</h1>" }, /h1/],
  ["another's picture", { main: '<img alt="" src="http://127.0.0.1:9/x.png">' }, /asked others/],
  ["a script that fails", { main: "<script>absente()</script>" }, /complained/],
  ["too many elements", { main: "<p>a</p>".repeat(check.PUBLIC.elements) }, /at most 350 elements/],
];

test("each fault is seen by the check of a page in the looks where it shows, and in no other", async ({ visitor }) => {
  const pages = Object.fromEntries([["/", page()], ...FAULTS.map(([, planted], i) => [`/${i}`, page(planted)])]);
  await served(pages, async (baseURL) => {
    for (const { width, dark, look } of LOOKS) {
      const browser = await visitor({ width, dark, baseURL });
      const judged = async (path) => {
        browser.seen.clear();
        await browser.goto(path);
        await check.page(browser);
      };
      await judged("/");
      for (const [i, [name, , said, looks]] of FAULTS.entries())
        if (!looks || looks.includes(look)) await assert.rejects(judged(`/${i}`), said, `${name} (${look})`);
        else await judged(`/${i}`);
    }
  });
});

test("what was judged once is judged again in another colour scheme, and when anything but a number differs", async ({ visitor }) => {
  const dim = { style: `@media (prefers-color-scheme: dark) { ${DIM} }` };
  const pages = { "/12": page({ ...dim, main: "<p>12 mots</p>" }), "/13": page({ ...dim, main: "<p>13 mots</p>" }), "/bad": page({ ...dim, main: '<p>13 mots</p><div role="bouton">x</div>' }) };
  await served(pages, async (baseURL) => {
    const browser = await visitor({ baseURL });
    for (const path of ["/12", "/13"]) {
      await browser.goto(path);
      await check.accessible(browser);
    }
    await browser.emulateMedia({ colorScheme: "dark" });
    await assert.rejects(check.accessible(browser), /color-contrast/);
    await browser.emulateMedia({ colorScheme: "light" });
    await browser.goto("/bad");
    await assert.rejects(check.accessible(browser), /aria-roles/);
  });
});

test("the checkers of sources see a number of an element given twice, presentation and what HTML does not have", async () => {
  await check.validHtml(page());
  await nuFindsNothing({ page: page() });
  const twice = page({ main: '<p id="a">x</p><p id="a">y</p>' });
  await assert.rejects(check.validHtml(twice), /no-dup-id/);
  await assert.rejects(nuFindsNothing({ page: page(), twice }), /twice:.*Duplicate ID/);
  await assert.rejects(check.validHtml(page({ main: '<p style="color: red">x</p>' })), /no-inline-style/);
  await assert.rejects(check.validHtml(page({ main: "<p><div>x</div></p>" })), /element-permitted|close-order|no-implicit-close/);
});
