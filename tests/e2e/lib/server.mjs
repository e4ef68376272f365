// A server of ours for a test: its own folder, a free port, either engine; and the mails it sent.
import { execFile, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { MailFolder } from "./mail.mjs";
import { timed } from "./times.mjs";

export const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const PROGRAM = process.env.TREMPLIN_PROGRAM ?? join(ROOT, "build", "tremplin");
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
const POLL_MS = 50;
const run = promisify(execFile);
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Sends bytes as they are; the answer's text once the server closes or falls silent.
export function raw(site, bytes, { silence = 1500 } = {}) {
  const { hostname, port } = new URL(site.url);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    const finish = () => (socket.destroy(), done(text));
    socket.setTimeout(silence, finish);
    socket.on("connect", () => socket.write(bytes));
    socket.on("data", (part) => (text += part));
    socket.on("end", finish);
    socket.on("error", (error) => (text ? finish() : failed(error)));
  });
}

export function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.on("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

// The engines that can be tested here: PostgreSQL needs TREMPLIN_TEST_POSTGRES, the URL of a server where one may create databases.
export function engines() {
  return process.env.TREMPLIN_TEST_POSTGRES ? ["sqlite", "postgresql"] : ["sqlite"];
}

let databases = 0;

// A PostgreSQL database of its own, made with psql, empty or a copy of the one at `from`; returns its URL and what drops it.
async function postgresDatabase(from) {
  const server = process.env.TREMPLIN_TEST_POSTGRES;
  if (!server) throw new Error("TREMPLIN_TEST_POSTGRES is not set: no PostgreSQL to test on");
  const name = `e2e_${process.pid}_${++databases}`;
  const ask = (sql) => run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", server, "-c", sql]);
  await ask(`CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE ${from ? new URL(from).pathname.slice(1) : "template0"}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => ask(`DROP DATABASE ${name} WITH (FORCE)`) };
}

// What an instance may begin as, instead of empty: filled once, then copied, which takes a moment instead of seconds.
const FILLED = {
  register: (made) => made.must("load", "register"),
  demo: (made) => made.must("demo"),
};
const templates = new Map();

// The filled instance that others are copied from: { folder, database }, never served. PostgreSQL's is moved there from
// SQLite's, which takes a tenth of the time of doing every act again.
export function template(what, engine) {
  const name = `${what} ${engine}`;
  if (!templates.has(name)) templates.set(name, engine === "sqlite" ? filled(what) : moved(what, engine));
  return templates.get(name);
}

async function filled(what) {
  const made = await instance();
  await FILLED[what](made);
  return made;
}

async function moved(what, engine) {
  const from = await template(what, "sqlite");
  const made = await instance({ engine });
  copyFolder(from.folder, made.folder);
  await from.must("move", "--to", made.database);
  return made;
}

// Without the demonstration's thousands of mails: a test waits for its own.
function copyFolder(from, to) {
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith(".eml") });
}

let templateOf = template;

// Says who fills templates: the runner's parent, once for all its lanes.
export function templatesFrom(asked) {
  templateOf = asked;
}

// Forgets those that this process filled, with what they hold. One that never came up has failed its tests already.
export async function removeTemplates() {
  for (const result of await Promise.allSettled(templates.values())) if (result.status === "fulfilled") await result.value.remove();
  templates.clear();
}

// An instance: a data folder and a database, not yet served. Commands run on it (demo, load register, operator add …),
// then it serves.   engine: "sqlite" | "postgresql"; env: more settings; as: "register" or "demo", what it holds from the start.
export async function instance({ engine = "sqlite", env = {}, as } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tremplin-e2e-"));
  const from = as ? await timed("template", () => templateOf(as, engine)) : undefined;
  if (from) await timed("copy", async () => copyFolder(from.folder, folder));
  const database = engine === "postgresql" ? await timed("copy", () => postgresDatabase(from?.database)) : undefined;
  const settings = {
    ...process.env,
    TREMPLIN_DATA: folder,
    TREMPLIN_DATABASE: database?.url ?? join(folder, "tremplin.db"),
    // Without a mail server, mails become files (mail.mjs).
    TREMPLIN_SMTP_URL: "",
    TREMPLIN_SECOND_FACTOR: "offered",
    // What a service must say of itself before it may serve.
    TREMPLIN_PUBLISHER: "Éditeur d’essai",
    TREMPLIN_PUBLISHER_ADDRESS: "1 rue de l’Essai, 29000 Quimper",
    TREMPLIN_PUBLICATION_DIRECTOR: "Camille Essai, directrice",
    TREMPLIN_HOST: "Hébergeur d’essai",
    TREMPLIN_HOST_ADDRESS: "2 rue de l’Essai, 29000 Quimper, 02 00 00 00 00",
    TREMPLIN_DATA_PROTECTION: "dpo@essai.example",
    TREMPLIN_ACCESSIBILITY_CONTACT: "accessibilite@essai.example",
    TREMPLIN_CONTACT_EMAIL: "contact@tremplin.example",
    ...env,
  };
  let serving;
  const self = {
    engine,
    folder,
    settings,
    database: settings.TREMPLIN_DATABASE,
    mails: new MailFolder(join(folder, "mails")),

    // Runs a command of the program to its end; returns { code, out, err }.
    async command(...words) {
      try {
        const { stdout, stderr } = await timed(`command ${words[0]}`, () => run(PROGRAM, words, { env: settings, cwd: ROOT, maxBuffer: 64 << 20 }));
        return { code: 0, out: stdout, err: stderr };
      } catch (error) {
        if (typeof error.code !== "number") throw error;
        return { code: error.code, out: error.stdout, err: error.stderr };
      }
    },

    // As command(), but a refusal is a failure of the test.
    async must(...words) {
      const { code, out, err } = await self.command(...words);
      if (code !== 0) throw new Error(`tremplin ${words.join(" ")}: exit ${code}\n${err}${out}`);
      return out;
    },

    // A statement on the database, for what only time does otherwise: growing older.
    async sql(statement) {
      if (database) await run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", database.url, "-c", statement]);
      else await timed("sql", () => run("sqlite3", [settings.TREMPLIN_DATABASE, ".timeout 5000", statement]));
    },

    // Starts serving and waits until /healthz answers 200. Sets self.url.
    async serve(...options) {
      const port = await freePort();
      self.url = `http://127.0.0.1:${port}`;
      // Links in mails begin with the origin: it must be the address that the browser uses, or its cookies are not sent.
      const env = { TREMPLIN_ORIGIN: self.url, ...settings };
      serving = spawn(PROGRAM, ["serve", "--port", String(port), ...options], { env, cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
      self.log = "";
      for (const stream of [serving.stdout, serving.stderr]) stream.on("data", (bytes) => (self.log += bytes));
      let gone;
      serving.on("error", (error) => (gone = String(error)));
      serving.on("exit", (code, signal) => (gone = `exit ${code ?? signal}`));
      const until = Date.now() + START_MS_MAX;
      await timed("serve", async () => {
        while (!(await isUp(self.url))) {
          if (gone) throw new Error(`the server did not start: ${gone}\n${self.log}`);
          if (Date.now() > until) {
            serving.kill("SIGKILL");
            throw new Error(`the server did not answer within ${START_MS_MAX} ms\n${self.log}`);
          }
          await pause(POLL_MS);
        }
      });
      return self;
    },

    // Asks the server to end and waits for it; returns its exit code (null if it had to be killed).
    async stop() {
      const child = serving;
      serving = undefined;
      if (!child) return undefined;
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = new Promise((done) => child.on("exit", (code) => done(code)));
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
      const code = await timed("stop", () => ended);
      clearTimeout(timer);
      return code;
    },

    // As a power cut would end it, for the tests of faults: nothing is flushed, nothing is said.
    async kill() {
      const child = serving;
      serving = undefined;
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server had ended by itself\n${self.log}`);
      const ended = new Promise((done) => child.on("exit", done));
      child.kill("SIGKILL");
      await ended;
    },

    get pid() {
      return serving?.pid;
    },

    // Stops and leaves nothing behind.
    async remove() {
      await self.stop();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },

    // A GET without a browser: { status, headers, text }.
    async get(path, headers = {}) {
      const answer = await fetch(self.url + path, { headers, redirect: "manual" });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    },

    file: (name) => readFileSync(join(folder, name)),
  };
  return self;
}

async function isUp(url) {
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) })).status === 200;
  } catch {
    return false;
  }
}
