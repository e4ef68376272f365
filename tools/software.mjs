// Writes docs/legal/software.toml: every package that serves, builds or tests the site, with its licence, from
// packaging/*.list and package-lock.json (the page /sources reads it).   node tools/software.mjs [--check]
// Debian states licences file by file; the one that covers the library itself is written down here. An unknown package
// fails, so that nobody adds one without having read its licence.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OUT = join(ROOT, "docs", "legal", "software.toml");

// Package of Debian 12: [licence, role]. "sert": part of the running service; "construit"; "vérifie".
const DEBIAN = {
  "g++": ["GPL-3.0 avec exception de bibliothèque", "construit"],
  cmake: ["BSD-3-Clause", "construit"],
  "ninja-build": ["Apache-2.0", "construit"],
  mold: ["AGPL-3.0", "construit"],
  ccache: ["GPL-3.0", "construit"],
  "pkg-config": ["ISC", "construit"],
  "libboost1.81-dev": ["BSL-1.0", "sert"],
  "libboost-json1.81-dev": ["BSL-1.0", "sert"],
  "libfmt-dev": ["MIT", "sert"],
  "libsqlite3-dev": ["domaine public", "sert"],
  "libpq-dev": ["PostgreSQL", "sert"],
  "libcurl4-openssl-dev": ["curl", "sert"],
  "libssl-dev": ["Apache-2.0", "sert"],
  "libstemmer-dev": ["BSD-3-Clause", "sert"],
  "libhowardhinnant-date-dev": ["MIT", "sert"],
  "libtomlplusplus-dev": ["MIT", "sert"],
  "libcli11-dev": ["BSD-3-Clause", "sert"],
  "libcmark-gfm-dev": ["BSD-2-Clause", "sert"],
  "libbrotli-dev": ["MIT", "sert"],
  "zlib1g-dev": ["Zlib", "sert"],
  "libdtl-dev": ["BSD-3-Clause", "sert"],
  "libsodium-dev": ["ISC", "sert"],
  "libmagic-dev": ["BSD-2-Clause", "sert"],
  "libzip-dev": ["BSD-3-Clause", "sert"],
  "libxlsxwriter-dev": ["BSD-2-Clause", "sert"],
  "libpango1.0-dev": ["LGPL-2.0 ou plus", "sert"],
  "libqpdf-dev": ["Apache-2.0", "sert"],
  "fonts-dejavu-core": ["Bitstream Vera", "sert"],
  "liboath-dev": ["LGPL-2.1 ou plus", "sert"],
  "libqrcodegencpp-dev": ["MIT", "sert"],
  "libarchive-dev": ["BSD-2-Clause", "sert"],
  "libexpat1-dev": ["MIT", "sert"],
  "libpugixml-dev": ["MIT", "sert"],
  "libxlsxio-dev": ["MIT", "sert"],
  "libxml2-dev": ["MIT", "sert"],
  tzdata: ["domaine public", "sert"],
  "ca-certificates": ["MPL-2.0", "sert"],
  nodejs: ["MIT", "construit"],
  npm: ["Artistic-2.0", "construit"],
  "libgtest-dev": ["BSD-3-Clause", "vérifie"],
  "libgmock-dev": ["BSD-3-Clause", "vérifie"],
  shellcheck: ["GPL-3.0", "vérifie"],
  "clang-format-14": ["Apache-2.0 avec exception LLVM", "vérifie"],
  "postgresql-15": ["PostgreSQL", "vérifie"],
  "chromium-headless-shell": ["BSD-3-Clause", "vérifie"],
  sqlite3: ["domaine public", "vérifie"],
  "fonts-liberation": ["OFL-1.1", "vérifie"],
  qpdf: ["Apache-2.0", "vérifie"],
  "poppler-utils": ["GPL-2.0 ou GPL-3.0", "vérifie"],
  prometheus: ["Apache-2.0", "vérifie"],
  nginx: ["BSD-2-Clause", "vérifie"],
  "nginx-light": ["BSD-2-Clause", "vérifie"],
  oathtool: ["GPL-3.0", "vérifie"],
  binutils: ["GPL-3.0", "vérifie"],
  "openjdk-17-jre-headless": ["GPL-2.0 avec exception Classpath", "vérifie"],
};
// What of npm is in the pages or the database; everything else of the lock file builds or tests.
const SERVED = new Set(["govuk-frontend", "decoupage-2021", "decoupage-2026"]);

const listed = (name) =>
  readFileSync(join(ROOT, "packaging", name), "utf8")
    .split("\n")
    .map((line) => line.trim().split("?")[0])
    .filter((line) => line !== "" && !line.startsWith("#"));

const rows = [];
const unknown = [];
for (const name of [...listed("build.list"), ...listed("test.list")]) {
  if (!DEBIAN[name]) unknown.push(name);
  else rows.push({ name, version: "Debian 12", licence: DEBIAN[name][0], role: DEBIAN[name][1] });
}
if (unknown.length > 0) {
  console.error(`tools/software.mjs does not say the licence of ${unknown.join(", ")}`);
  process.exit(1);
}
const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
const { dependencies = {}, devDependencies = {} } = lock.packages[""];
for (const name of [...Object.keys(dependencies), ...Object.keys(devDependencies)].sort()) {
  const { version, license, name: real } = lock.packages[`node_modules/${name}`];
  const role = SERVED.has(name) ? "sert" : name in dependencies ? "construit" : "vérifie";
  rows.push({ name: real ?? name, version, licence: license, role });
}
const text = `# Written by tools/software.mjs from packaging/*.list and package-lock.json; a test compares.\n${rows
  .map((row) => `\n[[software]]\n${Object.entries(row).map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join("\n")}\n`)
  .join("")}`;
if (process.argv.includes("--check")) {
  if (readFileSync(OUT, "utf8") !== text) {
    console.error("docs/legal/software.toml is not what packaging/*.list and package-lock.json say: run node tools/software.mjs");
    process.exit(1);
  }
} else {
  writeFileSync(OUT, text);
}
