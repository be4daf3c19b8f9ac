import { strictEqual } from "node:assert/strict";
import { scaled } from "@autoencoders";

Deno.test("scaled() is quick where AUTOENCODERS_QUICK is 1, else full", () => {
  const before = Deno.env.get("AUTOENCODERS_QUICK");
  try {
    Deno.env.set("AUTOENCODERS_QUICK", "1");
    strictEqual(scaled(60_000, 2_000), 2_000);
    Deno.env.set("AUTOENCODERS_QUICK", "0");
    strictEqual(scaled(60_000, 2_000), 60_000);
    Deno.env.delete("AUTOENCODERS_QUICK");
    strictEqual(scaled("all", "few"), "all");
  } finally {
    if (before === undefined) Deno.env.delete("AUTOENCODERS_QUICK");
    else Deno.env.set("AUTOENCODERS_QUICK", before);
  }
});
