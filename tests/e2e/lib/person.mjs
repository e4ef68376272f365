// A person without a browser: fetch with cookies, forms read from pages and sent back, tokens for the API. For the tests of
// faults and attacks, which send what no browser would.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", apos: "'" };
const unescaped = (text) => text.replace(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
const attribute = (tag, name) => {
  const found = tag.match(new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`));
  return found ? unescaped(found[1] ?? found[2]) : undefined;
};

// As fetch() would send it, for a third of its CPU: the attacks ask for tens of thousands of pages. { status, headers, text }.
const agent = new Agent({ keepAlive: true });
function send(url, { method, headers, body = "" }) {
  return new Promise((done, failed) => {
    const asked = request(new URL(url), { agent, method, headers: { "sec-fetch-mode": "cors", ...headers, ...(method === "GET" ? {} : { "content-length": Buffer.byteLength(body) }) } });
    asked.on("response", (answer) => {
      const parts = [];
      const received = new Headers();
      for (let i = 0; i < answer.rawHeaders.length; i += 2) received.append(answer.rawHeaders[i], answer.rawHeaders[i + 1]);
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, headers: received, text: Buffer.concat(parts).toString("utf8") }));
      answer.on("error", failed);
    });
    asked.on("error", (error) => {
      // A connection that the server ended while it lay idle.
      if (asked.reusedSocket && error.code === "ECONNRESET") send(url, { method, headers, body }).then(done, failed);
      else failed(new Error(`fetch failed: ${error.message}`, { cause: error }));
    });
    asked.end(body);
  });
}

// The POST forms of a page: { action, fields: [[name, value]] }, with the first option or button of each name.
export function formsOf(text) {
  return [...text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)]
    .filter(([, head]) => /method="post"/i.test(head))
    .map(([, head, inside]) => {
      const fields = [];
      const add = (name, value) => name !== undefined && !fields.some(([known]) => known === name) && fields.push([name, value ?? ""]);
      for (const [tag] of inside.matchAll(/<(?:input|button)\b[^>]*>/gs)) add(attribute(tag, "name"), attribute(tag, "value"));
      for (const [tag, value] of inside.matchAll(/<textarea\b[^>]*>(.*?)<\/textarea>/gs)) add(attribute(tag, "name"), unescaped(value));
      for (const [tag, options] of inside.matchAll(/<select\b[^>]*>(.*?)<\/select>/gs)) {
        const values = [...options.matchAll(/<option\b[^>]*>/gs)].map(([option]) => attribute(option, "value")).filter((value) => value);
        add(attribute(tag, "name"), values[0]);
      }
      return { action: attribute(head, "action") ?? "", fields };
    });
}

// The local addresses that a page links to.
export function linksOf(text) {
  return [...text.matchAll(/<a\b[^>]*\shref="(\/[^"#]*)/g)].map(([, href]) => unescaped(href));
}

export class Person {
  constructor(site, name = "visiteur") {
    this.site = site;
    this.name = name;
    this.cookies = new Map();
  }

  // { status, headers, text, location }; redirections are not followed. Cookies are kept as a browser would.
  async ask(path, { method = "GET", headers = {}, body } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await send(this.site.url + path, { method, body, headers: { ...(cookie ? { cookie } : {}), ...headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value === "" || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return { ...answer, location: answer.headers.get("location") };
  }

  get(path, headers) {
    return this.ask(path, { headers });
  }

  // fields: an object, pairs, or the raw text of the body.
  post(path, fields, headers = {}) {
    const body = typeof fields === "string" || fields instanceof Uint8Array ? fields : new URLSearchParams(fields).toString();
    return this.ask(path, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", ...headers }, body });
  }

  // Fills the form of `page` that goes to `action` (the page's own path by default) and sends it.
  async submit(page, values, action = page.split("?")[0]) {
    const shown = await this.get(page);
    const form = formsOf(shown.text).find((one) => one.action.split("?")[0] === action);
    assert.ok(form, `${this.name}: ${page} (${shown.status}) has no form to ${action}`);
    const fields = new Map(form.fields);
    for (const [name, value] of Object.entries(values)) fields.set(name, value);
    return this.post(form.action, [...fields]);
  }

  // The token that every form of this person carries: one per sign-in.
  async formToken() {
    const shown = await this.get(this.isSignedIn ? "/mon-compte" : "/connexion");
    const token = shown.text.match(/name="_token" value="([^"]+)"/);
    assert.ok(token, `${this.name}: no form token (${shown.status})`);
    return token[1];
  }

  get isSignedIn() {
    return this.cookies.has("tremplin");
  }

  // By one click, in the demonstration.
  async signInAs(key) {
    this.cookies.clear();
    this.name = key;
    this.key = key;
    const done = await this.submit("/connexion", { cle: key }, "/demo/connexion");
    assert.equal(done.status, 303, `${key}: ${done.status}`);
    assert.ok(this.isSignedIn, key);
    return this;
  }

  // By the code of the mail, as everybody.
  async signInByMail(email) {
    this.name = email;
    const before = this.site.mails.to(email).length;
    const sent = await this.submit("/connexion", { email });
    assert.equal(sent.status, 303, `${email}: ${sent.status} ${sent.text}`);
    const mail = await this.site.mails.lastMailTo(email, { after: before });
    const done = await this.submit("/connexion/code", { code: mail.code });
    assert.equal(done.status, 303, `${email}: the code is refused (${done.status})`);
    return this;
  }

  async actFor(code) {
    const done = await this.submit("/mon-compte/collectivites/ajouter", { authority: code, quality: "agent", function: "dgs" });
    assert.equal(done.status, 303, `${this.name} for ${code}: ${done.status}`);
    return this;
  }

  // The affiliations for which a token can be made: [{ id, name }].
  async affiliations() {
    const { text } = await this.get("/mon-compte/jetons");
    const select = text.match(/<select\b[^>]*name="affiliation"[^>]*>(.*?)<\/select>/s)?.[1] ?? "";
    return [...select.matchAll(/<option value="(\d+)"[^>]*>([^<]*)/g)].map(([, id, name]) => ({ id, name: unescaped(name) }));
  }

  // A personal token for an affiliation (the first one by default).
  async apiToken(affiliation) {
    const id = affiliation ?? (await this.affiliations())[0]?.id;
    const made = await this.submit("/mon-compte/jetons", { label: "essai", affiliation: id });
    const token = made.text.match(/<pre[^>]*>\s*([^\s<]+)/)?.[1];
    assert.ok(token, `${this.name}: no token (${made.status})`);
    return token;
  }
}

// What an API client does with a support: { status, body }.
export async function changeSupport(site, token, method, reference, { key = randomUUID(), signal } = {}) {
  const answer = await fetch(`${site.url}/api/v1/proposals/${reference}/support`, {
    method,
    signal,
    headers: { authorization: `Bearer ${token}`, "idempotency-key": key },
  });
  return { status: answer.status, body: await answer.json() };
}

// Every counted support of a campaign: a Map from "reference code" to how many times it is listed.
export async function countedSupports(site, slug) {
  const counted = new Map();
  let after = "";
  do {
    const answer = await fetch(`${site.url}/api/v1/campaigns/${slug}/supports?per_page=100&after=${after}`);
    assert.equal(answer.status, 200);
    const page = await answer.json();
    for (const { proposal, authority_code: code } of page.items) {
      const pair = `${proposal} ${code}`;
      counted.set(pair, (counted.get(pair) ?? 0) + 1);
    }
    after = page.next ?? "";
  } while (after);
  return counted;
}

// `tremplin verify` must hold; returns how many entries the journal has.
export async function journalEntries(site) {
  const out = await site.must("verify");
  assert.match(out, /Tout concorde/);
  return Number(out.match(/journal\s: (\d+) écritures/)[1]);
}

// An instance with the demonstration, not yet served. `make` is the runner's instance(), which removes it after the test.
export function copyOfDemo(make, engine = "sqlite") {
  return make({ engine, as: "demo" });
}
