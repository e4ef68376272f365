// Comfort for pages that work without it: nothing here is needed for a journey to succeed (PAGES.md).
// No markup is made from text (Trusted Types): elements are created, text is set as text.

const SUGGEST_AFTER_MS = 200;
const SUGGEST_MIN_LETTERS = 2;
const SUGGESTIONS_MAX = 10;
const SUBMIT_LOCK_MS = 8000;

// After a refused form the reader starts at the summary of errors; its links lead to the field itself.
function focusErrorSummary() {
  const summary = document.querySelector(".govuk-error-summary");
  if (!summary) return;
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
  input.addEventListener("blur", close);
}

// On the triage bench each key follows the link or presses the button that shows it: <a data-key="j">, <button data-key="r">.
function benchKeys() {
  if (!document.querySelector("[data-key]")) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, textarea, select")) target.focus();
    else target.click();
  });
}

// Browsers that cannot hold a fold open by style: open it beside the list, where there is room.
function openFilters() {
  const filters = document.querySelector("details.filters");
  if (filters && !CSS.supports("selector(::details-content)") && matchMedia("(width >= 900px)").matches) filters.open = true;
}

focusErrorSummary();
guardDoubleSubmit();
countCharacters();
for (const input of document.querySelectorAll('input[data-suggest="authorities"]')) suggestAuthorities(input);
benchKeys();
openFilters();
