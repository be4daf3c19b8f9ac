import { deepStrictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { ArgumentLayout } from "../../../lib/backend/protocol/arguments.ts";

const identifier = fc.stringMatching(/^[a-z]{1,8}$/);
const numbers = fc.double({ noNaN: true });

Deno.test("arguments that are packed by name are read by name, anywhere in an array", () =>
  fc.assert(
    fc.property(
      fc.uniqueArray(identifier, { minLength: 1, maxLength: 30 }),
      fc.nat(3),
      fc.infiniteStream(fc.array(numbers, { maxLength: 5 })),
      fc.array(numbers, { maxLength: 4 }),
      (names, listCount, values, before) => {
        const lists = names.slice(0, Math.min(listCount, names.length - 1));
        const scalars = names.slice(lists.length), layout = new ArgumentLayout(scalars, lists);
        const args = Object.fromEntries([
          ...scalars.map((name) => [name, values.next().value?.[0] ?? 0]),
          ...lists.map((name) => [name, values.next().value ?? []]),
        ]);
        const packed = Float64Array.of(...before, ...layout.pack(args));
        const read = layout.read(packed, before.length);
        for (const name of scalars) deepStrictEqual(read[name], args[name]);
        for (const name of lists) deepStrictEqual([...read[name]], args[name]);
      },
    ),
  ));

Deno.test("an argument layout refuses a name that repeats, with all names in the message", () => {
  throws(() => new ArgumentLayout(["x", "y"], ["x"]), { name: "TypeError", message: /x,y,x/ });
});
