import { strictEqual, throws } from "node:assert/strict";
import { fullOrQuick } from "@autoencoders";

Deno.test("fullOrQuick() is quick if AUTOENCODERS_QUICK is 1, else full", () => {
  const before = Deno.env.get("AUTOENCODERS_QUICK");
  try {
    Deno.env.set("AUTOENCODERS_QUICK", "1");
    strictEqual(fullOrQuick(60_000, 2_000), 2_000);
    Deno.env.set("AUTOENCODERS_QUICK", "0");
    strictEqual(fullOrQuick(60_000, 2_000), 60_000);
    Deno.env.set("AUTOENCODERS_QUICK", "true");
    throws(() => fullOrQuick(1, 2), /^RangeError: AUTOENCODERS_QUICK must be 0 or 1, got "true"/);
    Deno.env.delete("AUTOENCODERS_QUICK");
    strictEqual(fullOrQuick("all", "few"), "all");
  } finally {
    if (before === undefined) Deno.env.delete("AUTOENCODERS_QUICK");
    else Deno.env.set("AUTOENCODERS_QUICK", before);
  }
});
