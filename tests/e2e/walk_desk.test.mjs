// Every page of the operator's desk, of an auditor and of a prefecture's relay: accessible, valid, as wide as the screen,
// within the budget of a bench.
import { opened } from "./lib/acts.mjs";
import { test } from "./lib/runner.mjs";
import { LONG_MS, nuFindsNothing, walk } from "./lib/walk.mjs";

const at = (folder) => (policy, path) => path.startsWith(folder);
// The auditor's pages are the operator's, less what writes.
// The relay of the demonstration is that of the Finistère.
const texts = {};
const RELAY = { "department.own": "29", "authority.own_code": "29232" };

for (const [who, account, options] of [
  ["operator", "operateur", { mine: at("/operateur"), atLeast: 50 }],
  ["auditor", "auditeur", { mine: at("/operateur"), atLeast: 30, looks: 1 }],
  ["relay", "relais", { mine: at("/relais"), atLeast: 10, own: RELAY }],
])
  test(
    `every page of the ${who} is correct and accessible`,
    async ({ demo, visitor }) => {
      const site = await demo();
      const seen = await walk(site, await opened(visitor, site, account), who, options);
      for (const [path, text] of Object.entries(seen)) texts[`${who} ${path}`] = text;
    },
    { ms: LONG_MS },
  );

test("the Nu checker finds nothing in them", () => nuFindsNothing(texts));
