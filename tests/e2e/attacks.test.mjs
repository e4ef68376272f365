// Attacks: every route as everybody, forms without their token, hostile texts, bodies and addresses, races for one support.
// The routes come from `tremplin routes`: a new one is attacked without being named here.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Person, changeSupport, copyOfDemo, countedSupports, formsOf, journalEntries, linksOf } from "./lib/person.mjs";
import { engines, pause, raw } from "./lib/server.mjs";
import { test } from "./lib/runner.mjs";

const SUPPORTING = "sobriete-services-publics";
const COLLECTING = "services-petites-communes";
const SCRIPT = `"'><script>alert(1)</script>`;
const PAGES_MAX = 160; // read by one crawl
const EACH_MAX = 3; // addresses kept of one pattern

// A person whose every answer is looked at: no fault, no shared cookie, nothing private kept by a cache, no raw payload.
class Attacker extends Person {
  async ask(path, options = {}) {
    const answer = await super.ask(path, options);
    const where = `${this.name}: ${options.method ?? "GET"} ${path} → ${answer.status}`;
    assert.ok(answer.status < 500, `${where}\n${answer.text.match(/numéro [^<]*/)?.[0] ?? answer.text.slice(0, 300)}`);
    assert.ok(answer.headers.get("content-security-policy")?.includes("default-src 'none'"), `${where}: no policy of contents`);
    const caching = answer.headers.get("cache-control") ?? "";
    if (answer.headers.has("set-cookie")) assert.match(caching, /no-store|private/, `${where}: a cookie in a shared cache`);
    if (this.isSignedIn && !path.startsWith("/api/") && answer.status !== 413) assert.match(caching, /no-store|no-cache|private/, where);
    assert.doesNotMatch(caching, /public/, where);
    if ((answer.headers.get("content-type") ?? "").startsWith("text/html")) assert.ok(!answer.text.includes("<script>alert"), `${where}: raw payload`);
    return answer;
  }
}

const ROLES = ["agent", "elu", "nouveau", "partenaire", "operateur", "auditeur"];
const MEMBERS = ["agent", "elu", "nouveau", "partenaire"];

async function everybody(site) {
  const persons = new Map([["visiteur", new Attacker(site)]]);
  for (const role of ROLES) persons.set(role, await new Attacker(site).signInAs(role));
  return persons;
}

// What `tremplin routes` prints: [{ method, pattern, policy, shape }].
async function routesOf(site) {
  const out = await site.must("routes");
  return out.trim().split("\n").map((line) => {
    const [method, pattern, policy] = line.split(/\s+/);
    const shape = new RegExp(`^${pattern.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "([^/]+)")}$`);
    return { method, pattern, policy, shape };
  });
}

// "may", or how a person is refused by a policy.
function ruling(policy, role) {
  const isMember = MEMBERS.includes(role);
  switch (policy) {
    case "public_page":
    case "public_form":
    case "api_public":
    case "mail_link":
    case "demo":
      return "may";
    case "api_token":
      return "token";
    case "signed_in":
      return role === "visiteur" ? "sign in" : "may";
    case "member":
      return role === "visiteur" ? "sign in" : isMember ? "may" : "join";
    case "overseer":
      return role === "visiteur" ? "sign in" : ["operateur", "auditeur"].includes(role) ? "may" : "forbidden";
    case "relay":
      return role === "visiteur" ? "sign in" : "forbidden";
    case "operator":
      return role === "visiteur" ? "sign in" : role === "operateur" ? "may" : "forbidden";
  }
  throw new Error(`a policy that this test does not know: ${policy}`);
}

function checkRefusal(expected, answer, where) {
  if (expected === "token") assert.equal(answer.status, 401, where);
  if (expected === "forbidden") assert.equal(answer.status, 403, where);
  if (expected === "sign in") assert.equal(answer.status, 303, where), assert.match(answer.location, /^\/connexion\?retour=/, where);
  if (expected === "join") assert.equal(answer.status, 303, where), assert.match(answer.location, /^\/mon-compte\/collectivites\/ajouter\?/, where);
}

