import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { fit, useBackend } from "@autoencoders";
import { tiny } from "../../helpers/tiny_models.ts";
import { crosses } from "../../helpers/training_data.ts";

/** What a run says. */
async function said(): Promise<string[]> {
  const texts: string[] = [], { warn } = console, model = tiny();
  console.warn = (text: string) => texts.push(text);
  try {
    await fit(model, crosses(20, 1), { epochs: 1, seed: 1 });
    return texts;
  } finally {
    console.warn = warn;
    model.dispose();
  }
}

Deno.test("fit() says that a backend is slow to those who did not choose it, once", async () => {
  await useBackend({ prefer: "cpu" });
  deepStrictEqual(await said(), []);
  Deno.env.set("AUTOENCODERS_BACKEND", "cpu");
  try {
    await useBackend();
  } finally {
    Deno.env.delete("AUTOENCODERS_BACKEND");
  }
  deepStrictEqual(await said(), []);

  await useBackend({ prefer: "wasm", threads: 1 });
  await tf.setBackend("cpu"); // as tfjs does without useBackend()
  const [notice, ...others] = await said();
  match(
    notice,
    /^fit: the stock cpu backend of tfjs is selected.*await useBackend\(\) selects ours/,
  );
  deepStrictEqual(others, []);
  strictEqual((await said()).length, 0);
});
