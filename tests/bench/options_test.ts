import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { engineNames } from "../../bench/engines/engines.ts";
import { networkNames } from "../../bench/networks.ts";
import { parseOptions } from "../../bench/options.ts";

Deno.test("without options everything is measured", () => {
  const options = parseOptions([]);
  deepStrictEqual(options.networks, [...networkNames]);
  deepStrictEqual(options.engines, [...engineNames]);
  strictEqual(options.threads, 2);
});

Deno.test("lists choose networks and engines, in the order of the table", () => {
  const options = parseOptions(["--networks", "plain,dense", "--engines=keras, ours-blas"]);
  deepStrictEqual(options.networks, ["dense", "plain"]);
  deepStrictEqual(options.engines, ["ours-blas", "keras"]);
});

const refused: [string[], RegExp][] = [
  [["--networks", "dense,wide"], /^RangeError: .*networks.*conv64.*got "wide"/],
  [["--engines", ""], /^RangeError: .*engines.*pytorch.*got ""/],
  [["--rounds", "1.5"], /^RangeError: --rounds must be an integer of at least 1, got 1\.5/],
  [["--seconds", "0"], /^RangeError: --seconds must be a positive number, got "0"/],
  [["--json="], /^RangeError: --json must name a file or folder, got ""/],
  [["--seconds", "0x10"], /^RangeError: --seconds must be a positive number, got "0x10"/],
  [["--networks"], /^RangeError: --networks must be followed by its value/],
  [["--fast"], /^RangeError: .*unknown option --fast/],
];
for (const [args, message] of refused) {
  Deno.test(`${args.join(" ")} is refused with the option and what was expected`, () =>
    throws(() => parseOptions(args), message));
}
