// Every form of every role sent empty, and every list asked for what is not there.
import { opened } from "./lib/acts.mjs";
import { askInVain, sendForms } from "./lib/errors.mjs";
import { copyOfDemo } from "./lib/person.mjs";
import { test } from "./lib/runner.mjs";
import { LONG_MS, nuFindsNothing, pagesOf } from "./lib/walk.mjs";

const isPublic = (policy) => policy === "public_page" || policy === "public_form";
const at = (folder) => (policy, path) => path.startsWith(folder);
const RELAY = { "department.own": "29", "authority.own_code": "29232" };
const texts = {};

// Whose forms, and which of them may be sent with nothing filled in.
const ROLES = [
  { who: "visitor", mine: isPublic, lists: 6, forms: 4, accepted: [] },
  { who: "agent", account: "agent", mine: (policy) => !isPublic(policy), lists: 0, forms: 18, accepted: ["/campagnes/{campaign}/contribuer/{kind} action=brouillon", "/campagnes/{campaign}/contribuer/{kind} action=pieces", "/mes-contributions/{id}/modifier action=brouillon", "/mes-contributions/{id}/modifier action=pieces", "/ma-collectivite/{id}/validations/{validation} acte=valider", "/mes-suivis", "/mes-suivis/tous"] },
  { who: "operator", account: "operateur", mine: at("/operateur"), lists: 10, forms: 34, accepted: ["/operateur/rattachements/{id} verdict=verifier", "/operateur/campagnes/{campaign}/editer/{section} acte=apercu", "/operateur/campagnes/{campaign}/tri/attribuer", "/operateur/messages/{reference}/attribution"] },
  { who: "relay", account: "relais", mine: at("/relais"), own: RELAY, lists: 2, forms: 1, accepted: [] },
];

for (const { who, account, mine, own, lists, forms, accepted } of ROLES)
  test(
    `each form of the ${who} that is sent empty says what is missing where, and keeps what was typed`,
    async ({ instance, visitor }) => {
      const site = await (await copyOfDemo(instance)).serve("--demo");
      const page = account ? await opened(visitor, site, account) : await visitor({ baseURL: site.url });
      const { pages } = await pagesOf(site, page, mine, own);
      Object.assign(texts, await askInVain(page, who, pages, { atLeast: lists }));
      Object.assign(texts, await sendForms(site, page, who, pages, { accepted, atLeast: forms }));
    },
    { ms: LONG_MS },
  );

test("the Nu checker finds nothing in them", () => nuFindsNothing(texts));
