// Whoever runs it: the log names nobody, health and metrics say what is true, the API is as its description says.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { Person, copyOfDemo, formsOf } from "./lib/person.mjs";
import { test } from "./lib/runner.mjs";
import { ROOT, engines, freePort, pause, raw } from "./lib/server.mjs";

const newAjv = () => new Ajv({ strict: false, allErrors: true, formats: { "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ } });

async function becomes(wanted, ask, ms) {
  const until = Date.now() + ms;
  let last;
  while (Date.now() < until) {
    last = await ask();
    if (last === wanted) return Date.now();
    await pause(50);
  }
  assert.fail(`${last} instead of ${wanted} after ${ms} ms`);
}

const statusOf = async (url) => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1500) })).status;
  } catch {
    return 0;
  }
};

const QUICK = { silence: 300 }; // ms after which a connection kept open is left
const linesOf = (log) => log.split("\n").filter((line) => line && !line.startsWith("Tremplin répond"));

test("the log says what was answered, in its documented form, and nothing that a person typed", async ({ instance }) => {
  const site = await (await copyOfDemo(instance)).serve("--demo");
  const canary = `zq${randomUUID().slice(0, 8)}`;
  const email = `${canary}@ville-29001.fr`;
  const person = new Person(site);
  await person.signInByMail(email);
  await person.actFor("29001");
  const code = (await site.mails.lastMailTo(email)).code;
  const typed = `${canary} "guillemets" \\ \r\n{"at":"${canary}","event":"answer"}`;
  for (const path of [`/recherche?q=${canary}`, `/${canary}`, `/collectivites/${canary}`, `/connexion/lien/${canary}`, `/api/v1/authorities?q=${canary}`, `/api/v1/campaigns/${canary}/supports?after=${canary}`]) await person.get(path);
  // Then every field of every form within reach.
  for (const path of ["/connexion", "/mon-compte", "/mon-compte/collectivites/ajouter", "/mon-compte/jetons", "/campagnes/services-petites-communes/contribuer/besoin", "/soutenir?proposition=P-2026-001", "/contact"]) {
    const shown = await person.get(path);
    for (const form of formsOf(shown.text).filter(({ action }) => !action.includes("deconnexion")))
      await person.post(form.action, form.fields.map(([name, value]) => [name, name.startsWith("_") ? value : typed]));
  }
  await new Person(site).submit("/connexion", { email: `${canary}@${canary}.example` });
  await new Person(site).submit("/connexion", { email: typed });
  await person.get("/", { "user-agent": canary, referer: `http://x/${canary}`, "x-request-id": `${canary}` });
  await fetch(`${site.url}/api/v1/proposals/P-2026-001/support`, { method: "PUT", headers: { authorization: `Bearer ${canary}`, "idempotency-key": canary + canary } });
  const port = Number(new URL(site.url).port);
  await raw(site, `GET /${canary}%0d%0a{"event":"answer"} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`, QUICK);
  await raw(site, `${canary} / HTTP/1.1\r\nHost: ${canary}\r\n\r\n`, QUICK);
  await raw(site, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-A: ${canary}\n{"event":"answer"}\r\n\r\n`, QUICK);
  const cookies = [...person.cookies.values()];
  await site.stop();
  const lines = linesOf(site.log);
  assert.ok(lines.length > 25, `${lines.length} lines`);
  const fits = newAjv().compile(JSON.parse(readFileSync(join(ROOT, "docs/operations/log-line.schema.json"), "utf8")));
  for (const line of lines) assert.ok(fits(JSON.parse(line)), `${line}\n${JSON.stringify(fits.errors)}`);
  for (const secret of [canary, email, code, ...cookies]) assert.ok(!site.log.includes(secret), `the log holds ${secret}`);
  const answers = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "answer");
  for (const [route, role] of [["/recherche", "member"], ["/healthz", "none"], ["/collectivites/{reference}", "member"]])
    assert.ok(answers.some((one) => one.route === route && one.role === role), `${route} as ${role}`);
  assert.ok(answers.some(({ route, status }) => route === "none" && status === 404), "no route");
});

test("after SIGTERM /readyz says no while everything is still answered, then the process ends well", async ({ instance }) => {
  const site = await (await instance({ env: { TREMPLIN_DRAIN_SECONDS: "2" } })).serve();
  assert.equal(await statusOf(`${site.url}/readyz`), 200);
  const stopped = site.stop();
  await becomes(503, () => statusOf(`${site.url}/readyz`), 500);
  assert.equal(await statusOf(`${site.url}/`), 200);
  assert.equal(await statusOf(`${site.url}/healthz`), 200);
  assert.equal(await stopped, 0);
});

if (engines().includes("postgresql"))
  test("a lost database is known to /readyz and /metrics within two seconds, and its return too", async ({ instance }) => {
    // Tremplin reaches PostgreSQL through a proxy that can be cut.
    const site = await instance({ engine: "postgresql", env: { PGCONNECT_TIMEOUT: "2" } });
    const server = new URL(process.env.TREMPLIN_TEST_POSTGRES);
    const sockets = new Set();
    const open = (port) =>
      new Promise((done) => {
        const proxy = createServer((client) => {
          const behind = connect(Number(server.port), server.hostname);
          for (const [one, other] of [[client, behind], [behind, client]]) {
            sockets.add(one);
            one.on("error", () => other.destroy());
            one.on("close", () => (sockets.delete(one), other.destroy()));
            one.pipe(other);
          }
        }).listen(port, "127.0.0.1", () => done(proxy));
      });
    let proxy = await open(0);
    const { port } = proxy.address();
    const metricsPort = await freePort();
    const through = new URL(site.database);
    through.hostname = "127.0.0.1";
    through.port = port;
    site.settings.TREMPLIN_DATABASE = through.href;
    site.settings.TREMPLIN_METRICS_PORT = String(metricsPort);
    await site.serve();
    const metrics = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    assert.equal(await statusOf(`${site.url}/readyz`), 200);
    assert.match(await metrics(), /^tremplin_database_up 1$/m);
    const cut = Date.now();
    proxy.close();
    for (const socket of sockets) socket.destroy();
    const known = await becomes(503, () => statusOf(`${site.url}/readyz`), 2500);
    assert.ok(known - cut <= 2100, `known after ${known - cut} ms`);
    assert.equal(await statusOf(`${site.url}/healthz`), 200);
    const lost = await metrics();
    assert.match(lost, /^tremplin_database_up 0$/m);
    assert.match(lost, /^tremplin_ready 0$/m);
    proxy = await open(port);
    await becomes(200, () => statusOf(`${site.url}/readyz`), 10_000);
    assert.equal(await statusOf(`${site.url}/campagnes`), 200);
    await site.stop();
    proxy.close();
    for (const socket of sockets) socket.destroy();
  });

test("metrics stand on their own port, behind their token, bounded, and never on the site's", async ({ instance }) => {
  const token = "un-jeton-de-metriques";
  const port = await freePort();
  const env = { TREMPLIN_METRICS_PORT: String(port), TREMPLIN_METRICS_TOKEN: token };
  const site = await (await copyOfDemo((options) => instance({ ...options, env }))).serve("--demo");
  const person = await new Person(site).signInAs("operateur").catch(() => undefined);
  // A page is in the cache until something is written, by a job too: one of these comes from it.
  for (const path of ["/", ...Array(20).fill("/campagnes"), "/nulle-part", "/assets/rien.css"]) await site.get(path);
  const metrics = `http://127.0.0.1:${port}/metrics`;
  assert.equal(await statusOf(metrics), 401);
  assert.equal((await fetch(metrics, { headers: { authorization: "Bearer un-autre-jeton-de-metriques" } })).status, 401);
  assert.equal((await site.get("/metrics")).status, 404);
  assert.equal(await statusOf(`http://127.0.0.1:${port}/campagnes`), 404, "nothing else is served there");
  assert.equal(await statusOf(`http://127.0.0.1:${port}/readyz`), 200);
  const answer = await fetch(metrics, { headers: { authorization: `Bearer ${token}` } });
  assert.match(answer.headers.get("content-type"), /^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  const series = text.split("\n").filter((line) => line && !line.startsWith("#"));
  assert.ok(series.length <= 300, `${series.length} series`);
  for (const wanted of [/^tremplin_route_answers_total\{route="GET \/campagnes"\} (?:[2-9]|\d\d)/m, /^tremplin_page_cache_total\{result="hit"\} [1-9]/m, /^tremplin_supports\{state="counted"\} [1-9]/m, /^tremplin_contributions\{outcome="grouped"\} [1-9]/m, /^tremplin_journal_entries [1-9]/m, /^tremplin_database_bytes [1-9]/m, /^tremplin_database_wal_bytes \d/m, /^tremplin_ready 1$/m])
    assert.match(text, wanted);
  for (const one of series) assert.ok(!/[0-9a-f]{16}|@|rien\.css/.test(one), one);
  const promtool = spawnSync("promtool", ["check", "metrics"], { input: text });
  if (!promtool.error) assert.equal(promtool.status, 0, String(promtool.stderr) + promtool.stdout);
  assert.ok(person === undefined || person.isSignedIn);
  const refused = await (await instance({ env: { TREMPLIN_METRICS_PORT: String(port), TREMPLIN_METRICS_ADDRESS: "0.0.0.0" } })).command("serve", "--port", "0");
  assert.equal(refused.code, 2);
  assert.match(refused.err, /metrics_address au-delà de cette machine veut un metrics_token/);
});

// The schema without room for members that it does not name: what is answered and not described is found.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== "object") return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if (copy.properties && copy.type === "object") copy.additionalProperties = false;
  return copy;
}

test("every answer of the API is as its description says, and its examples are", async ({ demo, instance }) => {
  const site = await demo();
  const document = JSON.parse((await site.get("/api/v1/openapi.json")).text);
  assert.equal(document.openapi, "3.1.0");
  const routes = (await site.must("routes")).split("\n").map((line) => line.trim().split(/\s+/)).filter(([, path]) => path?.startsWith("/api/"));
  const declared = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  assert.deepEqual(declared.sort(), routes.map(([method, path]) => `${method} ${path}`).sort());
  const ajv = newAjv();
  ajv.addSchema({ $id: "api", components: closed(document.components) });
  const compiled = new Map();
  const validator = (schema) => {
    const text = JSON.stringify(closed(schema)).replaceAll('"#/components', '"api#/components');
    if (!compiled.has(text)) compiled.set(text, ajv.compile(JSON.parse(text)));
    return compiled.get(text);
  };
  const valid = (schema, value, what) => {
    const fits = validator(schema);
    assert.ok(fits(value), `${what}: ${JSON.stringify(fits.errors?.slice(0, 4))}`);
  };
  for (const [path, methods] of Object.entries(document.paths))
    for (const operation of Object.values(methods))
      for (const content of Object.values(operation.responses["200"].content)) if (content.example !== undefined) valid(content.schema, content.example, `example of ${path}`);
  // Asks, and holds the answer against what is declared for its status and type.
  const fresh = await (await instance()).serve();
  const asked = async (from, method, pattern, path, headers = {}) => {
    const answer = await fetch(from.url + path, { method, headers });
    const text = await answer.text();
    const response = document.paths[pattern][method.toLowerCase()].responses[answer.status];
    assert.ok(response, `${method} ${path}: ${answer.status} is not described: ${text.slice(0, 200)}`);
    const type = answer.headers.get("content-type").split(";")[0];
    assert.ok(response.content[type], `${method} ${path}: ${type} is not described`);
    if (type.endsWith("json")) valid(response.content[type].schema, JSON.parse(text), `${method} ${path}`);
    return { status: answer.status, body: type.endsWith("json") ? JSON.parse(text) : text };
  };
  const slugs = (await asked(site, "GET", "/api/v1/campaigns", "/api/v1/campaigns")).body.map(({ slug }) => slug);
  assert.ok(slugs.length >= 2);
  for (const list of ["contributions", "proposals", "supports", "decisions", "attachments"]) {
    const pattern = `/api/v1/campaigns/{slug}/${list}`;
    for (const slug of slugs) {
      const first = await asked(site, "GET", pattern, `/api/v1/campaigns/${slug}/${list}?per_page=100`);
      if (first.body.next) assert.equal((await asked(site, "GET", pattern, `/api/v1/campaigns/${slug}/${list}?after=${first.body.next}`)).status, 200);
    }
    const filters = document.paths[pattern].get.parameters.filter((one) => one.in === "query" && !["per_page", "after"].includes(one.name));
    assert.ok(filters.length >= 1, list);
    // What narrows a list gives exactly the lines of the whole list that hold the value.
    const whole = [];
    for (let after = ""; after !== null; ) {
      const { body } = await asked(site, "GET", pattern, `/api/v1/campaigns/${slugs[0]}/${list}?per_page=100&after=${after}`);
      whole.push(...body.items);
      after = whole.length >= 1000 ? null : body.next;
    }
    for (const { name, schema } of filters) {
      const column = { authority: "authority_code", theme: list === "proposals" ? "themes" : "theme" }[name] ?? name;
      const holds = (line, value) => (Array.isArray(line[column]) ? line[column].includes(value) : line[column] === value);
      const value = [whole.find((line) => line[column]?.length)?.[column]].flat()[0];
      if (value === undefined) continue;
      const { body } = await asked(site, "GET", pattern, `/api/v1/campaigns/${slugs[0]}/${list}?per_page=100&${name}=${encodeURIComponent(value)}`);
      assert.ok(body.items.length > 0 && body.items.every((line) => holds(line, value)), `${list} by ${name}=${value}`);
      if (whole.length < 1000) assert.equal(body.total, whole.filter((line) => holds(line, value)).length, `${list} by ${name}=${value}`);
      assert.equal((await asked(site, "GET", pattern, `/api/v1/campaigns/${slugs[0]}/${list}?${name}=${"x".repeat(101)}`)).status, 400);
      assert.equal((await asked(site, "GET", pattern, `/api/v1/campaigns/${slugs[0]}/${list}?${name}=a&${name}=b`)).status, 400);
      if (!schema.enum) assert.equal((await asked(site, "GET", pattern, `/api/v1/campaigns/${slugs[0]}/${list}?${name}=${encodeURIComponent("' OR 1=1 --")}`)).body.total, 0);
    }
    assert.equal((await asked(site, "GET", pattern, `/api/v1/campaigns/aucune/${list}`)).status, 404);
    assert.equal((await asked(site, "GET", pattern, `/api/v1/campaigns/${slugs[0]}/${list}?per_page=0`)).status, 400);
    assert.equal((await asked(site, "GET", `${pattern}.csv`, `/api/v1/campaigns/${slugs[0]}/${list}.csv`)).status, 200);
    assert.equal((await asked(site, "GET", `${pattern}.csv`, `/api/v1/campaigns/aucune/${list}.csv`)).status, 404);
  }
  for (const [base, things] of [["/api/v1/campaigns/{slug}/figures", slugs], ["/api/v1/proposals/{reference}/figures", ["P-2021-001", "P-2026-001"]]])
    for (const thing of [...things, "aucune"]) {
      const path = base.replace(/\{\w+\}/, thing);
      assert.equal((await asked(site, "GET", base, path)).status, thing === "aucune" ? 404 : 200);
      const file = document.paths[`${base}/{file}`].get.parameters.find(({ name }) => name === "file").schema.enum[0];
      assert.equal((await asked(site, "GET", `${base}/{file}`, `${path}/${file}`)).status, thing === "aucune" ? 404 : 200);
    }
  for (const query of ["", "?q=saint-denis", "?kind=epci&per_page=50", "?kind=aucune", "?per_page=x"]) await asked(site, "GET", "/api/v1/authorities", `/api/v1/authorities${query}`);
  // A wrong parameter is one kind of answer everywhere: 400, with what the description says of it.
  for (const [pattern, path] of [["/api/v1/authorities", "/api/v1/authorities"], ["/api/v1/journal/heads", "/api/v1/journal/heads"], ["/api/v1/campaigns/{slug}/supports", `/api/v1/campaigns/${slugs[0]}/supports`]]) {
    const { schema } = document.paths[pattern].get.parameters.find(({ name }) => name === "per_page");
    for (const wrong of ["per_page=400", "per_page=0", "per_page=x", "after=zzz"]) {
      const { status, body } = await asked(site, "GET", pattern, `${path}?${wrong}`);
      assert.equal(status, 400, `${path}?${wrong}`);
      assert.match(body.detail, wrong.startsWith("per_page") ? new RegExp(`^per_page .* de ${schema.minimum} à ${schema.maximum}\\.$`) : /^after /);
    }
    assert.equal((await asked(site, "GET", pattern, `${path}?per_page=${schema.maximum}`)).status, 200);
  }
  await asked(fresh, "GET", "/api/v1/authorities", "/api/v1/authorities");
  await asked(fresh, "GET", "/api/v1/campaigns", "/api/v1/campaigns");
  const support = "/api/v1/proposals/{reference}/support";
  assert.equal((await asked(site, "PUT", support, "/api/v1/proposals/P-2026-001/support")).status, 401);
  const agent = new Person(site);
  await agent.signInByMail(`agent@${randomUUID().slice(0, 8)}.example`);
  await agent.actFor("29011");
  const headers = { authorization: `Bearer ${await agent.apiToken()}`, "idempotency-key": randomUUID() };
  const cast = await asked(site, "PUT", support, "/api/v1/proposals/P-2026-009/support", headers);
  assert.equal(cast.body.state, "pending", "its affiliation is not verified");
  const withdrawn = await asked(site, "DELETE", support, "/api/v1/proposals/P-2026-009/support", { ...headers, "idempotency-key": randomUUID() });
  assert.equal(withdrawn.body.state, "withdrawn");
  assert.equal(withdrawn.body.since, null);
  assert.equal((await asked(site, "PUT", support, "/api/v1/proposals/P-2026-008/support", headers)).status, 422, "a key used for something else");
  assert.equal((await asked(site, "PUT", support, "/api/v1/proposals/P-2026-999/support", { ...headers, "idempotency-key": randomUUID() })).status, 404);
  assert.ok([403, 409].includes((await asked(site, "PUT", support, "/api/v1/proposals/P-2021-001/support", { ...headers, "idempotency-key": randomUUID() })).status));
});

test("the page of the API can be read, with and without JavaScript", async ({ demo, visitor }) => {
  const site = await demo();
  for (const [width, javascript] of [[PHONE, false], [DESK, true]]) {
    const page = await visitor({ width, javascript, baseURL: site.url });
    await check.visit(page, "/donnees-ouvertes");
    await page.click("main a[href='/donnees-ouvertes/api']");
    assert.equal(await page.textContent("h1"), "API");
    assert.ok((await page.textContent("main")).includes("PUT /api/v1/proposals/{reference}/support"));
    await check.visit(page, "/donnees-ouvertes/api");
  }
});

test("every command says what it does, and codes of exit are as documented", async ({ instance }) => {
  const site = await instance();
  const help = await site.must("--help");
  const documented = readFileSync(join(ROOT, "docs/operations/commands.md"), "utf8");
  const settings = readFileSync(join(ROOT, "docs/operations/configuration.md"), "utf8");
  const commands = help.split(/Commandes\s:\n/)[1].split("\n").filter((line) => !line.includes("TREMPLIN_")).map((line) => line.match(/^ {2}([a-z-]+)\s/)?.[1]).filter(Boolean);
  assert.ok(commands.length >= 12, commands.join(" "));
  for (const command of commands) {
    assert.match(await site.must(command, "--help"), /^Usage\s: tremplin /m);
    assert.ok(documented.includes(`\`${command}`), `docs/operations/commands.md says nothing of ${command}`);
  }
  for (const [, key] of help.matchAll(/^ {2}([a-z_]+)\s+TREMPLIN_/gm)) assert.ok(settings.includes(`\`${key}\``), `docs/operations/configuration.md says nothing of ${key}`);
  // A line that is not understood: what was not, the nearest known word, exit 2 and nothing done.
  for (const [words, said] of [
    [[], /Il manque une commande après «\stremplin\s»\s: serve, load/],
    [["serv"], /«\sserv\s» n’est pas une commande connue\. Vouliez-vous écrire «\stremplin serve\s»/],
    [["register"], /Vouliez-vous écrire «\stremplin load register\s»/],
    [["nonsense"], /Commandes possibles après «\stremplin\s»\s: serve/],
    [["serve", "--prot", "80"], /«\s--prot\s» n’est pas une option .*«\s--port\s»/],
    [["serve", "--port", "abc"], /^tremplin: --port\s: «\sabc\s»\s: un nombre entier de 0 à 65535/m],
    [["operator", "add"], /Il manque, après «\stremplin operator add\s»\s: E-MAIL/],
    [["operator", "add", "a@exemple.fr", "b"], /«\sb\s» est de trop/],
    [["backup", "--to"], /--to\s: il manque sa valeur/],
    [["load", "contacts", "/nulle/part.csv"], /«\s\/nulle\/part\.csv\s» n’est pas un fichier/],
    [["--config", "/nulle/part.toml", "verify"], /--config\s: «\s\/nulle\/part\.toml\s»/],
  ]) {
    const { code, err } = await site.command(...words);
    assert.equal(code, 2, words.join(" "));
    assert.match(err, said);
    assert.match(err, /^Aide\s: tremplin.* --help$/m);
  }
  assert.equal((await site.command("campaign", "print", "aucune")).code, 1);
  const nothing = await site.command("verify");
  assert.equal(nothing.code, 1);
  assert.match(nothing.err ?? nothing.out, /n’existe pas/, "a command that founds nothing makes no database");
  await site.serve();
  await site.stop();
  const verified = await site.must("verify");
  assert.match(verified, /^journal\s: 0 écritures, 0 rangées, 0 têtes signées$/m);
  assert.match(verified, /^schema_migrations|^consultation\s: lignes recalculées$/m);
  assert.match(verified, /^Tout concorde\.$/m);
});

const READERS = [
  ["systemd-analyze", ["verify"]],
  ["nginx", ["-t"]],
];

test("the unit and the proxy's configuration are accepted by the programs that read them, where these are installed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tremplin-packaging-"));
  try {
    const copy = (name, change) => {
      const path = join(folder, name);
      writeFileSync(path, change(readFileSync(join(ROOT, "packaging", name), "utf8")));
      return path;
    };
    const [[analyze], [nginx]] = READERS;
    copy("tremplin.socket", (text) => text);
    const unit = copy("tremplin.service", (text) => text.replace("/usr/lib/tremplin/build/tremplin", "/bin/true"));
    const verified = spawnSync(analyze, ["verify", unit], { encoding: "utf8" });
    if (!verified.error) assert.equal(verified.status, 0, verified.stderr);
    const score = spawnSync(analyze, ["security", "--offline=true", "--threshold=20", unit], { encoding: "utf8" });
    if (!score.error) assert.equal(score.status, 0, score.stdout.slice(-200));
    if (spawnSync(nginx, ["-v"]).error) return;
    const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
    spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=x"]);
    const proxy = copy("nginx.conf", (text) => text.replace(/\/etc\S+fullchain\.pem/, certificate).replace(/\/etc\S+privkey\.pem/, key).replaceAll(/(listen (?:\[::\]:)?)(80|443)/g, "$128$2"));
    const whole = join(folder, "whole.conf");
    writeFileSync(whole, `pid ${folder}/pid; error_log stderr; events {} http { access_log off; include ${proxy}; }`);
    const tried = spawnSync(nginx, ["-t", "-c", whole], { encoding: "utf8" });
    assert.equal(tried.status, 0, tried.stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a socket that systemd hands over is used instead of address and port", async ({ instance }) => {
  const activate = "systemd-socket-activate";
  if (spawnSync(activate, ["--version"]).error) return;
  const site = await instance();
  const port = await freePort();
  const program = process.env.TREMPLIN_PROGRAM ?? join(ROOT, "build", "tremplin");
  const settings = { ...site.settings, TREMPLIN_PORT: "1", TREMPLIN_HOSTS: `127.0.0.1:${port}` };
  // It hands over what is named: the environment is not inherited.
  const named = Object.entries(settings).filter(([name]) => /^(TREMPLIN_|PATH$|HOME$)/.test(name)).flatMap(([name, value]) => ["-E", `${name}=${value}`]);
  const served = spawn(activate, [`--listen=127.0.0.1:${port}`, ...named, program, "serve"], { stdio: "ignore" });
  const ended = new Promise((done) => served.on("exit", done));
  await becomes(200, () => statusOf(`http://127.0.0.1:${port}/healthz`), 15_000);
  assert.equal(await statusOf(`http://127.0.0.1:${port}/campagnes`), 200);
  served.kill("SIGTERM");
  assert.equal(await ended, 0);
});
