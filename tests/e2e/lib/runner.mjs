// Runs the browser tests, file by file, in two processes side by side:   node tests/e2e/lib/runner.mjs [WORD…]
// A file tests/e2e/NAME.test.mjs calls test("a rule, as a sentence", async ({ visitor, demo, instance }) => …).
//   visitor(options)     a page of a visitor with nothing remembered (browser.mjs), closed after the test
//   instance(options)    an instance of its own (server.mjs), empty or with the register (register: true), removed after the test
//   demo(engine)         the served demonstration, one for all tests of a process: for reading, or for acts that no other test counts
// A word runs only the files whose name contains it. Ends with "N passed, N failed".   TIMES=1: where the seconds go (times.mjs).
import { fork } from "node:child_process";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";
import { line, look, sum, taken, timed, ON as TIMED, WHOLE } from "./times.mjs";
import { ROOT, instance as newInstance, removeTemplates, template, templatesFrom } from "./server.mjs";

const FOLDER = join(ROOT, "tests", "e2e");
const PICTURES = join(ROOT, "build", "e2e");
const TEST_MS_MAX = 300_000;
const LANES = Number(process.env.LANES ?? 2); // a page waits as long for the browser as for the server: two lanes use two cores
// The longest files, begun first: what is left at the end must be small. The second does without the demonstration, which is
// filled meanwhile for the first.
const LONGEST = ["walk_desk", "campaign", "walk_public", "walk_errors", "attacks", "operator"];

const registered = [];
const times = [];

// `ms`: how long it may take, for a test that walks many pages.
export function test(name, body, { ms = TEST_MS_MAX } = {}) {
  registered.push({ name, body, ms });
}

const demos = new Map();

// The demonstration of an engine, filled and served at its first use.
function demo(engine = "sqlite") {
  if (!demos.has(engine))
    demos.set(
      engine,
      newInstance({ engine, as: "demo" }).then((made) => made.serve("--demo")),
    );
  return demos.get(engine);
}

