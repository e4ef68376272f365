// A new instance, before anything happened: every page stands, says what to try, and weighs little.
import { DESK, PHONE } from "./lib/browser.mjs";
import * as check from "./lib/check.mjs";
import { engines } from "./lib/server.mjs";
import { test } from "./lib/runner.mjs";

const PAGES = ["/", "/campagnes", "/collectivites", "/collectivites?q=zzzz", "/recherche", "/recherche?q=eau", "/connexion", "/contact", "/mentions-legales", "/donnees-personnelles", "/accessibilite", "/donnees-ouvertes"];

for (const engine of engines())
  test(`an empty instance shows correct pages (${engine})`, async ({ instance, visitor }) => {
    const site = await (await instance({ engine })).serve();
    // The same pages come from either engine: the second is looked at on a phone.
    for (const width of engine === "sqlite" ? [PHONE, DESK] : [PHONE]) {
      const page = await visitor({ width, baseURL: site.url, dark: width === PHONE });
      for (const path of PAGES) await check.visit(page, path);
      await check.visit(page, "/nulle-part", { status: 404 });
      await check.visit(page, "/campagnes/inconnue", { status: 404 });
    }
  });

test("the register is found by name, postcode, INSEE code and SIREN, and a former commune under its successor", async ({ instance, visitor }) => {
  const site = await instance();
  await site.must("load", "register", "--edition", "2021");
  await site.must("load", "register");
  await site.serve();
  const page = await visitor({ baseURL: site.url, javascript: false });
  for (const [asked, expected] of [["Locronan", "Commune de Locronan"], ["29180", "Commune de Locronan"], ["29134", "Commune de Locronan"], ["212901342", "Commune de Locronan"]]) {
    await page.goto("/collectivites");
    await page.fill("#q", asked);
    await page.click("text=Rechercher");
    await page.waitForSelector(`a:has-text("${expected}")`);
  }
  await page.goto("/collectivites?q=Saint-Denis");
  const texts = await page.locator(".item").allTextContents();
  if (new Set(texts).size !== texts.length) throw new Error("homonyms are not told apart");
  await page.goto("/collectivites/29134");
  if (!(await page.textContent("h1")).includes("Commune de Locronan")) throw new Error("no page for Locronan");
  for (const width of [PHONE, DESK]) {
    const look = await visitor({ width, baseURL: site.url });
    for (const path of ["/collectivites?q=saint-denis", "/collectivites?page=3", "/collectivites?region=04&type=commune", "/collectivites/29134", "/collectivites/DEP-29"]) await check.visit(look, path);
  }
});