// The pages that a person reaches by links: { addresses: path → pattern, forms: [{ page, action, fields, pattern }] }.
async function crawl(person, routes, starts = []) {
  const patternOf = (path, method) => routes.find((one) => one.method === method && one.shape.test(path))?.pattern;
  const kept = new Map();
  const addresses = new Map();
  const forms = new Map();
  const queue = [...starts, "/", "/connexion", "/recherche?q=eau", "/demo/mails", "/soutenir?proposition=P-2026-004", ...(person.isSignedIn ? ["/mon-compte", "/mes-contributions"] : [])];
  // Reached by a form that asks where to go, not by a link.
  if (MEMBERS.includes(person.key)) queue.push(`/campagnes/${COLLECTING}/contribuer/besoin`, `/campagnes/${COLLECTING}/contribuer/service`);
  if (["operateur", "auditeur"].includes(person.key)) queue.push("/operateur");
  const seen = new Set(queue);
  for (let read = 0; queue.length > 0 && read < PAGES_MAX; ) {
    const address = queue.shift();
    const path = address.split("?")[0];
    const pattern = patternOf(path, "GET");
    if (!pattern || (kept.get(pattern) ?? 0) >= EACH_MAX) continue;
    kept.set(pattern, (kept.get(pattern) ?? 0) + 1);
    read += 1;
    const { status, text } = await person.get(address);
    if (status !== 200) continue;
    addresses.set(address, pattern);
    for (const form of formsOf(text)) {
      const posted = patternOf(form.action.split("?")[0], "POST");
      assert.ok(posted, `${address}: a form to ${form.action}, which is no route`);
      if (!forms.has(posted)) forms.set(posted, { page: address, pattern: posted, ...form });
    }
    for (const href of linksOf(text)) if (!seen.has(href)) seen.add(href), queue.push(href);
  }
  return { addresses, forms: [...forms.values()] };
}

const SAMPLE = { campaign: SUPPORTING, slug: SUPPORTING, kind: "besoin", id: "1", token: "inconnu", phase: "support", authority: "29134", contribution: "C-2026-0001" };
function sampleAddress(pattern) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => (name === "reference" ? (pattern.startsWith("/contributions") ? "C-2026-0001" : pattern.startsWith("/collectivites") ? "29134" : "P-2026-004") : SAMPLE[name] ?? "1"));
}

const UNKNOWN = ["inconnu", "0", "-1", "999999999", "99999999999999999999", "1e3", "P-2026-999", "%C3%A9%F0%9F%98%80", "%E2%80%AE", encodeURIComponent(SCRIPT), "..", "%2e%2e", "1%20OR%201=1", "'", "a".repeat(3000)];
const PRIVATE = /^\/(mes-contributions\/\d+|mon-compte\/jetons\/\d+|mon-compte\/saisies\/\d+|mon-compte\/collectivites\/\d+)/;

test("every page answers each person as its policy says, and unknown ids are 404", async ({ instance }) => {
  const site = await (await copyOfDemo(instance)).serve("--demo");
  const routes = await routesOf(site);
  const persons = await everybody(site);
  await persons.get("agent").apiToken();
  // Everything that anybody reaches, with who reached it.
  const reached = new Map();
  for (const [role, person] of persons)
    for (const [path, pattern] of (await crawl(person, routes)).addresses) reached.set(path, { pattern, by: [...(reached.get(path)?.by ?? []), role] });
  assert.ok(reached.size > 80, `only ${reached.size} addresses were found`);
  for (const { method, pattern } of routes) if (method === "GET" && ![...reached.values()].some((one) => one.pattern === pattern)) reached.set(sampleAddress(pattern), { pattern, by: [] });
  let asked = 0;
  for (const [path, { pattern, by }] of reached) {
    const { policy } = routes.find((one) => one.method === "GET" && one.pattern === pattern);
    for (const [role, person] of persons) {
      const answer = await person.get(path);
      const where = `${role}: GET ${path} (${policy}) → ${answer.status} ${answer.location ?? ""}`;
      asked += 1;
      const expected = ruling(policy, role);
      if (expected !== "may") checkRefusal(expected, answer, where);
      else if (PRIVATE.test(path) && by.length > 0 && !by.includes(role)) assert.equal(answer.status, 404, `${where}: another's`);
      else {
        // Files are rationed by network address: everybody here has the same one.
        const isRationed = pattern.endsWith(".csv") && answer.status === 429;
        // No page leads to it, so that it was asked for without its parameters.
        const isBare = by.length === 0 && pattern.startsWith("/api/") && answer.status === 400;
        assert.ok(isRationed || isBare || [200, 303, 403, 404, 409, 422].includes(answer.status), where);
        assert.ok(isRationed || !by.includes(role) || [200, 303].includes(answer.status), where);
        if (answer.status === 303) assert.doesNotMatch(answer.location, /^\/connexion\?/, where);
      }
    }
  }
  for (const { method, pattern, policy } of routes) {
    if (method !== "GET" || !pattern.includes("{")) continue;
    for (const value of UNKNOWN)
      for (const role of ["visiteur", "operateur", "agent"]) {
        const expected = ruling(policy, role);
        // Whom the policy turns away it turns away before the address is read: seen once a route.
        if (expected !== "may" && value !== UNKNOWN[0]) continue;
        const path = pattern.replace(/\{\w+\}/g, value);
        const answer = await persons.get(role).get(path);
        const where = `${role}: GET ${path.slice(0, 200)} (${policy}) → ${answer.status}`;
        asked += 1;
        // fetch itself resolves ".." before asking.
        if (value === ".." || value === "%2e%2e") continue;
        if (expected !== "may") assert.ok([400, 414, 303, 403, 401].includes(answer.status), where);
        else assert.ok([404, 400, 414, 303, 409].includes(answer.status) || (/\.csv$|\/figures/.test(pattern) && answer.status === 429), where);
      }
  }
  console.log(`    ${asked} pages asked of ${reached.size} addresses by ${persons.size} persons`);
});

