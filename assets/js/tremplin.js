// Comfort for pages that work without it: nothing here is needed for a journey to succeed (PAGES.md).
// No markup is made from text (Trusted Types): elements are created, text is set as text.

const SUGGEST_AFTER_MS = 200;
const SUGGEST_MIN_LETTERS = 2;
const SUGGESTIONS_MAX = 10;
const SUBMIT_LOCK_MS = 8000;

// After a refused form the reader starts at the summary of errors; its links lead to the field itself. Where nothing was
// wrong but an answer fits several, at the question which one.
function focusErrorSummary() {
  const summary = document.querySelector(".govuk-error-summary");
  if (!summary) return document.querySelector("[data-question] input:not([type=hidden])")?.focus();
  summary.tabIndex = -1;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const heading = field.closest("fieldset")?.querySelector("legend") ?? document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    (heading ?? field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

// A second click on the same button within a few seconds is dropped. The server would count once anyway.
function guardDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    const now = Date.now();
    if (now - Number(form.dataset.sentAt ?? 0) < SUBMIT_LOCK_MS) {
      event.preventDefault();
      return;
    }
    form.dataset.sentAt = String(now);
  });
  // A page restored by "back" may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent-at]")) delete form.dataset.sentAt;
  });
}

// "Il vous reste N caractères." The message in the page states the limit for those without JavaScript.
function countCharacters() {
  const number = new Intl.NumberFormat("fr-FR");
  for (const group of document.querySelectorAll(".govuk-character-count[data-maxlength]")) {
    const field = group.querySelector("textarea, input");
    const message = group.querySelector(".govuk-character-count__message");
    if (!field || !message) continue;
    const limit = Number(group.dataset.maxlength);
    const heard = document.createElement("div");
    heard.className = "govuk-visually-hidden";
    heard.setAttribute("aria-live", "polite");
    message.after(heard);
    let later;
    const say = () => {
      // Counted as the server counts: Unicode characters, line ends as one.
      const left = limit - [...field.value].length;
      const plural = Math.abs(left) > 1 ? "s" : "";
      const sentence =
        left >= 0
          ? `Il vous reste ${number.format(left)}\u00a0caractère${plural}.`
          : `Il y a ${number.format(-left)}\u00a0caractère${plural} de trop.`;
      message.textContent = sentence;
      message.classList.toggle("govuk-error-message", left < 0);
      message.classList.toggle("govuk-hint", left >= 0);
      field.classList.toggle("govuk-textarea--error", left < 0);
      clearTimeout(later);
      later = setTimeout(() => (heard.textContent = sentence), 1000);
    };
    field.addEventListener("input", say);
    say();
  }
}

