// Chromium for the browser tests: one process, a fresh context (profile) for each visitor, and what it asked for recorded.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { byKeyboard } from "./keyboard.mjs";
import { timedPage } from "./times.mjs";

// The shell without a window: the same engine for half of the CPU seconds of the whole browser.
const EXECUTABLE = process.env.TREMPLIN_CHROMIUM ?? "/usr/lib/chromium/chromium-headless-shell";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const ACTION_MS_MAX = 30_000; // a machine that others share stands still for seconds; how fast pages are is bench/'s business

// axe-core lies in wait on every page as a function that nobody has called: the browser reads a script that comes with the page
// once for all pages, one that is handed over later each time again.
const AXE = `globalThis.bringAxe = () => {${readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")}};`;

// The two widths of PAGES.md: a phone, a desk.
export const PHONE = 360;
export const DESK = 1280;
const HEIGHT = { [PHONE]: 740, [DESK]: 900 };

export async function launch() {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, headless: true, args: FLAGS });
  return { visitor: (options) => visitor(browser, options), close: () => browser.close() };
}

// A visitor with nothing remembered. Options: width (360 or 1280), javascript, dark, baseURL (the server's address),
// keyboard (true: without a mouse, keyboard.mjs).
// Returns Playwright's page, with page.seen: what happened since (see below).
async function visitor(browser, { width = DESK, javascript = true, dark = false, baseURL, keyboard = false } = {}) {
  const context = await browser.newContext({
    baseURL,
    viewport: { width, height: HEIGHT[width] ?? 900 },
    javaScriptEnabled: javascript,
    colorScheme: dark ? "dark" : "light",
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(ACTION_MS_MAX);
  if (javascript) await context.addInitScript(AXE);
  const page = timedPage(await context.newPage());
  page.javascript = javascript;
  page.seen = await watch(context, page);
  return keyboard ? byKeyboard(page) : page;
}

// What the page asked for and complained about since the last seen.clear(): requests (their URLs), bytes received on the
// wire (headers included), how many are not answered yet, console errors and exceptions.
async function watch(context, page) {
  const under = new Set();
  const seen = {
    requests: [],
    bytes: 0,
    pending: () => under.size,
    errors: [],
    clear() {
      under.clear();
      seen.requests.length = 0;
      seen.errors.length = 0;
      seen.bytes = 0;
    },
  };
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  const ended = ({ requestId }) => under.delete(requestId);
  wire.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (!request.url.startsWith("data:")) under.add(requestId);
  });
  wire.on("Network.loadingFinished", (event) => {
    seen.bytes += event.encodedDataLength;
    ended(event);
  });
  wire.on("Network.loadingFailed", ended);
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) seen.requests.push(request.url());
  });
  page.on("console", (message) => {
    // The browser reports each answer of 400 and above as a console error; pages of refusals are tested on purpose.
    const refusal = /^Failed to load resource: the server responded with a status of 4/.test(message.text());
    if (message.type() === "error" && !refusal) seen.errors.push(message.text());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // A request given up because the page moved on is no fault.
    if (reason !== "net::ERR_ABORTED") seen.errors.push(`${request.url()}: ${reason}`);
  });
  return seen;
}