function within(promise, ms) {
  let timer;
  const late = new Promise((_, failed) => (timer = setTimeout(() => failed(new Error(`not done after ${ms / 1000} s`)), ms)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Whether something was waited for in vain: the browser or the machine may have stood still. What a test finds wrong is
// never tried again.
function hasStalled(error) {
  return error.name === "TimeoutError" || /^not done after|^fetch failed|^no mail to .* within/.test(error.message);
}

// Returns whether it passed; undefined when it stalled and is to be tried once more.
async function runOne(browser, suite, { name, body, ms }, isLast = false) {
  const pages = [];
  const instances = [];
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  const tools = {
    demo,
    async visitor(options) {
      const page = await timed("visitor", () => browser.visitor(options));
      pages.push(page);
      return page;
    },
    async instance(options) {
      const made = await newInstance({ ...(options?.register ? { as: "register" } : {}), ...options });
      instances.push(made);
      return made;
    },
  };
  try {
    await within(timed(WHOLE, () => body(tools)), ms);
    console.log(`  ✓ ${suite}: ${name} (${seconds()}${isLast ? ", at the second try" : ""})`);
    return true;
  } catch (error) {
    if (!isLast && hasStalled(error)) {
      console.log(`  ↻ ${suite}: ${name} (${seconds()}): ${String(error.message).split("\n")[0]} Tried again.`);
      return undefined;
    }
    console.log(`  ✗ ${suite}: ${name} (${seconds()})`);
    console.log(String(error.stack ?? error).replace(/^/gm, "      "));
    for (const [i, page] of pages.entries()) await photograph(page, `${suite}-${name}-${i + 1}`);
    for (const made of instances) if (made.log) console.log(made.log.slice(-4000).replace(/^/gm, "      | "));
    return false;
  } finally {
    if (TIMED) look(); // processes that end with their page are counted before
    for (const page of pages) await timed("close", () => page.context().close());
    for (const made of instances) await made.remove();
    if (TIMED) {
      const counted = taken();
      times.push(counted);
      console.log(`      ⏱ ${line(counted)}`);
    }
  }
}

// The page as it stood when the test failed.
async function photograph(page, name) {
  const path = join(PICTURES, `${name.normalize("NFD").replace(/[^A-Za-z0-9]+/g, "-").slice(0, 100)}.png`);
  try {
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path, fullPage: true });
    console.log(`      ${page.url()} → ${path}`);
  } catch (error) {
    console.log(`      no picture of ${page.url()}: ${error.message}`);
  }
}

// Runs one file in this process; returns how many tests passed and failed.
async function runFile(browser, file) {
  const suite = basename(file, ".test.mjs");
  let passed = 0;
  let failed = 0;
  registered.length = 0;
  await import(pathToFileURL(join(FOLDER, file)).href);
  if (registered.length === 0) {
    console.log(`  ✗ ${suite}: no test in it`);
    failed += 1;
  }
  for (const one of [...registered]) {
    if ((await runOne(browser, suite, one)) ?? (await runOne(browser, suite, one, true))) passed += 1;
    else failed += 1;
  }
  return { passed, failed, ...(TIMED ? { times: times.splice(0) } : {}) };
}

// A lane: asks its parent for a file until there is none left, and for what instances begin as.
async function lane() {
  const browser = await launch();
  const waiting = new Map();
  let asked = 0;
  process.on("message", ({ id, error, ...answer }) => {
    const { done, failed } = waiting.get(id);
    waiting.delete(id);
    if (error) failed(new Error(error));
    else done(answer);
  });
  const ask = (question) =>
    new Promise((done, failed) => {
      waiting.set(++asked, { done, failed });
      process.send({ id: asked, ...question });
    });
  templatesFrom((what, engine) => ask({ what, engine }));
  try {
    for (let { file } = await ask({}); file; { file } = await ask({})) process.send(await runFile(browser, file));
  } finally {
    await browser.close();
    // A demonstration that never came up has failed its tests already; there is nothing left of it to stop.
    for (const result of await Promise.allSettled(demos.values())) if (result.status === "fulfilled") await result.value.remove();
  }
  process.disconnect();
  // What a test that was given up left behind holds nothing up.
  process.exit();
}

// The files to run, the longest first.
function filesOf(words) {
  const wanted = (suite) => words.length === 0 || words.some((word) => `e2e/${suite}`.includes(word));
  const rank = (file) => (LONGEST.indexOf(basename(file, ".test.mjs")) + LONGEST.length + 1) % (LONGEST.length + 1);
  const length = (file) => statSync(join(FOLDER, file)).size;
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".test.mjs") && wanted(basename(name, ".test.mjs")))
    .sort((one, other) => rank(one) - rank(other) || length(other) - length(one));
}

async function main(words) {
  const files = filesOf(words);
  const sums = { passed: 0, failed: 0 };
  const lanes = Array.from({ length: Math.min(LANES, files.length) }, () => {
    const child = fork(fileURLToPath(import.meta.url), ["--lane"]);
    let running;
    const answer = async ({ id, what, engine }) => {
      if (!what) return child.send({ id, file: (running = files.shift() ?? "") });
      try {
        const { folder, database } = await template(what, engine);
        child.send({ id, folder, database });
      } catch (error) {
        child.send({ id, error: String(error.stack ?? error) });
      }
    };
    child.on("message", (message) => {
      if (message.id) answer(message);
      else {
        running = undefined;
        sums.passed += message.passed;
        sums.failed += message.failed;
        times.push(...(message.times ?? []));
      }
    });
    return new Promise((done) =>
      child.on("exit", (code, signal) => {
        if (code !== 0) {
          sums.failed += 1;
          console.log(`  ✗ ${running ?? "lane"}: the process ended with ${signal ?? code}`);
        }
        done();
      }),
    );
  });
  await Promise.all(lanes);
  await removeTemplates();
  if (files.length > 0) sums.failed += files.length;
  if (TIMED) console.log(`⏱ ${line(sum(times))}`);
  console.log(`${sums.passed} passed, ${sums.failed} failed`);
  process.exit(sums.failed === 0 ? 0 : 1);
}

// Not awaited at top level: the test files import this module, which must have finished loading by then.
(process.argv[2] === "--lane" ? lane() : main(process.argv.slice(2))).catch((error) => {
  console.error(error);
  process.exit(1);
});
