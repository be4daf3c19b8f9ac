import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import type { ResultRow } from "@autoencoders/results";
import { readResultsArguments } from "../../../tasks/results/arguments.ts";
import { givesPicture, isUpToDate, keepsWeights } from "../../../tasks/results/row_choice.ts";

const row = (seed: number, changes: Partial<ResultRow> = {}) =>
  ({ name: "tiny", data: "crosses", seed, ...changes }) as ResultRow;
const reduced = "1 of 3 epochs";
const kept = { precision: "int8", bytes: 1, bce: 1, mse: 1 } as const;

Deno.test("the picture is of the lowest seed, of full runs where there are any", () => {
  const cases: [ResultRow[], ResultRow, boolean][] = [
    [[], row(2, { reduced }), true],
    [[row(2, { reduced })], row(1, { reduced }), true],
    [[row(1, { reduced })], row(2, { reduced }), false],
    [[row(1, { reduced })], row(2), true],
    [[row(1)], row(1, { reduced }), false],
    [[row(2)], row(1, { reduced }), false],
    [[row(2)], row(1), true],
    [[row(1), row(2)], row(2), false],
    [[row(1), row(2)], row(1), true],
    [[row(1, { name: "other" })], row(2), true],
  ];
  deepStrictEqual(cases.map(([rows, one]) => givesPicture(rows, one)), cases.map((one) => one[2]));
});

Deno.test("weights are kept of the first run in full, and of a reduced one only until then", () => {
  const cases: [ResultRow[], ResultRow, boolean][] = [
    [[], row(2, { reduced }), true],
    [[row(2, { reduced, kept })], row(1, { reduced }), false],
    [[row(2, { reduced, kept })], row(2, { reduced }), true],
    [[row(2, { reduced, kept })], row(3), true],
    [[row(2, { kept })], row(1), false],
    [[row(2, { kept })], row(2), true],
    [[row(2, { kept })], row(2, { reduced }), false],
    [[row(2)], row(1, { reduced }), false],
    [[row(1, { name: "other", kept })], row(2), true],
  ];
  deepStrictEqual(cases.map(([rows, one]) => keepsWeights(rows, one)), cases.map((one) => one[2]));
});

Deno.test("a row that is there settles a run, unless it is to be trained again; a full one yields to none", () => {
  const settled = (args: string, rows: ResultRow[], reduced?: string) => {
    const told = readResultsArguments(args.split(" ").filter(Boolean));
    return isUpToDate({ name: "tiny", seed: 1, label: "tiny, seed 1", told }, rows, reduced);
  };
  strictEqual(settled("", []), false);
  strictEqual(settled("", [row(1)]), true);
  strictEqual(settled("", [row(2)]), false);
  strictEqual(settled("", [row(1, { reduced })]), false);
  strictEqual(settled("--again", [row(1)]), false);
  strictEqual(settled("--again", [row(1, { reduced })], reduced), false);
  strictEqual(settled("--again --hold-out 5", [row(1)], reduced), false);
  throws(() => settled("--again", [row(1)], reduced), {
    name: "TaskError",
    message:
      /^tiny, seed 1: its row is of a full run, which one of 1 of 3 epochs would not replace/,
  });
});
