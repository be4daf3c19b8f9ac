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

Deno.test("an unknown name or number is refused with the value and what was expected", () => {
  throws(() => parseOptions(["--networks", "dense,wide"]), /networks.*conv64.*got "wide"/);
  throws(() => parseOptions(["--engines", ""]), /engines.*pytorch.*got ""/);
  throws(
    () => parseOptions(["--rounds", "1.5"]),
    /rounds must be an integer of at least 1, got 1\.5/,
  );
  throws(() => parseOptions(["--seconds", "0"]), /seconds.*positive number, got "0"/);
  throws(() => parseOptions(["--networks"]), TypeError);
  throws(() => parseOptions(["--fast"]), TypeError);
});
