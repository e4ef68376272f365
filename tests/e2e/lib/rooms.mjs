// Every page there is, for the tests that walk all of them: the rows of the rights matrix (tests/security/rights.csv) with
// the objects that it names (objects.toml), looked up in the demonstration's database. A route without a row fails there.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./server.mjs";

// Whose ids the statements may name, among the demonstration's accounts.
const PERSONS = { admin: "agent", other: "elu", partner: "partenaire", operator: "operateur", auditor: "auditeur", relay: "relais" };

const read = (name) => readFileSync(join(ROOT, "tests", "security", name), "utf8");
const statements = new Map([...read("objects.toml").matchAll(/^([\w.]+) = "(.*)"$/gm)].map(([, name, sql]) => [name, sql]));

// { route, objects: [[part, …], …], query } of each GET; a part is the name of an object or "=text".
function rows() {
  return read("rights.csv")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(";"))
    .filter(([route]) => route.startsWith("GET "))
    .map(([route, objects, query]) => ({ route: route.slice(4), objects: objects ? objects.split(" ") : [""], query }));
}

// The addresses of every GET of a served demonstration on SQLite: [{ route, path }]; what the demonstration does not hold
// (the matrix adds some objects of its own) is left out and counted in `absent`. `own`: objects that are another's for
// this person, by name (a relay's département is not that of the agent).
export function addresses(site, own = {}) {
  const known = new Map(Object.entries(own));
  const person = (name) => `(SELECT id FROM persons WHERE email = '${PERSONS[name]}@demo.tremplin.example')`;
  const authority = (name) => `(SELECT authority_id FROM affiliations WHERE person_id = ${person(name)} AND state = 'verified' ORDER BY id LIMIT 1)`;
  const object = (name) => {
    if (name.startsWith("=")) return name.slice(1);
    if (!known.has(name)) {
      const sql = statements
        .get(name)
        ?.replaceAll("{authority}", authority("admin"))
        .replaceAll("{other_authority}", authority("other"))
        .replace(/\{(\w+)\}/g, (whole, who) => (PERSONS[who] ? person(who) : "NULL"));
      known.set(name, sql ? execFileSync("sqlite3", ["-readonly", site.database, sql], { encoding: "utf8" }).split("\n")[0] : "");
    }
    return known.get(name);
  };
  const found = [];
  let absent = 0;
  for (const { route, objects, query } of rows())
    for (const one of objects) {
      const [parts, more] = one.split("?");
      const values = parts ? parts.split("+").map(object) : [];
      const asked = [more, query?.replace(/\{([\w.]+)\}/g, (whole, name) => object(name))].filter(Boolean).join("&");
      if (values.includes("") || asked.endsWith("=")) absent += 1;
      else found.push({ route, path: route.replace(/\{\w+\}/g, () => values.shift()) + (asked ? `?${encodeURI(asked)}` : "") });
    }
  return { found, absent };
}

// Who may see each route: its policy, by "GET route".
export async function policies(site) {
  return new Map((await site.must("routes")).trim().split("\n").map((line) => line.split(/\s+/)).filter(([method]) => method === "GET").map(([, route, policy]) => [route, policy]));
}
