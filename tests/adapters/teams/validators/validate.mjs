// Holds cards and the manifest to what their makers publish: the renderer's parser, the types of the cards, the schema.
// Usage: node validate.mjs FOLDER, which holds cards.json (name -> card) and manifest.json.

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

function parsed(card) {
  const context = new SerializationContext();
  const read = new AdaptiveCard();
  read.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, number) => context.getEventAt(number));
  return [...events, ...read.validateProperties().validationEvents].map((one) => one.message);
}

// The types catch what the parser lets pass; the last card is wrong, so that a check that checks nothing is noticed.
function typed(cards) {
  const lines = Object.values(cards).map((card, n) => `export const card${n}: IAdaptiveCard = ${JSON.stringify(card)};`);
  const wrong = '{ "type": "AdaptiveCard", "version": "1.5", "body": [{ "type": "Nothing" }] }';
  const source = ['import type { IAdaptiveCard } from "@microsoft/teams.cards";', ...lines, "// @ts-expect-error"];
  writeFileSync(new URL("node_modules/cards.check.ts", import.meta.url), [...source, `export const bad: IAdaptiveCard = ${wrong};`].join("\n"));
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

const cards = read("cards.json");
const faults = Object.entries(cards).flatMap(([name, card]) => parsed(card).map((fault) => `${name}: ${fault}`));
if (!parsed({ type: "AdaptiveCard", version: "1.5", body: [{ type: "Nothing" }] }).length) faults.push("the parser checks nothing");
faults.push(...typed(cards));
faults.push(...(await AppManifestUtils.validateAgainstSchema(read("manifest.json"))).map((fault) => `manifest: ${fault}`));
if (!(await AppManifestUtils.validateAgainstSchema({ ...read("manifest.json"), version: 1 })).length) faults.push("the schema checks nothing");
for (const fault of faults) console.error(fault);
console.log(`${Object.keys(cards).length} cards and the manifest: ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
