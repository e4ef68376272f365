// Takes the README's pictures anew from a demonstration of its own:   node tools/screenshots.mjs
// Needs what ./test installs (Chromium, playwright-core) and a built program.
import { join } from "node:path";
import { launch } from "../tests/e2e/lib/browser.mjs";
import { ROOT, instance } from "../tests/e2e/lib/server.mjs";

const CAMPAIGN = "/campagnes/sobriete-services-publics";
const DESK = "/operateur/campagnes/services-petites-communes";
// Name of the file, who looks (an account of the demonstration, or nobody), where, width and height of the window.
const PICTURES = [
  ["home", "", "/", 1280, 900],
  ["proposal", "", "/propositions/P-2021-001", 1280, 900],
  ["list-phone", "elu", `${CAMPAIGN}/propositions`, 360, 740],
  ["figures", "", "/campagnes/france-relance-2021/chiffres", 1280, 1100],
  ["triage", "operateur", `${DESK}/tri`, 1280, 900],
  ["relay", "relais", "/relais/29", 1280, 900],
];

const site = await instance();
const browser = await launch();
try {
  await site.must("demo");
  await site.serve("--demo");
  for (const [name, account, path, width, height] of PICTURES) {
    const page = await browser.visitor({ width, baseURL: site.url });
    await page.setViewportSize({ width, height });
    if (account) {
      await page.goto("/connexion?retour=/mon-compte");
      await page.click(`button[value=${account}]`);
      await page.waitForSelector("form[action='/deconnexion']");
    }
    const answer = await page.goto(path);
    if (answer.status() !== 200) throw new Error(`${path}: ${answer.status()}`);
    await page.screenshot({ path: join(ROOT, "docs", "screenshots", `${name}.png`) });
    await page.context().close();
    console.log(`docs/screenshots/${name}.png`);
  }
} finally {
  await browser.close();
  await site.remove();
}