test("a form without its token, with another's, or from another site is refused and writes nothing", async ({ instance }) => {
  const site = await (await copyOfDemo(instance)).serve("--demo");
  const routes = (await routesOf(site)).filter(({ method }) => method !== "GET");
  const persons = await everybody(site);
  const before = await journalEntries(site);
  const tokens = new Map();
  for (const [role, person] of persons) tokens.set(role, await person.formToken());
  for (const { method, pattern, policy } of routes)
    for (const [role, person] of persons) {
      const path = sampleAddress(pattern);
      const expected = ruling(policy, role);
      const own = { _token: tokens.get(role), _key: randomUUID() };
      const attempts = policy === "api_token"
        ? [["no token", {}, {}], ["an invented token", {}, { authorization: "Bearer 0123456789abcdef" }], ["a cookie", own, {}]]
        : [
            ["no token", { _key: randomUUID() }, {}],
            ["an invented token", { _token: "x".repeat(43), _key: randomUUID() }, {}],
            ["another's token", { _token: tokens.get(role === "agent" ? "elu" : "agent"), _key: randomUUID() }, {}],
            ["another origin", own, { origin: "https://mechant.example" }],
            ["another site", own, { "sec-fetch-site": "cross-site" }],
            ["text/plain", own, { "content-type": "text/plain" }],
          ];
      for (const [what, fields, headers] of attempts) {
        const answer = await person.ask(path, { method, headers: { "content-type": "application/x-www-form-urlencoded", ...headers }, body: new URLSearchParams(fields).toString() });
        const where = `${role}: ${method} ${path} (${policy}) with ${what} → ${answer.status}`;
        if (expected !== "may") checkRefusal(expected, answer, where);
        // The signed address stands for the form token (RFC 8058): one that is not ours is none.
        else if (policy === "mail_link") assert.equal(answer.status, 404, where);
        else assert.equal(answer.status, what === "text/plain" ? 422 : 403, where);
      }
    }
  for (const [role, person] of persons) if (role !== "visiteur") assert.equal((await person.get("/mon-compte")).status, 200, `${role} is still signed in`);
  assert.equal(await journalEntries(site), before, "nothing was written");
});

// All fields of a form together: under the server's 1 MiB, past which nobody reads them (413 has its own test).
const FORM_BYTES_MAX = 250_000;
// What no form expects, as encoded bytes.
const HOSTILE = [
  ["empty", ""],
  ["a script", encodeURIComponent(SCRIPT)],
  ["right to left, emoji", "%E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D%F0%9F%92%A5%E2%80%8B"],
  ["SQL", encodeURIComponent("'; DROP TABLE persons; --")],
  ["huge", "a".repeat(60_000)],
  ["a huge number", "99999999999999999999999999"],
  ["a negative number", "-1"],
  ["many lines", "%0D%0A".repeat(500)],
  ["a header", "x%0D%0ASet-Cookie:%20a=b"],
  ["NUL", "a%00b"],
  ["invalid UTF-8", "a%FF%FEb"],
  ["latin-1", "%E9t%E9"],
];

