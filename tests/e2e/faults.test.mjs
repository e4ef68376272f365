// Faults: the process is killed, stopped while it answers, or besieged by slow clients. What was acknowledged stays, once.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Person, changeSupport, copyOfDemo, countedSupports, journalEntries } from "./lib/person.mjs";
import { test } from "./lib/runner.mjs";
import { freePort, pause } from "./lib/server.mjs";

const CAMPAIGN = "sobriete-services-publics";
const OPEN = Array.from({ length: 14 }, (_, i) => `P-2026-${String(i + 1).padStart(3, "0")}`);
const CLOSED = "P-2021-001";

const CLIENTS = 8;
// Communes whose domain is known, hence agents verified at once. Those that already support in the demonstration are left.
const COMMUNES = ["29001", "29002", "29004", "29005", "29006", "29007", "29008", "29010", "29011", "29012", "29013", "29014"];
const KILLS = 24;
const KILLS_POSTGRESQL = 10;
const LEAVE_MS_MAX = 5_000;
const LOAD_MS = [80, 600]; // how long the load lasts before a kill

function writeContacts(site, codes) {
  const file = join(site.folder, "contacts.csv");
  writeFileSync(file, ["code,emails,domains", ...codes.map((code) => `${code},,ville-${code}.fr`)].join("\n"));
  return file;
}

// Verified agents, one a commune, or several of the first: [{ code, token }].
async function agents(site, codes) {
  const made = [];
  for (const [i, code] of codes.entries()) {
    const person = await new Person(site).signInByMail(`agent${i}@ville-${code}.fr`);
    await person.actFor(code);
    made.push({ code, token: await person.apiToken() });
  }
  return made;
}

// The append-only file of one client (reliability.md §2.4): intent before a request, then what came of it, before the next.
class Ledger {
  constructor(folder, client) {
    this.file = join(folder, `ledger-${client}.jsonl`);
    writeFileSync(this.file, "");
  }

  note(what, act) {
    appendFileSync(this.file, `${JSON.stringify({ what, ...act })}\n`);
  }

