import { doesNotThrow, strictEqual, throws } from "node:assert/strict";
import {
  isSwitchedOn,
  requireInteger,
  requireLength,
  requireNumber,
  requireOneOf,
  requireRecord,
} from "../lib/require.ts";

Deno.test("requireInteger() accepts the integers of its range and shows what else it got", () => {
  for (const value of [1, 4]) doesNotThrow(() => requireInteger("n", value, 1, 4));
  const cases: [unknown, string][] = [
    [0, "0"],
    [5, "5"],
    [1.5, "1.5"],
    [NaN, "NaN"],
    ["2", '"2"'],
    [null, "null"],
    [[2], "[ 2 ]"],
  ];
  for (const [value, shown] of cases) {
    throws(() => requireInteger("n", value, 1, 4), {
      name: "RangeError",
      message: `n must be an integer in 1–4, got ${shown}`,
    });
  }
  throws(
    () => requireInteger("n", -1, 0),
    /^RangeError: n must be an integer of at least 0, got -1$/,
  );
});

Deno.test("requireNumber() rejects what is not a number with TypeError", () => {
  doesNotThrow(() => requireNumber("rate", NaN));
  throws(() => requireNumber("rate", "1"), /^TypeError: rate must be a number, got "1"$/);
});

Deno.test("requireLength() rejects another length and what is not an array", () => {
  doesNotThrow(() => requireLength("filters", [1, 2], 2));
  throws(() => requireLength("filters", [1], 2), /^RangeError: filters must have 2 .*got \[ 1 \]$/);
  throws(() => requireLength("filters", 2 as never, 2), /^RangeError: filters .*got 2$/);
});

Deno.test("requireOneOf() lists the choices", () => {
  doesNotThrow(() => requireOneOf("output", "tanh", ["sigmoid", "tanh"]));
  throws(() => requireOneOf("output", "none", ["sigmoid", "tanh"]), {
    name: "RangeError",
    message: "output must be one of sigmoid, tanh, got none",
  });
});

Deno.test("requireRecord() rejects null, arrays and what is not an object with TypeError", () => {
  doesNotThrow(() => requireRecord("notes", {}));
  throws(() => requireRecord("notes", null), /^TypeError: notes must be an object, got null$/);
  throws(() => requireRecord("notes", [1]), /^TypeError: notes must be an object, got \[ 1 \]$/);
  throws(() => requireRecord("notes", "x"), /^TypeError: notes must be an object, got "x"$/);
});

Deno.test("isSwitchedOn() takes 1 and 0 and names the variable with any other value", () => {
  const name = "AUTOENCODERS_TEST_SWITCH";
  try {
    strictEqual(isSwitchedOn(name), false);
    for (const [value, on] of [["1", true], ["0", false], ["", false]] as const) {
      Deno.env.set(name, value);
      strictEqual(isSwitchedOn(name), on);
    }
    for (const value of ["true", "yes", "on", "2", "01", " 1", "false"]) {
      Deno.env.set(name, value);
      throws(() => isSwitchedOn(name), {
        name: "RangeError",
        message: `${name} must be 0 or 1, got "${value}"`,
      });
    }
  } finally {
    Deno.env.delete(name);
  }
});