test("no form falls over hostile, empty or huge fields, and what was typed is never markup", async ({ instance }) => {
  const site = await (await copyOfDemo(instance)).serve("--demo");
  const routes = await routesOf(site);
  let sent = 0;
  const covered = new Set();
  const alone = new Set();
  const names = new Set(["_token", "_key", "code", "email", "affiliation", "motif", "reason", "confirmation"]);
  for (const role of ["visiteur", "agent", "elu", "nouveau", "partenaire", "operateur"]) {
    const person = role === "visiteur" ? new Attacker(site) : await new Attacker(site).signInAs(role);
    const starts = [];
    if (role === "visiteur") {
      // A sign-in under way, so that its pages have their forms.
      const email = "essai@exemple.fr";
      await person.submit("/connexion", { email });
      const { links } = await site.mails.lastMailTo(email);
      starts.push("/connexion/code", "/connexion/adresse", ...links.filter((link) => link.includes("/connexion/lien/")).map((link) => new URL(link).pathname));
    } else if (role === "agent") await person.apiToken();
    const { forms } = await crawl(person, routes, starts);
    let token, tokenOf;
    for (const { fields } of forms) for (const [name] of fields) names.add(name);
    // Routes whose form is shown only in some state get every field that is known, at an address that may exist.
    for (const { pattern } of routes.filter(({ method, pattern }) => method === "POST" && !forms.some((form) => form.pattern === pattern)))
      if (role !== "visiteur") forms.push({ pattern, action: sampleAddress(pattern), fields: [...names].map((name) => [name, ""]), isGuess: true });
    for (const form of forms) {
      if (!form.isGuess) covered.add(form.pattern);
      // All fields at once; then each alone, the others as the page filled them: deeper checks are reached so, once a form.
      const shape = `${form.pattern} ${form.fields.map(([name]) => name)}`;
      const fields = form.isGuess || alone.has(shape) ? [] : form.fields.map(([name]) => name).filter((name) => name !== "_token");
      alone.add(shape);
      for (const [what, value] of HOSTILE)
        for (const target of [undefined, ...fields]) {
          if (role !== "visiteur" && !person.isSignedIn) await person.signInAs(role);
          // The token belongs to the sign-in: asked for again when that is another one.
          const signedIn = JSON.stringify([...person.cookies]);
          if (signedIn !== tokenOf) [token, tokenOf] = [await person.formToken(), JSON.stringify([...person.cookies])];
          const filling = value.slice(0, target === undefined ? Math.floor(FORM_BYTES_MAX / form.fields.length) : undefined);
          const body = form.fields
            .map(([name, given]) => {
              if (name === "_token") return `_token=${token}`;
              if (name === "_key" && target !== "_key") return `_key=${randomUUID()}`;
              return `${encodeURIComponent(name)}=${target === undefined || target === name ? filling : encodeURIComponent(given)}`;
            })
            .join("&");
          const answer = await person.post(form.action, body);
          sent += 1;
          const where = `${role}: POST ${form.action} with ${what} in ${target ?? "all"} → ${answer.status}`;
          assert.ok([200, 303, 400, 403, 404, 409, 422, 429].includes(answer.status), where);
          // The policy answers before the body is read: who acts for nobody yet is led to say for whom.
          const isLedToChoose = answer.location?.startsWith("/mon-compte/collectivites/ajouter");
          if (/invalid|latin/.test(what) && body.includes(value) && !isLedToChoose) assert.ok(answer.status >= 400, `${where}: accepted`);
          assert.equal(answer.headers.get("set-cookie")?.includes("a=b") ?? false, false, where);
          if (answer.location) assert.match(answer.location, /^\/(?![/\\])/, where);
          // A field that saves itself is answered in JSON, which its script puts into words.
          const isJson = /json/.test(answer.headers.get("content-type") ?? "");
          if (answer.status >= 400 && !answer.location && !isJson) assert.match(answer.text, /<h1/, `${where}: no page`);
        }
    }
  }
  const posts = new Set(routes.filter(({ method }) => method === "POST").map(({ pattern }) => pattern));
  console.log(`    ${sent} hostile forms to ${covered.size} of ${posts.size} routes; by guess: ${[...posts].filter((one) => !covered.has(one)).join(" ")}`);
  // What was let in is shown harmless everywhere (Attacker looks), and nothing is out of order.
  const operator = await new Attacker(site).signInAs("operateur");
  for (const [path] of (await crawl(operator, routes)).addresses) assert.equal((await operator.get(path)).status, 200, path);
  await journalEntries(site);
});

