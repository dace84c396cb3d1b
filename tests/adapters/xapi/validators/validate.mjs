// Holds xAPI statements to the rules that Learning Locker publishes. Usage: node validate.mjs FILE, a JSON list.
// Prints a line for each fault, with the number of the statement.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { default: warnings } = createRequire(import.meta.url)("@learninglocker/xapi-validation");
const statements = JSON.parse(readFileSync(process.argv[2], "utf8"));
let faults = 0;
statements.forEach((statement, number) => {
  for (const warning of warnings(statement)) {
    faults += 1;
    console.error(`${number}: ${warning.constructor.name} ${JSON.stringify(warning)}`);
  }
});
console.log(`${statements.length} statements`);
process.exit(faults ? 1 : 0);
