// Every page that a visitor or an agent of an authority can open: accessible, valid, as wide as the screen, light.
import { test } from "./lib/runner.mjs";
import { LONG_MS, nuFindsNothing, walk } from "./lib/walk.mjs";

const texts = {};

for (const [who, atLeast] of [["visitor", 45], ["agent", 30]])
  test(
    `every page of ${who === "agent" ? "an" : "a"} ${who} is correct, accessible and light`,
    async ({ demo, visitor }) => {
      Object.assign(texts, await walk(await demo(), visitor, who, { atLeast }));
    },
    { ms: LONG_MS },
  );

test("the Nu checker finds nothing in them", () => nuFindsNothing(texts));