test("hostile query parameters of public pages are answered, and shown escaped", async ({ instance }) => {
  const site = await (await copyOfDemo(instance)).serve("--demo");
  const visitor = new Attacker(site);
  const parameters = ["q", "page", "theme", "type", "suite", "profil", "region", "departement", "tri", "etat", "statut", "proposition", "nature", "fichier", "retour", "kind", "per_page", "after", "fait", "inconnu"];
  const pages = ["/", "/campagnes", "/collectivites", "/recherche", "/connexion", "/soutenir", "/donnees-ouvertes", "/demo/mails", `/campagnes/${SUPPORTING}/propositions`, `/campagnes/${COLLECTING}/contributions`, `/campagnes/${SUPPORTING}/propositions/imprimer`, "/campagnes/france-relance-2021/resultats", "/propositions/P-2026-004/soutiens", "/api/v1/authorities", `/api/v1/campaigns/${SUPPORTING}/proposals`];
  const values = [encodeURIComponent(SCRIPT), encodeURIComponent("javascript:alert(1)"), "%E2%80%AE%F0%9F%92%A5", "'%22--", "-1", "0", "99999999999999999999", "a".repeat(5000), "*%22)%20OR%20(", "%25", "%5C", "%0D%0AX:y", ""];
  const strict = ["per_page", "after", "page", "kind", "proposition", "nature"];
  for (const page of pages)
    for (const parameter of parameters)
      for (const value of values) {
        const { status, text } = await visitor.get(`${page}?${parameter}=${value}`);
        const where = `${page}?${parameter}=${value.slice(0, 60)} → ${status}`;
        if (page === "/soutenir" || strict.includes(parameter)) assert.ok([200, 303, 400, 404, 409, 422].includes(status), where);
        // The API refuses a filter's value that does not exist, rather than answer as if nothing were there.
        else assert.ok(status === 200 || ([400, 422].includes(status) && page.startsWith("/api/")), where);
        assert.doesNotMatch(text, /href="javascript:/i, where);
      }
  // Not text at all: refused in words.
  for (const page of pages)
    for (const value of ["%FF", "a%00b", "%zz", "%E9t%E9"]) {
      const { status, text } = await visitor.get(`${page}?q=${value}`);
      assert.ok(status === 400 || status === 200, `${page}?q=${value} → ${status}`);
      if (status === 400) assert.match(text, /mal formée|"status":400/, page);
    }
});

const statusOf = (text) => Number(text.match(/^HTTP\/1\.1 (\d{3})/)?.[1]);

test("bodies of 10 MB, wrong encodings and foreign hosts get a readable refusal", async ({ instance }) => {
  const site = await (await copyOfDemo(instance)).serve("--demo");
  const { host } = new URL(site.url);
  const before = await journalEntries(site);
  const big = Buffer.alloc(10_000_000, "a");
  // A form that takes no file refuses the form of files itself (415), before its size.
  for (const [method, path, type, status] of [["POST", "/connexion", "application/x-www-form-urlencoded", 413], ["PUT", "/api/v1/proposals/P-2026-004/support", "application/json", 413], ["POST", `/campagnes/${COLLECTING}/contribuer/besoin`, "multipart/form-data; boundary=x", 415]]) {
    const text = await raw(site, Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nContent-Length: ${big.length}\r\n\r\n`), big]));
    assert.equal(statusOf(text), status, `${method} ${path}`);
    assert.match(text, status === 415 ? /<h1/ : /trop volumineux|1 Mo|"status":413/, `${method} ${path}`);
  }
  // The same without a length: in pieces.
  const pieces = Buffer.concat(Array.from({ length: 40 }, () => Buffer.concat([Buffer.from("40000\r\n"), Buffer.alloc(0x40000, "a"), Buffer.from("\r\n")])));
  assert.equal(statusOf(await raw(site, Buffer.concat([Buffer.from(`POST /connexion HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n`), pieces]))), 413);

  const visitor = new Attacker(site);
  const token = await visitor.formToken();
  for (const wrong of ["%FF%FE", "a%00b", "%E9t%E9", Buffer.from([0xe9, 0x74, 0xe9]), "%zz"]) {
    const body = Buffer.concat([Buffer.from(`_token=${token}&_key=${randomUUID()}&email=`), Buffer.from(wrong)]);
    const answer = await visitor.post("/connexion", body);
    assert.ok([400, 422].includes(answer.status), `${wrong}: ${answer.status}`);
    assert.match(answer.text, /<h1/);
  }

  const get = (path, name) => raw(site, `GET ${path} HTTP/1.1\r\n${name === undefined ? "" : `Host: ${name}\r\n`}Connection: close\r\n\r\n`);
  for (const name of ["mechant.example", `${host}.mechant.example`, "", `mechant@${host}`]) {
    const text = await get("/", name);
    assert.ok([421, 400].includes(statusOf(text)), `Host ${name}: ${statusOf(text)}`);
    assert.doesNotMatch(text, /href="[^"]*mechant/);
  }
  assert.equal(statusOf(await get("/", "mechant.example")), 421);
  assert.equal(statusOf(await get("/", undefined)), 400);
  for (const path of ["/../../etc/passwd", "/assets/../secret.key", "/assets/%2e%2e/secret.key", "/assets/..%2fsecret.key", "/%00", "//mechant.example/"]) {
    const text = await get(path, host);
    assert.ok([400, 404].includes(statusOf(text)), `${path}: ${statusOf(text)}`);
  }
  for (const flawed of [`GET / HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\n\r\n`, `POST /connexion HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, `GET / HTTP/1.1\r\nHost: ${host}\r\nX: a\r\n b\r\n\r\n`])
    assert.equal(statusOf(await raw(site, flawed)), 400, flawed);
  assert.equal(await journalEntries(site), before);
});

test("nobody is led to another site after signing in or acting", async ({ instance }) => {
  const site = await (await copyOfDemo(instance)).serve("--demo");
  const elsewhere = ["//mechant.example", "https://mechant.example/", "/\\mechant.example", "\\\\mechant.example", "/\t/mechant.example", "javascript:alert(1)", " //mechant.example", "/%0d%0aLocation:x", "///mechant.example", "mechant.example", "/\n/mechant.example"];
  const isLocal = (location) => {
    const url = new URL(location, site.url);
    return url.origin === site.url && !/[\r\n]/.test(location);
  };
  for (const retour of elsewhere) {
    const visitor = new Attacker(site);
    const shown = await visitor.get(`/connexion?retour=${encodeURIComponent(retour)}`);
    const kept = shown.text.match(/name="retour" value="([^"]*)"/)?.[1];
    if (kept) assert.ok(isLocal(kept.replace(/&amp;/g, "&")), `${retour}: kept as ${kept}`);
    const done = await visitor.submit("/connexion", { cle: "agent", retour }, "/demo/connexion");
    assert.ok(isLocal(done.location), `${retour}: sign-in leads to ${done.location}`);
    const again = await visitor.get(`/connexion?retour=${encodeURIComponent(retour)}`);
    assert.equal(again.status, 303);
    assert.ok(isLocal(again.location), `${retour}: leads to ${again.location}`);
    const acting = await visitor.post("/mon-compte/agir-pour", { _token: await visitor.formToken(), _key: randomUUID(), affiliation: (await visitor.affiliations())[0].id, retour });
    if (acting.location) assert.ok(isLocal(acting.location), `${retour}: leads to ${acting.location}`);
  }
});

