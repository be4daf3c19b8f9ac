import { rejects } from "node:assert/strict";
import { train } from "../../../tasks/codec/train.ts";

Deno.test("codec:train refuses wrong arguments in one line, with the usage, before it loads anything", async () => {
  const cases: [string[], RegExp][] = [
    [[], /expected a file to write, got 0 arguments\nusage: deno task codec:train OUTPUT/],
    [["a", "b"], /expected a file to write, got 2 arguments/],
    [["a", "--recipe", "huge"], /--recipe must be one of small,large,grey, got "huge"/],
    [["a", "--seed=-1"], /--seed must be an integer in 0–4294967295, got -1/],
    [["a", "--rate", "0"], /--rate must be a positive number, got "0"/],
    [["a", "--from", "/no/such.aem"], /^\/no\/such\.aem: .*No such file/],
    [["a", "--epochs", "0"], /--epochs must be an integer of at least 1, got 0/],
    [["a", "--hold-out", "x"], /--hold-out must be an integer/],
    [["a", "--epoch", "3"], /epoch/],
    [
      ["a", "--recipe", "grey", "--from", "m"],
      /--recipe grey takes no --from, --inside or --rounded-epochs, got --from m/,
    ],
    [["a", "--recipe", "grey", "--rounded-epochs", "2"], /got --rounded-epochs 2/],
    [["a", "--recipe", "grey", "--inside", "9"], /got --inside 9/],
  ];
  for (const [args, message] of cases) {
    await rejects(() => train(args), { name: "TaskError", message });
  }
});
