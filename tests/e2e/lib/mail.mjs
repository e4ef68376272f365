// The mails of a server in tests: each is a file .eml in DATA/mails (mail transport "files"). Read here as a person's
// mail program would: headers decoded, the plain text part, the code of six digits, the links.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { timed } from "./times.mjs";

const WAIT_MS_MAX = 30_000;
const POLL_MS = 50;

export class MailFolder {
  constructor(folder) {
    this.folder = folder;
    this.read = new Map();
  }

  // All mails, oldest first.
  all() {
    let names;
    try {
      names = readdirSync(this.folder).filter((name) => name.endsWith(".eml") && !name.startsWith(".")); // ".writing-…": not whole yet
    } catch (error) {
      if (error.code === "ENOENT") return [];
      throw error;
    }
    return names
      .map((name) => this.one(name))
      .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
      .map(({ mail }) => mail);
  }

  // A mail that has its name is whole and stays as it is: read once.
  one(name) {
    if (!this.read.has(name)) {
      const path = join(this.folder, name);
      this.read.set(name, { name, at: statSync(path).mtimeMs, mail: parseMail(readFileSync(path)) });
    }
    return this.read.get(name);
  }

  to(address) {
    return this.all().filter((mail) => mail.to.includes(address.toLowerCase()));
  }

  // The newest mail to this address, waited for (sending goes through the outbox). after: how many there were before.
  lastMailTo(address, { after = 0 } = {}) {
    return timed("mail", () => this.waited(address, after));
  }

  async waited(address, after) {
    const until = Date.now() + WAIT_MS_MAX;
    for (;;) {
      const mails = this.to(address);
      if (mails.length > after) return mails.at(-1);
      if (Date.now() > until) throw new Error(`no mail to ${address} within ${WAIT_MS_MAX} ms (${mails.length} there, more than ${after} wanted)`);
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
  }
}

// { subject, from, to: [addresses], headers, text, html, code, links } of a mail's bytes.
export function parseMail(bytes) {
  const part = parsePart(Buffer.from(bytes).toString("latin1"));
  const parts = leaves(part);
  const body = (type) => parts.find((one) => one.type === type)?.body() ?? "";
  const text = body("text/plain");
  return {
    headers: part.headers,
    subject: words(part.headers.get("subject") ?? ""),
    from: addresses(part.headers.get("from") ?? "")[0],
    to: addresses(part.headers.get("to") ?? ""),
    text,
    html: body("text/html"),
    // "123456" or "123 456", any kind of space between.
    code: text.match(/(?<!\d)(\d{3})[\s\u00a0\u202f]?(\d{3})(?!\d)/)?.slice(1).join(""),
    links: [...text.matchAll(/https?:\/\/[^\s<>"»]+/g)].map(([url]) => url.replace(/[.,;)]+$/, "")),
  };
}

function parsePart(source) {
  const end = source.search(/\r?\n\r?\n/);
  const head = end < 0 ? source : source.slice(0, end);
  const content = end < 0 ? "" : source.slice(end).replace(/^\r?\n\r?\n/, "");
  const headers = new Map();
  for (const line of head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const [type, ...parameters] = (headers.get("content-type") ?? "text/plain").split(";").map((word) => word.trim());
  const boundary = parameters.find((word) => /^boundary=/i.test(word))?.replace(/^boundary="?|"$/gi, "");
  return {
    headers,
    type: type.toLowerCase(),
    parts: boundary ? split(content, boundary).map(parsePart) : [],
    body: () => decode(content, (headers.get("content-transfer-encoding") ?? "7bit").toLowerCase()),
  };
}

function split(content, boundary) {
  const parts = [];
  let lines;
  for (const line of content.split(/\r?\n/)) {
    if (line === `--${boundary}` || line === `--${boundary}--`) {
      if (lines) parts.push(lines.join("\r\n"));
      lines = line.endsWith("--") && line.length === boundary.length + 4 ? undefined : [];
    } else lines?.push(line);
  }
  return parts;
}

const leaves = (part) => (part.parts.length > 0 ? part.parts.flatMap(leaves) : [part]);

function decode(content, encoding) {
  if (encoding === "base64") return Buffer.from(content, "base64").toString("utf8");
  if (encoding === "quoted-printable") return quoted(content.replace(/=\r?\n/g, ""));
  return Buffer.from(content, "latin1").toString("utf8");
}

const quoted = (text) =>
  Buffer.from(text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString("utf8");

// RFC 2047 words of a header: =?utf-8?Q?…?= and =?utf-8?B?…?=; adjacent ones join without the space between.
function words(header) {
  const joined = header.replace(/\?=\s+=\?/g, "?==?");
  const decoded = joined.replace(/((?:=\?utf-8\?[QB]\?[^?]*\?=)+)/gi, (run) => {
    const pieces = [...run.matchAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi)].map(([, kind, text]) =>
      kind.toUpperCase() === "B"
        ? Buffer.from(text, "base64")
        : Buffer.from(text.replace(/_/g, " ").replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1"),
    );
    // A character may be cut between two words, wrongly but commonly: join bytes first.
    return Buffer.from(Buffer.concat(pieces)).toString("latin1");
  });
  return Buffer.from(decoded, "latin1").toString("utf8");
}

const addresses = (header) => [...header.matchAll(/[^\s<>,;"]+@[^\s<>,;"]+/g)].map(([address]) => address.toLowerCase());
