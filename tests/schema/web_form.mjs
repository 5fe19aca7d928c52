// Runs the form of the docs: schema and rows come by stdin, what the form says of each row goes to stdout.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

runInThisContext(readFileSync(process.argv[2], "utf8"));
const { schema, rows } = JSON.parse(readFileSync(0, "utf8"));
const typed = rows.map((row) => globalThis.sxForm.rowOf(schema, Object.entries(row).map(([key, cell]) => [key, String(cell)])));
console.log(
  JSON.stringify({
    given: rows.map((row) => globalThis.sxForm.problems(schema, row)),
    typed: typed.map((row) => globalThis.sxForm.problems(schema, row)),
    html: globalThis.sxForm.html(schema),
  }),
);
