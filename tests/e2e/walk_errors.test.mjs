// Every form of every role sent empty, and every list asked for what is not there.
import { askInVain, sendForms } from "./lib/errors.mjs";
import { copyOfDemo } from "./lib/person.mjs";
import { test } from "./lib/runner.mjs";
import { LONG_MS, nuFindsNothing, pageOf, pagesOf } from "./lib/walk.mjs";

const texts = {};

// Whose forms, and which of them may be sent with nothing filled in.
const ROLES = [
  { who: "visitor", lists: 6, forms: 4, accepted: [] },
  { who: "agent", lists: 0, forms: 18, accepted: ["/campagnes/{campaign}/contribuer/{kind} action=brouillon", "/campagnes/{campaign}/contribuer/{kind} action=pieces", "/mes-contributions/{id}/modifier action=brouillon", "/mes-contributions/{id}/modifier action=pieces", "/ma-collectivite/{id}/validations/{validation} acte=valider", "/mes-suivis", "/mes-suivis/tous"] },
  { who: "operator", lists: 10, forms: 34, accepted: ["/operateur/rattachements/{id} verdict=verifier", "/operateur/campagnes/{campaign}/editer/{section} acte=apercu", "/operateur/campagnes/{campaign}/tri/attribuer", "/operateur/messages/{reference}/attribution"] },
  { who: "relay", lists: 2, forms: 1, accepted: [] },
];

for (const { who, lists, forms, accepted } of ROLES)
  test(
    `each form of the ${who} that is sent empty says what is missing where, and keeps what was typed`,
    async ({ instance, visitor }) => {
      const site = await (await copyOfDemo(instance)).serve("--demo");
      const page = await pageOf(site, visitor, who);
      const { pages } = await pagesOf(site, page, who);
      Object.assign(texts, await askInVain(page, who, pages, { atLeast: lists }));
      Object.assign(texts, await sendForms(site, page, who, pages, { accepted, atLeast: forms }));
    },
    { ms: LONG_MS },
  );

test("the Nu checker finds nothing in them", () => nuFindsNothing(texts));
