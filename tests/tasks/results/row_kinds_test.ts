import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { ResultRow } from "@autoencoders/results";
import { hasRow, isPictured, replaceRow, savesWeights } from "../../../tasks/results/row_kinds.ts";
import { resultRow } from "../../helpers/result_rows.ts";

const row = (seed: number, changes: Partial<ResultRow> = {}) => resultRow({ seed, ...changes });
const reduced = "1 of 20 epochs";
const pretrained = { precision: "int8", bytes: 1, bce: 1, mse: 1 } as const;

Deno.test("a row replaces the one of the same network, data and seed", () => {
  const rows = [resultRow(), resultRow({ seed: 2 }), resultRow({ data: "other" })];
  const changed = replaceRow(rows, resultRow({ seed: 2, mse: 0.02 }));
  deepStrictEqual(changed.map(({ mse }) => mse), [0.0035, 0.02, 0.0035]);
});

Deno.test("a row with a new seed is added at the end", () => {
  const seeds = replaceRow([resultRow(), resultRow({ seed: 2 })], resultRow({ seed: 3 })).map((
    { seed },
  ) => seed);
  deepStrictEqual(seeds, [1, 2, 3]);
});

Deno.test("a reduced row does not replace a full one, a full row replaces a reduced one", () => {
  const full = resultRow(), short = resultRow({ reduced, mse: 0.5 });
  deepStrictEqual(replaceRow([full], short), [full]);
  deepStrictEqual(replaceRow([short], full), [full]);
  const longer = resultRow({ reduced: "2 of 20 epochs" });
  deepStrictEqual(replaceRow([short], longer), [longer]);
});

Deno.test("a run has a row if there is a full one or one that is reduced in the same way", () => {
  const run = { name: "ours-32", seed: 1 };
  strictEqual(hasRow([resultRow()], { ...run, reduced }), true);
  strictEqual(hasRow([resultRow({ reduced })], { ...run, reduced }), true);
  strictEqual(hasRow([resultRow({ reduced })], run), false);
  strictEqual(hasRow([resultRow({ seed: 2 })], run), false);
});

/** The existing rows, a new row, and the expected answer. */
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