const COLLEAGUES = 64;
const COMMUNE = "29134";

async function colleague(site, i) {
  const person = await new Attacker(site).signInByMail(`collegue${i}@locronan-essai.fr`);
  await person.actFor(COMMUNE);
  return { person, token: await person.apiToken() };
}

for (const engine of engines())
  test(`64 identical supports, 64 colleagues at once: one support; unverified waits, late is refused, others' rights are not taken (${engine})`, async ({ instance }) => {
    const site = await copyOfDemo(instance, engine);
    const contacts = join(site.folder, "contacts.csv");
    writeFileSync(contacts, `code,emails,domains\n${COMMUNE},,locronan-essai.fr\n`);
    await site.must("load", "contacts", contacts);
    await site.serve("--demo");
    const colleagues = [];
    while (colleagues.length < COLLEAGUES) colleagues.push(...(await Promise.all(Array.from({ length: 16 }, (_, i) => colleague(site, colleagues.length + i)))));
    const [{ token }] = colleagues;
    const count = async (reference) => (await countedSupports(site, SUPPORTING)).get(`${reference} ${COMMUNE}`) ?? 0;
    let entries = await journalEntries(site);

    const key = randomUUID();
    const same = await Promise.all(Array.from({ length: 64 }, () => changeSupport(site, token, "PUT", "P-2026-007", { key })));
    assert.deepEqual(new Set(same.map(({ status }) => status)), new Set([200]));
    assert.equal(new Set(same.map(({ body }) => JSON.stringify(body))).size, 1, "the same request gets the same answer");
    assert.equal(await count("P-2026-007"), 1);
    assert.equal(await journalEntries(site), (entries += 1), "one entry for 64 identical requests");

    const keyless = await Promise.all(Array.from({ length: 64 }, () => changeSupport(site, token, "PUT", "P-2026-008")));
    assert.deepEqual(new Set(keyless.map(({ status }) => status)), new Set([200]));
    assert.equal(await count("P-2026-008"), 1);
    assert.equal(await journalEntries(site), (entries += 1), "one entry for 64 requests of one person");

    const together = await Promise.all(colleagues.map((one) => changeSupport(site, one.token, "PUT", "P-2026-009")));
    assert.deepEqual(new Set(together.map(({ body }) => body.state)), new Set(["counted"]));
    assert.equal(await count("P-2026-009"), 1, "the authority counts once");
    assert.equal(await journalEntries(site), (entries += COLLEAGUES), "each colleague's act is kept");
    const page = await new Attacker(site).get("/propositions/P-2026-009/soutiens");
    assert.equal(page.text.match(/Commune de Locronan/g)?.length, 1);
    // All withdraw at once: nothing is left.
    await Promise.all(colleagues.map((one) => changeSupport(site, one.token, "DELETE", "P-2026-009")));
    assert.equal(await count("P-2026-009"), 0);
    entries += COLLEAGUES;

    const other = await changeSupport(site, token, "PUT", "P-2026-010", { key });
    assert.equal(other.status, 422, "the same key for another request is refused");
    const late = await changeSupport(site, token, "PUT", "P-2021-001");
    assert.equal(late.status, 409);
    assert.equal(late.body.status, 409);
    assert.ok(late.body.detail.length > 20);
    for (const reference of ["P-2026-999", "inconnu", "%00", "%FF", "1%27"]) {
      const unknown = await changeSupport(site, token, "PUT", reference).catch(() => ({ status: 400 }));
      assert.ok([404, 400].includes(unknown.status), `${reference}: ${unknown.status}`);
    }

    const newcomer = await new Attacker(site).signInByMail("quelqu.un@exemple.fr");
    await newcomer.actFor("29232");
    const waiting = await changeSupport(site, await newcomer.apiToken(), "PUT", "P-2026-010");
    assert.equal(waiting.status, 200);
    assert.equal(waiting.body.state, "pending", "an unverified agent's support waits");
    assert.equal((await countedSupports(site, SUPPORTING)).get("P-2026-010 29232") ?? 0, 0);
    entries = await journalEntries(site);

    // For another authority: an affiliation that is not one's own gives neither a token nor a support.
    const [mine] = await colleagues[0].person.affiliations();
    const made = await newcomer.post("/mon-compte/jetons", { _token: await newcomer.formToken(), _key: randomUUID(), label: "vol", affiliation: mine.id });
    assert.equal(made.status, 404);
    const confirm = await newcomer.get("/soutenir?proposition=P-2026-011");
    assert.equal(confirm.status, 200);
    for (const pour of [mine.id, COMMUNE, "999999999", "-1"]) {
      const taken = await newcomer.post("/soutenir", { _token: await newcomer.formToken(), _key: randomUUID(), proposition: "P-2026-011", pour });
      assert.ok(taken.status >= 400, `supporting for ${pour}: ${taken.status}`);
    }
    assert.equal(await count("P-2026-011"), 0);
    const revoked = await newcomer.post("/mon-compte/jetons/1/revocation", { _token: await newcomer.formToken(), _key: randomUUID() });
    assert.equal(revoked.status, 404, "another's token");
    assert.equal((await changeSupport(site, token, "PUT", "P-2026-007")).status, 200, "it still works");
    assert.equal(await journalEntries(site), entries);
  });