// Suggestions of authorities under a text field: <input data-suggest="authorities" data-suggest-kind="commune"
// data-suggest-code="ID of the hidden field that takes the code">. Without a choice the server searches the typed text.
function suggestAuthorities(input) {
  const list = document.createElement("ul");
  const status = document.createElement("div");
  const holder = document.createElement("div");
  const codeField = document.getElementById(input.dataset.suggestCode ?? "");
  list.id = `${input.id}-suggestions`;
  list.className = "suggest__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Collectivités proposées");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  holder.className = "suggest";
  input.before(holder);
  holder.append(input, list, status);
  input.autocomplete = "off";
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ])
    input.setAttribute(name, value);

  let found = [];
  let chosen = -1;
  let timer;
  let asked;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    chosen = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };
  const take = (index) => {
    input.value = found[index].name;
    if (codeField) codeField.value = found[index].code;
    close();
  };
  const show = (items) => {
    found = items.slice(0, SUGGESTIONS_MAX);
    list.replaceChildren(
      ...found.map((item, i) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${i}`;
        option.className = "suggest__option";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const detail = document.createElement("span");
        detail.className = "muted";
        // Homonyms are told apart by their département and their code.
        detail.textContent = ` ${[item.departement, item.code].filter(Boolean).join(", ")}`;
        option.append(item.name, detail);
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(i);
        });
        return option;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark(-1);
    status.textContent =
      found.length === 0
        ? "Aucune collectivité trouvée."
        : `${found.length} collectivité${found.length > 1 ? "s" : ""} proposée${found.length > 1 ? "s" : ""}\u202f; flèches haut et bas pour choisir.`;
  };
  const ask = async () => {
    const text = input.value.trim();
    asked?.abort();
    if (text.length < SUGGEST_MIN_LETTERS) return close();
    asked = new AbortController();
    const query = new URLSearchParams({ q: text, per_page: String(SUGGESTIONS_MAX) });
    if (input.dataset.suggestKind) query.set("kind", input.dataset.suggestKind);
    try {
      const answer = await fetch(`/api/v1/authorities?${query}`, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return close();
      const body = await answer.json();
      show(Array.isArray(body) ? body : body.items);
    } catch (error) {
      // Typed on, or the network is away: the form still works with the typed text.
      if (error.name !== "AbortError") close();
    }
  };
  input.addEventListener("input", () => {
    if (codeField) codeField.value = "";
    clearTimeout(timer);
    timer = setTimeout(ask, SUGGEST_AFTER_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((chosen + step + found.length + (chosen < 0 && step < 0 ? 1 : 0)) % found.length);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape") {
      close();
    }
  });
  // An answer that comes once one has left would open the list over what one clicks next.
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    asked?.abort();
    close();
  });
}

// On the triage bench each key follows the link or presses the button that shows it: <a data-key="j">, <button data-key="r">.
// They can be switched off, in this browser: a voice that dictates, or a hand that trembles, presses letters (RGAA 12.10).
function benchKeys() {
  if (!document.querySelector("[data-key]")) return;
  const areOff = () => localStorage.getItem("touches") === "non";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  const say = () => (button.textContent = areOff() ? "Activer les touches" : "Désactiver les touches");
  button.addEventListener("click", () => {
    localStorage.setItem("touches", areOff() ? "oui" : "non");
    say();
  });
  say();
  document.querySelector("details > [data-key='?']")?.parentElement.append(button);
  document.addEventListener("keydown", (event) => {
    if (areOff()) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, textarea, select")) return target.focus();
    target.click();
    // A fold that opens is written in at once.
    const fold = target.matches("summary") && target.parentElement;
    if (fold?.open) fold.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
}

// Browsers that cannot hold a fold open by style: open it beside the list, where there is room.
function openFilters() {
  const filters = document.querySelector("details.filters");
  if (filters && !CSS.supports("selector(::details-content)") && matchMedia("(width >= 900px)").matches) filters.open = true;
}

// A draft saves itself, field by field (src/consultation/draft_pages.hpp). What could not be saved is said aloud, kept
// in this browser and tried again; what was changed elsewhere is shown, never replaced unasked.
const SAVE_AFTER_MS = 1500;
const RETRY_AFTER_MS = 10000;
const SUBMIT_WAITS_MS = 4000;
const KEEPALIVE_BYTES_MAX = 60000; // browsers refuse more than 64 kB from a page that goes away
const NEAR_AFTER_MS = 700;
const NEAR_MIN_WORDS = 3;

const made = (name, className, text) => {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text ?? "";
  return element;
};
const keptKey = (owner, draft) => `brouillon:${owner}:${draft}`;
const forget = (key) => {
  try {
    localStorage.removeItem(key);
  } catch {
    // A browser without storage has kept nothing.
  }
};

function keepDraft(form) {
  const { owner, campaign, kind } = form.dataset;
  const isDraft = form.dataset.keep === "draft";
  const fields = [...form.elements].filter((one) => one.name && one.matches("input:not([type=hidden]), select, textarea"));
  const hidden = (name) => form.elements.namedItem(name);
  // After a refusal the page shows what was typed, which nobody knows to be saved.
  const isAgain = document.querySelector(".govuk-error-summary") !== null;
  const saved = new Map(isAgain ? [] : fields.map((one) => [one.name, one.value]));
  const disputed = new Set();
  let draft = form.dataset.draft;
  let key = keptKey(owner, draft || location.pathname);
  let timer;
  let running;
  let isLeaving = false;
  let isWaiting = false;
  const state = made("p", "draft__state muted");
  state.setAttribute("aria-live", "polite");
  const alarm = made("div", "draft__alarm");
  alarm.setAttribute("role", "alert");
  alarm.hidden = true;
  form.append(alarm);
  // Beside the buttons, where one looks; not under the files.
  (form.querySelector(".govuk-button-group") ?? alarm).after(state);

  const unsaved = () => fields.filter((one) => one.value !== saved.get(one.name));
  const shout = (message, advice) => {
    alarm.hidden = false;
    const text = [message, advice].filter(Boolean).join(" ");
    if (alarm.firstChild?.textContent !== text) alarm.replaceChildren(made("p", "", text));
    state.textContent = "";
  };
  const keep = () => {
    const left = unsaved();
    try {
      if (left.length === 0) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(Object.fromEntries(left.map((one) => [one.name, one.value]))));
    } catch {
      // Full or forbidden: the alarm has said that nothing is saved.
    }
  };
  const post = async (address, values) => {
    const body = new URLSearchParams({ _token: hidden("_token").value, _key: hidden("_key").value, ...values });
    let answer;
    try {
      answer = await fetch(address, { method: "POST", body, redirect: "manual", keepalive: String(body).length < KEEPALIVE_BYTES_MAX });
    } catch {
      throw new Error(navigator.onLine ? "le serveur ne répond pas. Nous réessayons." : "vous êtes hors connexion. Nous réessaierons.");
    }
    if (answer.type === "opaqueredirect" || answer.status === 403)
      throw new Error("vous n’êtes plus connecté. Connectez-vous dans un autre onglet, puis rechargez cette page : votre texte vous sera proposé.");
    const content = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok || content.theirs !== undefined) return content;
    throw new Error(content.message ? `${content.message} ${content.advice ?? ""}` : "le serveur ne répond pas. Nous réessayons.");
  };
  const ask = (field, theirs) => {
    if (disputed.has(field.name)) return;
    disputed.add(field.name);
    const box = made("div", "draft__other");
    box.setAttribute("role", "alert");
    const choose = (label, act) => {
      const button = made("button", "govuk-button govuk-button--secondary", label);
      button.type = "button";
      button.addEventListener("click", () => {
        box.remove();
        disputed.delete(field.name);
        saved.set(field.name, theirs);
        act();
        field.focus();
        save();
      });
      return button;
    };
    box.append(
      made("p", "", "Ce champ a été modifié ailleurs (autre onglet, autre appareil). Texte enregistré là-bas :"),
      made("blockquote", "", theirs || "(vide)"),
      choose("Garder mon texte", () => {}),
      choose("Prendre l’autre texte", () => (field.value = theirs)),
    );
    field.after(box);
  };
  const saveAll = async () => {
    if (!draft) {
      const begun = await post("/mes-contributions/brouillon", { campaign, kind });
      forget(key);
      draft = begun.id;
      key = keptKey(owner, draft);
      hidden("changed").value = begun.changed;
      // Not form.action: the buttons bear that name.
      form.setAttribute("action", `/mes-contributions/${draft}/modifier`);
      history.replaceState(history.state, "", form.getAttribute("action"));
      keep();
    }
    for (const field of unsaved()) {
      if (isLeaving) return;
      if (disputed.has(field.name)) continue;
      const value = field.value;
      const answer = await post(`/mes-contributions/${draft}/champ`, { field: field.name, value, was: saved.get(field.name) ?? "", changed: hidden("changed").value });
      if (answer.theirs !== undefined) {
        ask(field, answer.theirs);
        continue;
      }
      saved.set(field.name, value);
      if (hidden("changed").value === answer.previous) hidden("changed").value = answer.changed;
      if (disputed.size === 0) state.textContent = `Enregistré à ${answer.at}`;
    }
  };
  const save = () => {
    clearTimeout(timer);
    if (!isDraft) return Promise.resolve(false);
    running ??= saveAll()
      .then(
        () => (alarm.hidden = true),
        (error) => {
          shout(`Non enregistré : ${error.message}`, "Votre texte reste dans cette page et dans ce navigateur.");
          timer = setTimeout(save, RETRY_AFTER_MS);
        },
      )
      .finally(() => {
        running = undefined;
        keep();
        if (alarm.hidden && !isLeaving && unsaved().some((one) => !disputed.has(one.name))) timer = setTimeout(save, SAVE_AFTER_MS);
      });
    return running;
  };
  const offer = () => {
    let left;
    try {
      left = JSON.parse(localStorage.getItem(key));
    } catch {
      left = null;
    }
    const other = fields.filter((one) => left && typeof left[one.name] === "string" && left[one.name] !== one.value);
    if (other.length === 0) return forget(key);
    const box = made("div", "govuk-inset-text");
    box.setAttribute("role", "status");
    const act = (label, run) => {
      const button = made("button", "govuk-button govuk-button--secondary", label);
      button.type = "button";
      button.addEventListener("click", () => {
        run();
        box.remove();
        save();
      });
      return button;
    };
    box.append(
      made("p", "", "Un texte que vous aviez tapé n’a pas été enregistré. Ce navigateur l’a gardé :"),
      ...other.map((one) => made("blockquote", "", left[one.name])),
      act("Reprendre ce texte", () => {
        for (const one of other) {
          one.value = left[one.name];
          one.dispatchEvent(new Event("input", { bubbles: true }));
        }
        form.querySelector("details:not([open]):has(:is(input, textarea))")?.setAttribute("open", "");
      }),
      act("Effacer ce texte", () => forget(key)),
    );
    form.before(box);
  };

  if (isDraft) offer();
  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (isDraft) timer = setTimeout(save, SAVE_AFTER_MS);
  });
  form.addEventListener("change", () => save());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    isLeaving = true;
    if (!running || isWaiting) return;
    // A save is under way: what it changes would look to the server like another tab's doing.
    isWaiting = true;
    form.setAttribute("aria-busy", "true");
    event.preventDefault();
    event.stopPropagation();
    Promise.race([running, new Promise((done) => setTimeout(done, SUBMIT_WAITS_MS))]).then(() => {
      clearTimeout(timer);
      isLeaving = true;
      form.requestSubmit(event.submitter);
      isWaiting = false;
    });
  });
  addEventListener("online", () => save());
  addEventListener("pageshow", () => (isLeaving = false));
  addEventListener("beforeunload", (event) => {
    if (isLeaving || unsaved().length === 0) return;
    keep();
    event.preventDefault();
  });
  if (isDraft) showNear(form, campaign, () => draft, save);
}

// Under the title: what was said already in this campaign. A link there leaves only once the draft is saved.
function showNear(form, campaign, draftId, save) {
  const title = form.elements.namedItem("title");
  const box = made("div", "near");
  box.setAttribute("aria-live", "polite");
  title.closest(".govuk-form-group").after(box);
  let timer;
  let asked = "";
  const look = async () => {
    const text = title.value.trim();
    if (text === asked) return;
    asked = text;
    let items = [];
    if (text.split(/\s+/).length >= NEAR_MIN_WORDS)
      try {
        const answer = await fetch(`/campagnes/${campaign}/proches?${new URLSearchParams({ titre: text, sauf: draftId() || "0" })}`);
        if (answer.ok && !answer.redirected) ({ items } = await answer.json());
      } catch {
        // A comfort: the page that checks before publishing shows them too.
      }
    if (text !== asked) return;
    const list = made("ul", "govuk-list near__list");
    for (const item of items) {
      const entry = document.createElement("li");
      const link = made("a", "govuk-link", item.title);
      link.href = item.href;
      link.addEventListener("click", async (event) => {
        event.preventDefault();
        await save();
        location.assign(link.href);
      });
      entry.append(link, made("br"), made("span", "muted", item.facts));
      list.append(entry);
    }
    box.replaceChildren(...(items.length === 0 ? [] : [made("p", "near__title", "Déjà exprimé, peut-être :"), list]));
  };
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, NEAR_AFTER_MS);
  });
}

focusErrorSummary();
guardDoubleSubmit();
countCharacters();
for (const input of document.querySelectorAll('input[data-suggest="authorities"]')) suggestAuthorities(input);
benchKeys();
openFilters();
for (const form of document.querySelectorAll("form[data-keep]")) keepDraft(form);
for (const { dataset } of document.querySelectorAll("[data-draft-saved]"))
  for (const name of ["besoin", "service"])
    for (const which of [dataset.draftSaved, `/campagnes/${dataset.campaign}/contribuer/${name}`]) forget(keptKey(dataset.owner, which));
