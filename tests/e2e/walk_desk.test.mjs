// Every page of the operator's desk, of an auditor and of a prefecture's relay: accessible, valid, as wide as the screen,
// within the budget of a bench.
import { test } from "./lib/runner.mjs";
import { LONG_MS, nuFindsNothing, walk } from "./lib/walk.mjs";

const texts = {};

for (const [who, options] of [
  ["operator", { atLeast: 50 }],
  ["auditor", { atLeast: 30, looks: 1 }],
  ["relay", { atLeast: 10 }],
])
  test(
    `every page of the ${who} is correct and accessible`,
    async ({ demo, visitor }) => {
      Object.assign(texts, await walk(await demo(), visitor, who, options));
    },
    { ms: LONG_MS },
  );

test("the Nu checker finds nothing in them", () => nuFindsNothing(texts));