  lines() {
    return readFileSync(this.file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }
}

// What became of each act of a ledger, in order of intent: a Map from key to { method, proposal, outcome }. `unknown` is
// replaced by what a later retry said.
function outcomes(ledger) {
  const acts = new Map();
  for (const { what, key, method, proposal } of ledger.lines()) acts.set(key, { key, method, proposal, outcome: what });
  return [...acts.values()];
}

async function send(site, client, act) {
  try {
    const { status, body } = await changeSupport(site, client.token, act.method, act.proposal, { key: act.key });
    if (status === 200) client.ledger.note("ack", act);
    else if (status >= 400 && status < 500) client.ledger.note("refused", { ...act, why: body.detail });
    else client.ledger.note("unknown", { ...act, status });
  } catch {
    // The connection died: nobody knows, until the same key is sent again.
    client.ledger.note("unknown", act);
  }
}

// Supports and withdraws in turn, one request at a time, until stopped; now and then an act that must be refused.
async function load(site, client, stop) {
  while (!stop.now) {
    const late = client.sent % 12 === 11;
    const proposal = late ? CLOSED : OPEN[Math.floor(Math.random() * OPEN.length)];
    const method = late || !client.stands.has(proposal) ? "PUT" : "DELETE";
    const act = { key: randomUUID(), method, proposal };
    client.sent += 1;
    client.ledger.note("intent", act);
    await send(site, client, act);
    const { outcome } = outcomes(client.ledger).at(-1);
    if (outcome === "unknown") return;
    if (outcome === "ack") method === "PUT" ? client.stands.add(proposal) : client.stands.delete(proposal);
  }
}

// The stored supports of a client are exactly those that its acknowledged acts leave. `unsure` may be either way.
function compare(stored, client, unsure = new Set()) {
  for (const proposal of [...OPEN, CLOSED]) {
    const times = stored.get(`${proposal} ${client.code}`) ?? 0;
    assert.ok(times <= 1, `${client.code} is counted ${times} times for ${proposal}`);
    if (!unsure.has(proposal))
      assert.equal(times === 1, client.stands.has(proposal), `${client.code}, ${proposal}: acknowledged ${client.stands.has(proposal) ? "support lost" : "withdrawal lost, or a refused act stored"}`);
  }
}

// Verified agents of communes that do not support yet, with their ledgers.
async function clientsOf(site) {
  await site.must("load", "contacts", writeContacts(site, COMMUNES));
  await site.serve("--demo");
  const known = [...(await countedSupports(site, CAMPAIGN)).keys()].map((pair) => pair.split(" ")[1]);
  const chosen = COMMUNES.filter((code) => !known.includes(code)).slice(0, CLIENTS);
  assert.equal(chosen.length, CLIENTS);
  return (await agents(site, chosen)).map((one, i) => ({ ...one, stands: new Set(), sent: 0, ledger: new Ledger(site.folder, i) }));
}

// `rounds` times: load, then `strike()`, after which the service answers again; then every stored support is compared with
// the ledgers, and what nobody knows is asked again with its own key. At the end: nothing lost, nothing doubled.
async function underStrikes(site, rounds, strike) {
  const clients = await clientsOf(site);
  const entriesBefore = await journalEntries(site);
  for (const client of clients) compare(await countedSupports(site, CAMPAIGN), client);
  let unknown = 0;
  for (let round = 0; round < rounds; round += 1) {
    const stop = { now: false };
    const working = clients.map((client) => load(site, client, stop));
    await pause(LOAD_MS[0] + Math.random() * (LOAD_MS[1] - LOAD_MS[0]));
    await strike(round, async () => {
      stop.now = true;
      await Promise.all(working);
    });
    const stored = await countedSupports(site, CAMPAIGN);
    for (const client of clients) {
      const act = outcomes(client.ledger).at(-1);
      const isUnknown = act?.outcome === "unknown";
      compare(stored, client, isUnknown ? new Set([act.proposal]) : undefined);
      if (!isUnknown) continue;
      unknown += 1;
      await send(site, client, act);
      const { outcome } = outcomes(client.ledger).at(-1);
      assert.equal(outcome, act.proposal === CLOSED ? "refused" : "ack", `the retry of ${act.method} ${act.proposal}`);
      if (outcome === "ack") act.method === "PUT" ? client.stands.add(act.proposal) : client.stands.delete(act.proposal);
    }
  }
  const stored = await countedSupports(site, CAMPAIGN);
  const all = clients.flatMap((client) => outcomes(client.ledger));
  const acked = all.filter(({ outcome }) => outcome === "ack").length;
  const refused = all.filter(({ outcome }) => outcome === "refused");
  for (const client of clients) compare(stored, client);
  assert.equal(acked + refused.length, all.length, "every act is acknowledged or refused in the end");
  for (const act of refused) assert.equal(act.proposal, CLOSED, "only what is late is refused");
  // Each acknowledged act changed something: it left one entry, however often it was sent, and nothing else left any.
  assert.equal((await journalEntries(site)) - entriesBefore, acked, "one journal entry an acknowledged act");
  assert.ok(unknown > 0, "no kill fell upon a request: the test proves nothing");
  // The comparison itself can fail.
  assert.throws(() => compare(stored, { ...clients[0], stands: new Set(OPEN.filter((one) => !clients[0].stands.has(one))) }));
  console.log(`    ${rounds} kills, ${acked} acknowledged, ${refused.length} refused, ${unknown} unknown and retried`);
}

// Our process is killed, and started again.
const killed = (site) => async (round, settled) => {
  await site.kill();
  await settled();
  await site.serve("--demo");
};

test("SIGKILL under load loses no acknowledged write and counts each once", async ({ instance }) => {
  const site = await copyOfDemo(instance);
  await underStrikes(site, KILLS, killed(site));
  assert.equal(await site.stop(), 0);
});

// A PostgreSQL of this test's own, because killing one of its processes stops them all for a moment.
async function ownPostgres() {
  const folder = mkdtempSync(join(tmpdir(), "tremplin-faults-pg-"));
  const bin = "/usr/lib/postgresql/15/bin";
  const port = await freePort();
  const as = process.getuid() === 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
  if (as.length > 0) execFileSync("chown", ["postgres", folder]);
  const [initdb, ...rest] = [...as, `${bin}/initdb`, "-D", `${folder}/data`, "-A", "trust", "-U", "tremplin", "-E", "UTF8", "--locale=C.UTF-8"];
  execFileSync(initdb, rest, { cwd: folder, stdio: "ignore" });
  const [postgres, ...options] = [...as, `${bin}/postgres`, "-D", `${folder}/data`, "-p", String(port), "-c", "listen_addresses=127.0.0.1",
    "-c", `unix_socket_directories=${folder}`, "-c", "max_connections=100"];
  const server = spawn(postgres, options, { cwd: folder, stdio: "ignore" });
  const url = `postgresql://tremplin@127.0.0.1:${port}/postgres`;
  const ask = (sql) => execFileSync("psql", ["-X", "-q", "-A", "-t", url, "-c", sql], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const up = async () => {
    for (let i = 0; i < 200; i += 1) {
      try {
        ask("SELECT 1");
        return;
      } catch {
        await pause(50);
      }
    }
    throw new Error("PostgreSQL does not answer");
  };
  await up();
  return {
    url,
    ask,
    up,
    // Kills one of its processes; returns once the server has seen it, before which it still answers as if nothing had been.
    async strike(pid) {
      process.kill(pid, "SIGKILL");
      for (let i = 0; i < 200 && existsSync(`/proc/${pid}`); i += 1) await pause(50);
    },
    // A server that is still recovering takes SIGINT for good and never ends (PostgreSQL 15): it is told to end at once.
    async leave() {
      const ended = new Promise((done) => server.on("exit", done));
      server.kill("SIGINT");
      const timer = setTimeout(() => server.kill("SIGQUIT"), LEAVE_MS_MAX);
      await ended;
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test("on PostgreSQL, SIGKILL of our process and of a process of the database in turn lose no acknowledged write", async ({ instance }) => {
  const postgres = await ownPostgres();
  try {
    // Moved there, which takes a tenth of the time of doing every act again.
    const site = await copyOfDemo(instance);
    await site.must("move", "--to", postgres.url);
    site.settings.TREMPLIN_DATABASE = postgres.url;
    const ours = killed(site);
    await underStrikes(site, KILLS_POSTGRESQL, async (round, settled) => {
      if (round % 2 === 0) return ours(round, settled);
      // One that works for us right now, if there is one; its death makes the server drop every connection and recover.
      const busy = postgres.ask(
        "SELECT pid FROM pg_stat_activity WHERE datname = 'postgres' AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY (state = 'active') DESC, random() LIMIT 1",
      );
      await postgres.strike(Number(busy));
      await settled();
      await postgres.up();
      for (let i = 0; i < 100 && (await site.get("/readyz").catch(() => ({ status: 0 }))).status !== 200; i += 1) await pause(100);
      return undefined;
    });
    assert.equal(await site.stop(), 0);
  } finally {
    await postgres.leave();
  }
});

// A socket, and all that it received.
function dial(site) {
  const { hostname, port } = new URL(site.url);
  const socket = connect(Number(port), hostname);
  const line = { socket, text: "", closed: false };
  line.ended = new Promise((done) => socket.on("close", () => ((line.closed = true), done())));
  socket.on("data", (bytes) => (line.text += bytes));
  socket.on("error", () => {});
  return new Promise((done, failed) => {
    socket.on("connect", () => done(line));
    socket.on("error", failed);
  });
}

test("SIGTERM with a request in flight lets it finish, closes idle connections and exits with 0", async ({ instance }) => {
  const site = await copyOfDemo(instance);
  await site.must("load", "contacts", writeContacts(site, ["29134"]));
  await site.serve("--demo");
  const [{ token, code }] = await agents(site, ["29134"]);
  const host = new URL(site.url).host;
  const idle = await dial(site);
  idle.socket.write(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const flight = await dial(site);
  const body = "{}";
  flight.socket.write(
    `PUT /api/v1/proposals/P-2026-001/support HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n` +
      `Idempotency-Key: ${randomUUID()}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body[0]}`,
  );
  await pause(200);
  const start = Date.now();
  const stopped = site.stop();
  await pause(300);
  await assert.rejects(dial(site), "a new connection is refused");
  assert.equal(flight.closed, false, "the request in flight is not cut");
  flight.socket.write(body.slice(1));
  await flight.ended;
  assert.match(flight.text, /^HTTP\/1\.1 200 /, "the request in flight is answered");
  assert.match(flight.text, /connection: close/i);
  await idle.ended;
  assert.equal(await stopped, 0);
  assert.ok(Date.now() - start < 5000, "a drained server does not wait for idle connections");
  await site.serve("--demo");
  assert.equal((await countedSupports(site, CAMPAIGN)).get(`P-2026-001 ${code}`), 1, "what was answered is stored");
});

const SLOW = 2000;
const SIEGE_MS = 6000;
const PAGE_MS_MAX = 1000;
const SLOW_BYTES_MAX = 48 * 1024; // of memory for each slow connection
const HEADER_MS_MAX = 10_000; // http/server.hpp header_timeout

function residentBytes(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+) kB/)[1]) * 1024;
}

test(`${SLOW} slow connections leave a page under one second and memory bounded, and are ended`, async ({ instance }) => {
  const site = await copyOfDemo(instance);
  await site.serve("--demo");
  const page = `/campagnes/${CAMPAIGN}/propositions`;
  assert.equal((await site.get(page)).status, 200);
  const before = residentBytes(site.pid);
  const slow = [];
  for (let i = 0; i < SLOW; i += 100) slow.push(...(await Promise.all(Array.from({ length: 100 }, () => dial(site)))));
  const begun = Date.now();
  for (const { socket } of slow) socket.write("GET / HTTP/1.1\r\nX-Slow: ");
  const drip = setInterval(() => slow.forEach((line) => line.closed || line.socket.write("a")), 1000);
  try {
    let slowest = 0;
    let most = 0;
    while (Date.now() - begun < SIEGE_MS) {
      for (const path of [`${page}?page=1&essai=${Date.now()}`, "/", "/connexion"]) {
        const start = Date.now();
        assert.equal((await site.get(path)).status, 200);
        slowest = Math.max(slowest, Date.now() - start);
      }
      most = Math.max(most, residentBytes(site.pid));
      await pause(200);
    }
    assert.equal(slow.filter(({ closed }) => closed).length, 0, "they were connected during the measure");
    console.log(`    slowest page ${slowest} ms; memory ${(before / 2 ** 20).toFixed(0)} MiB before, ${(most / 2 ** 20).toFixed(0)} MiB under ${SLOW} slow connections`);
    assert.ok(slowest < PAGE_MS_MAX, `a page took ${slowest} ms`);
    assert.ok(most - before < SLOW * SLOW_BYTES_MAX, `memory grew by ${most - before} bytes`);
    // A head must arrive whole in ten seconds, however steadily it drips.
    await Promise.race([Promise.all(slow.map(({ ended }) => ended)), pause(HEADER_MS_MAX + 5000 - SIEGE_MS)]);
    assert.equal(slow.filter(({ closed }) => !closed).length, 0, "slow connections are ended");
  } finally {
    clearInterval(drip);
    for (const { socket } of slow) socket.destroy();
  }
  assert.equal((await site.get(page)).status, 200);
  assert.equal(await site.stop(), 0);
});