test("a draft is in no list, search, export or address of anybody else; a published text is shown as text", async ({ instance }) => {
  const site = await (await copyOfDemo(instance)).serve("--demo");
  const agent = await new Attacker(site).signInAs("agent");
  const page = `/campagnes/${COLLECTING}/contribuer/besoin`;
  const empty = formsOf((await agent.get(page)).text).find(({ fields }) => fields.length > 4);
  const write = async (title) => {
    const fields = new Map(formsOf((await agent.get(page)).text).find(({ fields }) => fields.length > 4).fields);
    for (const name of fields.keys()) if (["title", "titre"].includes(name)) fields.set(name, title);
    for (const name of fields.keys()) if (["problem", "probleme", "besoin", "texte"].includes(name)) fields.set(name, `zygomorphe ${SCRIPT} ‮שלום💥 `.repeat(4));
    return agent.post(page, [...fields]);
  };
  const made = await write("=1+zygomorphe");
  assert.equal(made.status, 303, `${page}: ${made.status} fields ${empty?.fields.map(([name]) => name)}`);
  const [, id] = made.location.match(/\/mes-contributions\/(\d+)\//);
  const lists = ["/", "/campagnes", `/campagnes/${COLLECTING}`, `/campagnes/${COLLECTING}/contributions`, `/campagnes/${COLLECTING}/contributions?q=zygomorphe`, "/recherche?q=zygomorphe", `/api/v1/campaigns/${COLLECTING}/contributions?per_page=100`, `/api/v1/campaigns/${COLLECTING}/contributions.csv`];
  const others = [new Attacker(site), await new Attacker(site).signInAs("elu"), await new Attacker(site).signInAs("operateur")];
  for (const person of others) {
    for (const path of [...lists, ...(person.key === "operateur" ? [`/operateur/campagnes/${COLLECTING}`, `/operateur/campagnes/${COLLECTING}/tri`] : [])]) {
      const { status, text } = await person.get(path);
      assert.equal(status, 200, path);
      assert.ok(!text.replace(/value="zygomorphe"|« ?zygomorphe ?»|q=zygomorphe/g, "").includes("+zygomorphe"), `${person.name} sees the draft in ${path}`);
    }
    for (const path of ["apercu", "modifier", "publiee", "retirer"]) assert.ok([303, 404].includes((await person.get(`/mes-contributions/${id}/${path}`)).status), path);
    for (const path of [`/contributions/${id}`, `/contributions/${id}/versions`]) assert.equal((await person.get(path)).status, 404);
    if (person.key === "elu") {
      for (const [path, fields] of [["publier", {}], ["modifier", { title: "volé" }], ["retirer", {}]]) {
        const answer = await person.post(`/mes-contributions/${id}/${path}`, { _token: await person.formToken(), _key: randomUUID(), ...fields });
        assert.equal(answer.status, 404, `${path}: ${answer.status}`);
      }
    }
  }
  const published = await agent.submit(`/mes-contributions/${id}/apercu`, {}, `/mes-contributions/${id}/publier`);
  assert.equal(published.status, 303);
  await pause(100);
  const csv = await others[0].get(`/api/v1/campaigns/${COLLECTING}/contributions.csv`);
  assert.match(csv.text, /(^|[,"])'=1\+zygomorphe/m, "a spreadsheet must not take a title for a formula");
  const json = JSON.parse((await others[0].get(`/api/v1/campaigns/${COLLECTING}/contributions?per_page=100`)).text);
  const line = json.items.find(({ title }) => title === "=1+zygomorphe");
  assert.ok(line, "published now");
  assert.ok(line.problem.includes("<script>"), "programs get the text as it is");
  for (const person of others) {
    const shown = await person.get(`/contributions/${line.reference}`);
    assert.equal(shown.status, 200);
    assert.match(shown.text, /&lt;script&gt;|&lt;script>/);
  }
  // No cell of any export begins a formula.
  for (const campaign of [COLLECTING, SUPPORTING, "france-relance-2021"])
    for (const dataset of ["contributions", "proposals", "supports", "decisions"]) {
      const { text } = await others[0].get(`/api/v1/campaigns/${campaign}/${dataset}.csv`);
      assert.doesNotMatch(text, /(^|,)"?[=+@\t](?!\d)/m, `${campaign}/${dataset}`);
    }
});
