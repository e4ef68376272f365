// What the law, the public and machines ask of a site: it says who answers for it or does not start; it bears its operator's
// name and colours; help, site map, dictionary, licences and security.txt say what is true.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { ROOT } from "./lib/server.mjs";
import { test } from "./lib/runner.mjs";

const REQUIRED = ["publisher", "publisher_address", "publication_director", "host", "host_address", "data_protection", "accessibility_contact", "contact_email"];
const PAGES = ["/aide", "/aide/agents", "/aide/elus", "/aide/partenaires", "/aide/public", "/aide/operateurs", "/aide/relais", "/aide/auditeurs", "/plan-du-site", "/mentions-legales", "/conditions-d-utilisation", "/donnees-personnelles", "/donnees-personnelles/durees", "/accessibilite", "/accessibilite/criteres", "/accessibilite/criteres?theme=11", "/accessibilite/criteres?theme=99", "/sources", "/sources?liste=entiere", "/donnees-ouvertes/dictionnaire", "/donnees-ouvertes/dictionnaire?fichier=supports"];

test("help and legal pages are correct, accessible and light", async ({ demo, visitor }) => {
    const site = await demo();
  const [phone, desk] = [await visitor({ width: PHONE, dark: true, baseURL: site.url }), await visitor({ baseURL: site.url })];
  await check.visitByTurns([phone, desk], PAGES);
  await check.visit(phone, "/aide/personne", { status: 404 });
});

test("a real service does not start while the law's names are blank, and says which", async ({ instance }) => {
  const blank = Object.fromEntries(REQUIRED.map((key) => [`TREMPLIN_${key.toUpperCase()}`, undefined]));
  const site = await instance({ env: blank });
  const { code, err } = await site.command("serve", "--port", "0");
  assert.equal(code, 2, err);
  for (const key of REQUIRED) assert.match(err, new RegExp(`\\n  ${key}\\b`), key);
  const almost = await instance({ env: { TREMPLIN_HOST: undefined } });
  const second = await almost.command("serve", "--port", "0");
  assert.equal(second.code, 2);
  assert.match(second.err, /vides\s:\n  host\n/);
});

test("the legal notice says who publishes, directs and hosts, as text and nothing else", async ({ instance, visitor }) => {
  const site = await (await instance({ env: { TREMPLIN_PUBLISHER: "Ville <script>alert(1)</script> & « Cie »" } })).serve();
  const page = await visitor({ baseURL: site.url, javascript: false });
  await check.visit(page, "/mentions-legales");
  const text = await page.textContent("main");
  for (const words of ["Ville <script>alert(1)</script> & « Cie »", "Camille Essai, directrice", "Hébergeur d’essai", "02 00 00 00 00"]) assert.ok(text.includes(words), words);
  assert.ok((await (await fetch(`${site.url}/donnees-personnelles`)).text()).includes("dpo@essai.example"));
  assert.ok((await (await fetch(`${site.url}/accessibilite`)).text()).includes("accessibilite@essai.example"));
});

test("search engines are shown the public pages of a real service and none of a demonstration", async ({ demo, instance }) => {
  const shown = await demo();
  assert.match((await shown.get("/robots.txt")).text, /^User-agent: \*\nDisallow: \/\n$/);
  const site = await (await instance()).serve();
  const robots = await site.get("/robots.txt");
  assert.match(robots.headers.get("content-type"), /^text\/plain/);
  assert.ok(robots.text.includes(`Sitemap: ${site.url}/sitemap.xml`));
  assert.doesNotMatch(robots.text, /Disallow: \/\n/);
  const security = await site.get("/.well-known/security.txt");
  assert.equal(security.status, 200);
  assert.match(security.headers.get("content-type"), /^text\/plain/);
  const expires = Date.parse(security.text.match(/^Expires: (.*)$/m)[1]);
  assert.ok(expires > Date.now() && expires < Date.now() + 365 * 86_400_000, security.text);
  assert.match(security.text, /^Contact: mailto:/m);
});

// A picture of one colour, as small as PNG allows.
function png(width, height) {
  const crcTable = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n) >>> 0);
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const crc = (body.reduce((c, byte) => crcTable[(c ^ byte) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
    const out = Buffer.alloc(8 + body.length);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc, 4 + body.length);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; ++x) line.set([0x7a, 0x1f, 0x4b], 1 + x * 3);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.concat(Array(height).fill(line)))), chunk("IEND", Buffer.alloc(0))]);
}

test("a second brand: its name, logo, colours and links, readable in both schemes", async ({ instance, visitor }) => {
  const made = await instance();
  const logo = join(made.folder, "logo.png");
  writeFileSync(logo, png(176, 88));
  const site = await instance({
    env: {
      TREMPLIN_SITE_NAME: "Ensemble Bretagne",
      TREMPLIN_SITE_SHORT_NAME: "Ensemble",
      TREMPLIN_SITE_TAGLINE: "Les outils numériques des communes bretonnes",
      TREMPLIN_LOGO_FILE: logo,
      TREMPLIN_LOGO_ALT: "Région d’essai",
      TREMPLIN_BRAND_COLOUR: "#7a1f4b",
      TREMPLIN_ACCENT_COLOUR: "#8a3b00",
      TREMPLIN_FOOTER_LINKS: "La région=https://www.example.fr|Règles=/campagnes",
    },
  });
  await site.serve();
  for (const [width, dark] of [[PHONE, false], [DESK, false], [DESK, true]]) {
    const page = await visitor({ baseURL: site.url, width, dark });
    for (const path of ["/", "/campagnes", "/connexion", "/aide"]) await check.visit(page, path);
    assert.match(await page.title(), /– Ensemble$/);
    assert.equal(await page.getAttribute(".site-brand img", "alt"), "Région d’essai");
    assert.deepEqual(await page.locator(".site-brand img").evaluate((img) => [img.naturalWidth, img.width, img.height]), [176, 88, 44]);
    const colour = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--brand").trim());
    if (dark) assert.notEqual(colour, "#7a1f4b", "the dark scheme has a lighter shade");
    else assert.equal(colour, "#7a1f4b");
    assert.equal(await page.locator('footer a[href="https://www.example.fr"]').count(), 1);
    await page.goto("/");
    if (process.env.TREMPLIN_PICTURES) await page.screenshot({ path: join(process.env.TREMPLIN_PICTURES, `second-brand-${width}${dark ? "-dark" : ""}.png`) });
  }
});

