// Holds blocks, views and manifests to the types that Slack publishes for them.
// Usage: node validate.mjs FILE, which holds {"blocks": {name: [block]}, "views": {name: view}, "manifests": {name: manifest}}.
// Prints {"blocks": {name: [fault]}, ...}; a name without faults has an empty list.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import Ajv from "ajv";
import { createGenerator } from "ts-json-schema-generator";

const require = createRequire(import.meta.url);

// Fields that a type does not name are faults, except in manifests, whose types leave them open.
function schemaOf(path, type) {
  const options = { path, type, skipTypeCheck: true, additionalProperties: false, topRef: false };
  return createGenerator(options).createSchema(type);
}

const types = join(dirname(require.resolve("@slack/types")), "index.d.ts");
const manifests = join(dirname(require.resolve("@slack/web-api")), "types/request/manifest.d.ts");
const schemas = { KnownBlock: schemaOf(types, "KnownBlock"), View: schemaOf(types, "View"), Manifest: schemaOf(manifests, "Manifest") };
const ajv = new Ajv({ strict: false, allErrors: true });
const compiled = new Map();

function checker(schema, definition) {
  const key = `${schema}/${definition}`;
  if (!compiled.has(key)) {
    const { definitions } = schemas[schema];
    compiled.set(key, ajv.compile(definition ? { $ref: `#/definitions/${definition}`, definitions } : schemas[schema]));
  }
  return compiled.get(key);
}

// A union answers with the faults of all its members: the deepest are about the member that was meant.
function faults(check, value) {
  if (check(value)) return [];
  const depth = (one) => one.instancePath.split("/").length;
  const deepest = Math.max(...check.errors.map(depth));
  const told = check.errors.filter((one) => depth(one) === deepest);
  return [...new Set(told.map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`))].slice(0, 5);
}

const kinds = new Map();
for (const [name, definition] of Object.entries(schemas.KnownBlock.definitions)) {
  const kind = definition.properties?.type?.const;
  if (kind && name.endsWith("Block")) kinds.set(kind, name);
}

function blockFaults(block, number) {
  const definition = kinds.get(block.type);
  if (!definition) return [`block ${number}: there is no block of type ${block.type}`];
  return faults(checker("KnownBlock", definition), block).map((fault) => `block ${number} (${block.type}): ${fault}`);
}

// A view's own type takes blocks of any type: they are looked at one by one, and the view without them.
function viewFaults(view) {
  return [...faults(checker("View"), { ...view, blocks: [] }), ...view.blocks.flatMap(blockFaults)];
}

const each = (group, check) => Object.fromEntries(Object.entries(group ?? {}).map(([name, one]) => [name, check(one)]));
const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const report = {
  blocks: each(given.blocks, (blocks) => blocks.flatMap(blockFaults)),
  views: each(given.views, viewFaults),
  manifests: each(given.manifests, (manifest) => faults(checker("Manifest"), manifest)),
};
process.stdout.write(JSON.stringify(report));
