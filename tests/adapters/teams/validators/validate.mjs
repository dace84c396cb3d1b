// Holds cards and the manifest to what their makers publish: the renderer's parser, the types of the cards, the schema.
// Usage: node validate.mjs FOLDER, which holds cards.json (name -> card), manifest.json and manifest-receipts.json,
// and planted.json: cards and manifests that are wrong on purpose, so that a check that checks nothing is noticed.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { JSDOM } from "jsdom";

const require = createRequire(import.meta.url);
const folder = process.argv[2];
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));

global.window = new JSDOM("").window;
global.document = window.document;
global.HTMLElement = window.HTMLElement;
const { AdaptiveCard, SerializationContext } = require("adaptivecards/dist/adaptivecards.js");
const { AppManifestUtils } = require("@microsoft/app-manifest");

// What an older client draws: elements that Teams added stand on others that every client knows.
const ADDED = new Set(["Badge", "ProgressBar"]);
function basic(value) {
  if (Array.isArray(value)) return value.map(basic).filter((one) => one !== "drop");
  if (value === null || typeof value !== "object") return value;
  if (ADDED.has(value.type)) return basic(value.fallback);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, basic(inner)]));
}

function parsed(whole) {
  const card = basic(whole);
  const context = new SerializationContext();
  const read = new AdaptiveCard();
  read.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, number) => context.getEventAt(number));
  return [...events, ...read.validateProperties().validationEvents].map((one) => one.message);
}

// The types catch what the parser lets pass; a wrong card that they let pass too is an error of the compiler's.
function typed(cards, wrong) {
  const line = (card, name) => `export const ${name}: IAdaptiveCard = ${JSON.stringify(card)};`;
  const good = Object.values(cards).map((card, n) => line(card, `card${n}`));
  const bad = Object.entries(wrong).flatMap(([name, card], n) => [`// @ts-expect-error ${name}`, line(card, `bad${n}`)]);
  const source = ['import type { IAdaptiveCard } from "@microsoft/teams.cards";', ...good, ...bad];
  writeFileSync(new URL("node_modules/cards.check.ts", import.meta.url), source.join("\n"));
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext"];
  try {
    execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), ...options, "cards.check.ts"], {
      cwd: new URL("node_modules/", import.meta.url),
    });
    return [];
  } catch (fault) {
    return String(fault.stdout).split("\n").filter(Boolean).slice(0, 20);
  }
}

const schema = async (manifest) => await AppManifestUtils.validateAgainstSchema(manifest);
const cards = read("cards.json");
const planted = read("planted.json");
const faults = Object.entries(cards).flatMap(([name, card]) => parsed(card).map((fault) => `${name}: ${fault}`));
const missedByParser = Object.entries(planted.cards).filter(([, card]) => !parsed(card).length);
if (missedByParser.length === Object.keys(planted.cards).length) faults.push("the parser checks nothing");
faults.push(...typed(cards, Object.fromEntries(missedByParser)));
for (const name of ["manifest", "manifest-receipts"]) {
  faults.push(...(await schema(read(`${name}.json`))).map((fault) => `${name}: ${fault}`));
}
for (const [name, wrong] of Object.entries(planted.manifests)) {
  if (!(await schema({ ...read("manifest.json"), ...wrong })).length) faults.push(`a wrong manifest passes: ${name}`);
}
for (const fault of faults) console.error(fault);
const refused = Object.keys(planted.cards).length + Object.keys(planted.manifests).length;
console.log(`${Object.keys(cards).length} cards and both manifests, ${refused} planted ones: ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
