// Every page that a visitor or an agent of an authority can open: accessible, valid, as wide as the screen, light.
import { opened } from "./lib/acts.mjs";
import { test } from "./lib/runner.mjs";
import { LONG_MS, nuFindsNothing, walk } from "./lib/walk.mjs";

const isPublic = (policy) => policy === "public_page" || policy === "public_form";
const texts = [];

test(
  "every page of a visitor is correct, accessible and light",
  async ({ demo, visitor }) => {
    const site = await demo();
    texts.push(await walk(site, await visitor({ baseURL: site.url }), "visitor", { mine: isPublic, atLeast: 45 }));
  },
  { ms: LONG_MS },
);

test(
  "every page of an agent is correct, accessible and light",
  async ({ demo, visitor }) => {
    const site = await demo();
    texts.push(await walk(site, await opened(visitor, site, "agent"), "agent", { mine: (policy) => !isPublic(policy), atLeast: 30 }));
  },
  { ms: LONG_MS },
);

test("the Nu checker finds nothing in them", () => nuFindsNothing(Object.assign({}, ...texts)));