test("a colour that cannot be read and a logo that is none stop the start with a sentence", async ({ instance }) => {
  const faint = await instance({ env: { TREMPLIN_BRAND_COLOUR: "#ffd34d" } });
  const { code, err } = await faint.command("serve", "--port", "0");
  assert.notEqual(code, 0);
  assert.match(err, /brand_colour.*liens sur la page.*donne 1,4, il faut 4,5.*La nuance la plus proche/s);
  const near = err.match(/convient.*(#[0-9a-f]{6})/)[1];
  const mended = await (await instance({ env: { TREMPLIN_BRAND_COLOUR: near } })).serve();
  assert.equal((await mended.get("/")).status, 200);
  const drawing = await instance();
  const file = join(drawing.folder, "logo.svg");
  writeFileSync(file, "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
  const svg = await instance({ env: { TREMPLIN_LOGO_FILE: file, TREMPLIN_LOGO_ALT: "x" } });
  const refused = await svg.command("serve", "--port", "0");
  assert.notEqual(refused.code, 0);
  assert.match(refused.err, /PNG/);
});

test("every column and field that is published has its line in the dictionary", async ({ demo }) => {
  const site = await demo();
  const { files } = JSON.parse((await site.get("/donnees-ouvertes/dictionnaire.json")).text);
  assert.ok(files.length >= 5);
  for (const { name, line, columns } of files) {
    assert.ok(line.length > 5, name);
    for (const column of columns) assert.ok(column.meaning.length > 3, `${name}.${column.name} has no meaning`);
    const known = new Set(columns.map((column) => column.name));
    const [header] = (await site.get(`/api/v1/campaigns/france-relance-2021/${name}.csv`)).text.replace("\ufeff", "").split(/\r?\n/);
    for (const column of header.split(",")) assert.ok(known.has(column), `${name}.csv: ${column} is not in the dictionary`);
    const { items } = JSON.parse((await site.get(`/api/v1/campaigns/france-relance-2021/${name}?per_page=100`)).text);
    for (const field of new Set(items.flatMap(Object.keys))) assert.ok(known.has(field), `${name} (JSON): ${field} is not in the dictionary`);
  }
});

test("paper shows the content alone, black on white", async ({ demo, visitor }) => {
  const site = await demo();
  const page = await visitor({ baseURL: site.url, dark: true });
  for (const path of ["/", "/campagnes/france-relance-2021", "/propositions/P-2021-001", "/campagnes/france-relance-2021/resultats", "/mentions-legales"]) {
    await page.goto(path);
    await page.emulateMedia({ media: "print" });
    for (const hidden of [".govuk-service-navigation", ".site-tools", ".govuk-footer"]) assert.equal(await page.locator(hidden).first().isVisible(), false, `${path}: ${hidden}`);
    assert.ok(await page.locator("h1").isVisible(), path);
    const beside = await page.evaluate(() => [...document.querySelectorAll('main a.govuk-link[href^="/"]')].map((link) => getComputedStyle(link, "::after").content));
    assert.ok(beside.every((content) => content === "none"), `${path}: no path of ours beside a link`);
    const [colour, behind] = await page.evaluate(() => [getComputedStyle(document.querySelector("h1")).color, getComputedStyle(document.body).backgroundColor]);
    assert.ok(colour.match(/\d+/g).slice(0, 3).every((part) => Number(part) < 60), `${path}: ${colour}`);
    assert.ok(["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(behind), `${path}: ${behind}`);
  }
});

test("each evidence of the security file is a test that exists, and the list of software is that of the packages", () => {
  const file = readFileSync(join(ROOT, "docs", "legal", "security.md"), "utf8");
  const sources = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : /\.(cpp|mjs)$/.test(entry.name) ? [readFileSync(join(folder, entry.name), "utf8")] : []));
  const tests = sources(join(ROOT, "tests")).join("\n");
  const names = [...file.matchAll(/`([a-z0-9]+(?:_[a-z0-9]+){3,})`/g)].map((match) => match[1]);
  assert.ok(names.length > 15, `${names.length} evidences`);
  for (const name of names) assert.ok(new RegExp(`TEST(?:_[FP])?\\(\\s*\\w+,\\s*${name}\\)`).test(tests), `docs/legal/security.md: no test ${name}`);
  for (const [, path] of file.matchAll(/`(tests\/[\w./]+)`/g)) assert.ok(readFileSync(join(ROOT, path)).length > 0, path);
  execFileSync("node", [join(ROOT, "tools", "software.mjs"), "--check"], { stdio: "pipe" });
});
