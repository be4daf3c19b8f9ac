import { deepStrictEqual, throws } from "node:assert/strict";
import { boundRecipes, recipes } from "@autoencoders/results";
import { readOptions } from "../../../tasks/results/options.ts";

const names = recipes.map(({ name }) => name);

Deno.test("rows come in the order of the recipes, whatever the order of the options", () => {
  const args = ["--row", "plain-32", "--row=dense-32", "--seeds", "1,2", "--epochs", "3"];
  const { rows, seeds, epochs, again } = readOptions(args, "results", names);
  deepStrictEqual({ rows, seeds, epochs, again }, {
    rows: ["dense-32", "plain-32"],
    seeds: [1, 2],
    epochs: 3,
    again: false,
  });
});

Deno.test("without --row and --seeds every row is trained with seed 1", () => {
  const { rows, seeds } = readOptions([], "results", names);
  deepStrictEqual({ rows, seeds }, { rows: names, seeds: [1] });
});

const refused: [string[], RegExp][] = [
  [["--row", "dense-99"], /^--row must be one of dense-32.*got "dense-99"/],
  [["--row", ""], /^--row must be one of dense-32.*got ""/],
  [["--seeds", "1,1", "--again"], /^--seeds must be different, got 1,1/],
  [["--pages", "--hold-out", "5"], /^--pages trains nothing: omit --hold-out/],
  [["--pages", "--row", "dense-32"], /^--pages trains nothing: omit --row/],
  [["--seeds", "1,x"], /^--seeds must be an integer in 0–4294967295, got "x"/],
  [["--epochs", "0"], /^--epochs must be an integer in 1–4294967295, got 0/],
  [["--train-count=1.5"], /^--train-count must be .* got 1\.5/],
  [["--hold-out", ""], /^--hold-out must be .* got ""$/m],
  [["--folder="], /^--folder must name a file or folder, got ""\nusage/],
  [["--folder", "~/results"], /^--folder must not begin with "~".* got "~\/results"\nusage/],
  [["--folder", "a", "--folder", "b"], /^--folder must be given once/],
  [["--row", "dense-32,"], /^--row must be one of dense-32.*got ""/],
  [["--epochs", "0x7f"], /^--epochs must be an integer in .*, got "0x7f"\nusage/],
  [["--again=false"], /^--again has no value, got "false": write --again or omit it\nusage/],
  [["--again", "true"], /^expected only options \(--row, .*\), got "true"\nusage/],
  [["--seeds", "1", "2"], /^expected only options \(--row, .*\), got "2"\nusage/],
  [["--row", "--again"], /^--row must be followed by its value, got "--again"; .*\nusage/],
  [["--row"], /^--row must be followed by its value, got nothing; .*\nusage/],
  [["--epoch", "3"], /unknown option --epoch, did you mean --epochs\? Known.*\nusage/],
  [["-seeds", "3"], /unknown option -seeds, did you mean --seeds\? Known.*\nusage/],
  [["—seeds", "3"], /unknown option —seeds, did you mean --seeds\? Known.*\nusage/],
  [["--", "--seeds", "3"], /got "--seeds" after "--", which ends the options: omit it\nusage/],
  [["--fast"], /--fast.*\nusage: deno task results .*\[--hold-out N\]/s],
];
for (const [args, message] of refused) {
  Deno.test(`results refuses ${args.join(" ")}`, () =>
    throws(() => readOptions(args, "results", names), { name: "TaskError", message }));
}

Deno.test("bounds has no --hold-out", () => {
  const boundNames = boundRecipes.map(({ name }) => name);
  throws(() => readOptions(["--hold-out", "5000"], "bounds", boundNames), {
    name: "TaskError",
    message: /unknown option --hold-out\. [^\n]*\nusage: deno task bounds (?!.*--hold-out)/s,
  });
});
