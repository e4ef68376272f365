// A page driven by the keyboard alone: its click, fill, check, selectOption, setInputFiles and focus, and those of its
// locators, press keys and nothing else. What Tab does not reach, or a key does not move, fails the test: so a journey that is
// written once is walked with the mouse and with the keyboard.
import assert from "node:assert/strict";
import { timed } from "./times.mjs";

const STOPS_MAX = 600; // of one page
const CHOOSER_MS_MAX = 3_000; // before Enter is pressed once more
const CHOOSER_PRESSES_MAX = 8;
const ACT_MS_MAX = 4_000; // a key that changes the page does it by then

// In the page: how many Tab presses (negative: Shift+Tab) lead to the element, as the source orders the stops.
function distance(target) {
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const group = (element) => (element.type === "radio" ? [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(element.name)}"]`)].filter((one) => one.form === element.form) : undefined);
  // One stop for a group of radio buttons: the chosen one, or the first.
  const isStop = (element) => {
    const radios = group(element);
    return !radios || element === (radios.find((one) => one.checked) ?? radios[0]);
  };
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((element) => element.tabIndex >= 0 && !element.disabled && element.type !== "hidden" && isShown(element) && isStop(element));
  const own = group(target) ? stops.findIndex((one) => group(one)?.includes(target)) : stops.indexOf(target);
  const at = stops.indexOf(document.activeElement);
  return own < 0 ? null : own - at;
}

// In the page: whether the focus is there, or in its group of radio buttons.
function isThere(target) {
  const at = document.activeElement;
  return at === target || (target.type === "radio" && at?.type === "radio" && at.name === target.name && at.form === target.form);
}

// Holds a key down until it has acted so many times: quicker than as many presses.
async function hold(page, key, times) {
  await Promise.all(Array.from({ length: times }, () => page.keyboard.down(key)));
  if (times > 0) await page.keyboard.up(key);
}

// Tabs to the element of a handle.
function reach(page, handle) {
  return timed("keys", () => tabbed(page, handle));
}

async function tabbed(page, handle) {
  const steps = await handle.evaluate(distance);
  const where = () => handle.evaluate((element) => `${element.outerHTML.slice(0, 120)} on ${location.pathname}`);
  assert.notEqual(steps, null, `no stop of the Tab key: ${await where()}`);
  if (steps < 0) await page.keyboard.down("Shift");
  await hold(page, "Tab", Math.abs(steps));
  if (steps < 0) await page.keyboard.up("Shift");
  // The order on screen may differ from the source's: on until it is there, once around.
  for (let i = 0; i < STOPS_MAX && !(await handle.evaluate(isThere)); i += 1) await page.keyboard.press("Tab");
  assert.ok(await handle.evaluate(isThere), `not reached with Tab: ${await where()}`);
}

// What stands for an element: itself, what it lies in, or the field that it labels.
async function control(handle) {
  const own = await handle.evaluateHandle((element) => element.closest("a[href], button, summary, input, select, textarea, [tabindex]") ?? element.closest("label")?.control ?? element);
  return own.asElement();
}

// Presses a key that may lead to another page, and waits until it begins.
async function act(page, key, leads) {
  if (!leads) return page.keyboard.press(key);
  const happened = ["framenavigated", "download", "filechooser"].map((event) => page.waitForEvent(event, { timeout: ACT_MS_MAX }).catch(() => undefined));
  await timed("keys", async () => {
    await page.keyboard.press(key);
    await Promise.race(happened);
  });
}

const isChecked = (element) => element.checked;

const KEYS = {
  async focus(page, handle) {
    await reach(page, await control(handle));
  },

  async click(page, handle) {
    const own = await control(handle);
    const { type, leads } = await own.evaluate((element) => ({
      type: element.type,
      leads: (element.tagName === "A" && !element.getAttribute("href").startsWith("#")) || (element.form && ["submit", "image"].includes(element.type)),
    }));
    if (type === "radio" || type === "checkbox") return KEYS.check(page, own);
    await reach(page, own);
    await act(page, "Enter", leads);
  },

  async fill(page, handle, text) {
    await reach(page, handle);
    await page.keyboard.press("Control+A");
    if (text === "") await page.keyboard.press("Delete");
    else await page.keyboard.insertText(text);
  },

  async pressSequentially(page, handle, text) {
    await reach(page, handle);
    for (const letter of text) await page.keyboard.press(letter === " " ? "Space" : letter);
  },

  async check(page, handle) {
    const own = await control(handle);
    await reach(page, own);
    if (await own.evaluate(isChecked)) return;
    if (await own.evaluate((element) => document.activeElement === element)) await page.keyboard.press("Space");
    for (let i = 0; i < STOPS_MAX && !(await own.evaluate(isChecked)); i += 1) await page.keyboard.press("ArrowDown");
    assert.ok(await own.evaluate(isChecked), "a key checks it");
  },

  async uncheck(page, handle) {
    const own = await control(handle);
    if (!(await own.evaluate(isChecked))) return;
    await reach(page, own);
    await page.keyboard.press("Space");
    assert.ok(!(await own.evaluate(isChecked)), "a key unchecks it");
  },

  async selectOption(page, handle, wanted) {
    await reach(page, handle);
    const place = await handle.evaluate((select, { value, index, label }) => {
      const chosen = [...select.options].findIndex((option, i) => (index !== undefined ? i === index : label !== undefined ? option.label === label : option.value === value || option.label === value));
      return { chosen, steps: chosen - select.selectedIndex };
    }, typeof wanted === "string" ? { value: wanted } : wanted);
    assert.ok(place.chosen >= 0, `no option ${JSON.stringify(wanted)}`);
    await hold(page, place.steps > 0 ? "ArrowDown" : "ArrowUp", Math.abs(place.steps));
    assert.equal(await handle.evaluate((select) => select.selectedIndex), place.chosen, "arrows choose the option");
  },

  async setInputFiles(page, handle, files) {
    await reach(page, handle);
    // Chromium is told to hand its dialog over while the key is already on its way, and drops keys before the first paint: the
    // key is pressed again, as a person would.
    for (let presses = 1; ; presses += 1) {
      const opened = page.waitForEvent("filechooser", { timeout: CHOOSER_MS_MAX });
      await page.keyboard.press("Enter");
      const chooser = await opened.catch((error) => {
        if (presses === CHOOSER_PRESSES_MAX) throw error;
      });
      if (chooser) return chooser.setFiles(files);
    }
  },
};

const LOCATORS = ["first", "last", "nth", "locator", "filter"];

function keyed(page, locator) {
  for (const [name, press] of Object.entries(KEYS))
    locator[name] = async (...words) => press(page, await first(locator), ...words);
  for (const name of LOCATORS) {
    const own = locator[name].bind(locator);
    locator[name] = (...words) => keyed(page, own(...words));
  }
  const all = locator.all.bind(locator);
  locator.all = async () => (await all()).map((one) => keyed(page, one));
  return locator;
}

async function first(locator) {
  const handle = await locator.elementHandle();
  await handle.waitForElementState("visible");
  return handle;
}

// Makes it so; returns the page.
export function byKeyboard(page) {
  const find = page.locator.bind(page);
  page.locator = (...words) => keyed(page, find(...words));
  for (const [name, press] of Object.entries(KEYS))
    page[name] = async (selector, ...words) => {
      await page.waitForLoadState("load");
      await press(page, await page.waitForSelector(selector), ...words);
    };
  page.keyboardOnly = true;
  return page;
}
