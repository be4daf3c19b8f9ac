import { deepStrictEqual } from "node:assert/strict";
import type { ResultRow } from "@autoencoders/results";
import { isPictured, savesWeights } from "../../../tasks/results/row_kinds.ts";
import { resultRow } from "../../helpers/result_rows.ts";

const row = (seed: number, changes: Partial<ResultRow> = {}) => resultRow({ seed, ...changes });
const reduced = "1 of 20 epochs";
const pretrained = { precision: "int8", bytes: 1, bce: 1, mse: 1 } as const;

/** The rows there are, a new row, and what is expected of it. */
type Cases = [ResultRow[], ResultRow, boolean][];

Deno.test("the figure shows the lowest seed, of full runs if there are any", () => {
  const cases: Cases = [
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
  deepStrictEqual(cases.map(([rows, one]) => isPictured(rows, one)), cases.map((one) => one[2]));
});

Deno.test("weights are saved of the first full run, and of a reduced one until there is one", () => {
  const cases: Cases = [
    [[], row(2, { reduced }), true],
    [[row(2, { reduced, pretrained })], row(1, { reduced }), false],
    [[row(2, { reduced, pretrained })], row(2, { reduced }), true],
    [[row(2, { reduced, pretrained })], row(3), true],
    [[row(2, { pretrained })], row(1), false],
    [[row(2, { pretrained })], row(2), true],
    [[row(2, { pretrained })], row(2, { reduced }), false],
    [[row(2)], row(1, { reduced }), false],
    [[row(1, { name: "other", pretrained })], row(2), true],
  ];
  deepStrictEqual(cases.map(([rows, one]) => savesWeights(rows, one)), cases.map((one) => one[2]));
});
