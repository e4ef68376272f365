// Vérifie une preuve du journal, sans rien demander au serveur :   node verify_proof.mjs preuve.json [tete.json]
// ou la preuve que le journal n’a fait que grandir entre deux têtes : node verify_proof.mjs coherence.json [tete.json]
// Il faut Node.js 18 ou plus récent, et rien d’autre. Ce programme écrit une phrase, et sort par 0 si tout concorde.
//
// Verifies a proof of the journal without asking the server; it is also downloaded from each act's page.
// What is checked (docs/journal.md): the leaf is the hash of the fields, the path leads from it to the head's root, the
// head is signed by the key. With a second file (a line of /api/v1/journal/heads that you kept) the head and the key must
// be those. Of a consistency proof (/api/v1/journal/consistency): the path leads from the first root to the second, both heads
// are signed, a kept head is one of them. Exit 0: everything holds.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { argv, exit } from "node:process";
import { fileURLToPath } from "node:url";

const LEAF = 0x00;
const NODE = 0x01;
const LEAF_VERSION = 1;
// DER of an Ed25519 public key, up to its 32 bytes (RFC 8410).
const SPKI_ED25519 = Buffer.from("302a300506032b6570032100", "hex");

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const bytes = (hex) => Buffer.from(hex, "hex");

// H(0x00 ‖ version ‖ each field after its length on four bytes).
export function leafOf(fields) {
  const parts = [Buffer.from([LEAF, LEAF_VERSION])];
  for (const field of fields.map(bytes)) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    parts.push(length, field);
  }
  return sha256(...parts);
}

// RFC 9162 §2.1.3.2: the root to which the path leads, or undefined when its length does not fit.
export function rootOf(leaf, position, size, path) {
  if (position < 0 || position >= size) return undefined;
  let node = BigInt(position);
  let last = BigInt(size) - 1n;
  let hash = leaf;
  for (const sibling of path.map(bytes)) {
    if (last === 0n) return undefined;
    if (node & 1n || node === last) {
      hash = sha256(Buffer.from([NODE]), sibling, hash);
      while (!(node & 1n) && node !== 0n) [node, last] = [node >> 1n, last >> 1n];
    } else hash = sha256(Buffer.from([NODE]), hash, sibling);
    [node, last] = [node >> 1n, last >> 1n];
  }
  return last === 0n ? hash : undefined;
}

// RFC 9162 §2.1.4.2: whether the path leads from the root of the first head to that of the second.
export function isConsistent(first, second, path) {
  if (!(first.size >= 1 && first.size <= second.size)) return false;
  if (first.size === second.size) return path.length === 0 && first.root === second.root;
  let node = BigInt(first.size) - 1n;
  let last = BigInt(second.size) - 1n;
  const isPowerOfTwo = (BigInt(first.size) & node) === 0n;
  const all = [...(isPowerOfTwo ? [first.root] : []), ...path].map(bytes);
  if (all.length === 0) return false;
  while (node & 1n) [node, last] = [node >> 1n, last >> 1n];
  let one = all[0];
  let other = all[0];
  for (const hash of all.slice(1)) {
    if (last === 0n) return false;
    if (node & 1n || node === last) {
      one = sha256(Buffer.from([NODE]), hash, one);
      other = sha256(Buffer.from([NODE]), hash, other);
      while (!(node & 1n) && node !== 0n) [node, last] = [node >> 1n, last >> 1n];
    } else other = sha256(Buffer.from([NODE]), other, hash);
    [node, last] = [node >> 1n, last >> 1n];
  }
  return last === 0n && one.toString("hex") === first.root && other.toString("hex") === second.root;
}

// What is wrong with a proof between two heads; `kept`: a head that somebody kept, one of the two.
export function problemsBetween(proof, kept) {
  const problems = [];
  const { first, second, path, public_key: key } = proof;
  if (!isConsistent(first, second, path)) problems.push("Le chemin ne mène pas d’une tête à l’autre : le début du journal a été changé, ou la preuve.");
  if (![first, second].every((head) => isSigned(head, key))) problems.push("La signature d’une des têtes n’est pas de cette clé.");
  if (kept && kept.public_key !== key) problems.push("La clé n’est pas celle de la tête que vous avez gardée.");
  if (kept && ![first, second].some((head) => head.size === kept.size && head.root === kept.root)) problems.push("Aucune des deux têtes n’est celle que vous avez gardée.");
  return problems;
}

export function isSigned(head, publicKey) {
  const key = createPublicKey({ key: Buffer.concat([SPKI_ED25519, bytes(publicKey)]), format: "der", type: "spki" });
  const text = `tremplin journal head 1\n${head.size}\n${head.root}\n${head.at_us}\n`;
  return verify(null, Buffer.from(text), key, bytes(head.signature));
}

// What is wrong, in sentences; nothing: the proof holds. `kept`: a head that somebody kept.
export function problemsOf(proof, kept) {
  const problems = [];
  if (proof.fields && leafOf(proof.fields).toString("hex") !== proof.leaf) problems.push("La feuille n’est pas l’empreinte du contenu : le contenu a été changé.");
  const root = rootOf(bytes(proof.leaf), proof.position, proof.head.size, proof.path);
  if (root?.toString("hex") !== proof.head.root) problems.push("Le chemin ne mène pas à la racine de la tête.");
  if (!isSigned(proof.head, proof.public_key)) problems.push("La signature de la tête n’est pas de cette clé.");
  if (kept && kept.public_key !== proof.public_key) problems.push("La clé n’est pas celle de la tête que vous avez gardée.");
  if (kept && kept.size === proof.head.size && kept.root !== proof.head.root) problems.push("La tête n’est pas celle que vous avez gardée.");
  return problems;
}

// The content of a file, or a sentence and exit 2.
function read(path, member) {
  const refuse = (why) => {
    console.error(`${path} : ${why}`);
    exit(2);
  };
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    refuse("ce fichier ne peut pas être lu.");
  }
  try {
    const value = JSON.parse(text);
    if (value?.[member] !== undefined) return value;
  } catch {
    // Said below.
  }
  return refuse(member === "path" ? "ce n’est pas une preuve du journal." : "ce n’est pas une tête signée du journal.");
}

if (argv[1] && realpathSync(argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, keptFile] = argv.slice(2);
  if (!file || file.startsWith("-")) {
    console.error("node verify_proof.mjs preuve.json [tete.json]\npreuve.json : téléchargée depuis la page d’un acte, ou preuve de cohérence entre deux têtes ; tete.json : une ligne de /api/v1/journal/heads que vous avez gardée.");
    exit(2);
  }
  const proof = read(file, "path");
  const kept = keptFile ? read(keptFile, "root") : undefined;
  const isBetweenHeads = proof.first !== undefined && proof.second !== undefined;
  const problems = isBetweenHeads ? problemsBetween(proof, kept) : problemsOf(proof, kept);
  for (const problem of problems) console.error(problem);
  if (problems.length === 0 && isBetweenHeads) console.log(`La preuve est juste : les ${proof.first.size} premiers actes sont les mêmes dans les deux têtes, de ${proof.first.size} et ${proof.second.size} actes, toutes deux signées.`);
  else if (problems.length === 0)
    console.log(`La preuve est juste : l’écriture ${proof.entry} (${proof.act}) est à la place ${proof.position} d’un arbre de ${proof.head.size} actes, signé.${proof.fields ? "" : " Son contenu a été effacé."}`);
  exit(problems.length === 0 ? 0 : 1);
}
