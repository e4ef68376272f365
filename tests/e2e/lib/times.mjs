// Where the seconds of the browser tests go (TIMES=1): by kind of work, each counted without what it calls in turn, and the CPU
// seconds of the test program, of Chromium and of the servers. Printed for each file, and for the whole by the runner.
import { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync, readdirSync } from "node:fs";

export const ON = process.env.TIMES === "1";
const CLOCK_HZ = 100; // of /proc/PID/stat (man 5 proc; sysconf(_SC_CLK_TCK) on every Debian)
// What a page of Playwright is asked for, by kind.
const KINDS = {
  goto: "load",
  reload: "load",
  goBack: "load",
  setViewportSize: "resize",
  emulateMedia: "resize",
  evaluate: "evaluate",
  waitForTimeout: "sleep",
  waitForLoadState: "wait",
  waitForFunction: "wait",
  waitForSelector: "wait",
  waitForNavigation: "wait",
  click: "click",
  close: "close",
};

// The kind of a test as a whole: what is left over.
export const WHOLE = "rest";

const spans = new AsyncLocalStorage();
let kinds = new Map();

// Runs and counts it as `kind`; returns what it returns.
export async function timed(kind, work) {
  if (!ON) return work();
  const span = { kind, inner: 0 };
  const above = spans.getStore();
  const start = performance.now();
  try {
    return await spans.run(span, work);
  } finally {
    const whole = performance.now() - start;
    if (above) above.inner += whole;
    add(kinds, kind, { times: 1, ms: whole - span.inner });
  }
}

function add(sums, kind, { times, ms }) {
  const sum = sums.get(kind) ?? { times: 0, ms: 0 };
  sums.set(kind, { times: sum.times + times, ms: sum.ms + ms });
}

// The page, with what it is asked for counted.
export function timedPage(page) {
  if (!ON) return page;
  for (const [name, kind] of Object.entries(KINDS)) {
    const own = page[name].bind(page);
    // What is counted already by what it is for is not counted again by how it is done.
    page[name] = (...words) => (spans.getStore()?.kind === WHOLE ? timed(kind, () => own(...words)) : own(...words));
  }
  return page;
}

const spent = new Map(); // of every process below this one that is not its child, by its number: a dead one keeps its last

// The CPU milliseconds of this process (with those of its children that ended), of its children and of all below them.
export function look() {
  const parents = new Map();
  const used = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const [, parent, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const own = process.pid === Number(name) ? 4 : 2; // utime, stime, and those of the children that were waited for
      used.set(Number(name), fields.slice(9, 9 + own).reduce((sum, ticks) => sum + Number(ticks), 0));
      parents.set(Number(name), Number(parent));
    } catch {
      // It ended while we looked.
    }
  }
  let direct = used.get(process.pid);
  for (const pid of used.keys()) {
    let above = parents.get(pid);
    if (above === process.pid) direct += used.get(pid);
    else {
      while (above > 1 && above !== process.pid) above = parents.get(above);
      if (above === process.pid) spent.set(pid, used.get(pid));
    }
  }
  return (direct + [...spent.values()].reduce((sum, ticks) => sum + ticks, 0)) * (1000 / CLOCK_HZ);
}

// What was counted since the last call: { kinds: [[kind, { times, ms }]], cpu: { test, all } } in milliseconds.
let before = { test: 0, all: 0 };
export function taken() {
  const test = process.cpuUsage();
  const now = { test: (test.user + test.system) / 1000, all: look() };
  const cpu = { test: now.test - before.test, all: now.all - before.all };
  before = now;
  const counted = [...kinds];
  kinds = new Map();
  return { kinds: counted, cpu };
}

// One line: "load 12.3 s (40), axe 8.1 s (22), … CPU 20.1 s, of which 4.0 s of the tests".
export function line({ kinds: counted, cpu }) {
  const parts = counted
    .sort(([, one], [, other]) => other.ms - one.ms)
    .map(([kind, { times, ms }]) => `${kind} ${(ms / 1000).toFixed(1)} (${times})`);
  return `${parts.join(", ")}; CPU ${(cpu.all / 1000).toFixed(1)}, of which node ${(cpu.test / 1000).toFixed(1)}`;
}

// Sums of several.
export function sum(all) {
  const sums = new Map();
  const cpu = { test: 0, all: 0 };
  for (const one of all) {
    for (const [kind, value] of one.kinds) add(sums, kind, value);
    cpu.test += one.cpu.test;
    cpu.all += one.cpu.all;
  }
  return { kinds: [...sums], cpu };
}
