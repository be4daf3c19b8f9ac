import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "@std/path";
import type { Precision } from "../../lib/models/mod.ts";
import { capture } from "../../tasks/process.ts";
import { venvPython } from "../../tasks/project.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { tinyWithAllWeights } from "../helpers/tiny_models.ts";
import { loadAutoencoder } from "@autoencoders";
import { tensorName } from "../../lib/models/spec/spec.ts";

const program = `
import json, sys
import numpy
from safetensors import safe_open

with safe_open(sys.argv[1], framework="numpy") as file:
    metadata = file.metadata()
    quantization = json.loads(metadata["quantization"])
    weights = {}
    for name in file.keys():
        weight = file.get_tensor(name)
        if weight.dtype == numpy.uint8:
            q = quantization[name]
            weight = weight * numpy.float64(q["scale"]) + q["minimum"]
        weights[name] = weight.astype(numpy.float32)
print(json.dumps({
    "spec": json.loads(metadata["spec"]),
    "notes": json.loads(metadata["notes"]),
    "precision": metadata["precision"],
    "weights": {name: [weight.shape, weight.flatten().tolist()] for name, weight in weights.items()},
}))
`;

const there = existsSync(venvPython);
Deno.test({
  name:
    "Python's safetensors reads a saved model, in every precision, with the weights that we read" +
    (there ? "" : " (skipped: no .venv; `deno task setup` makes it)"),
  ignore: !there,
  fn: () =>
    inTempFolder(async (folder) => {
      const model = tinyWithAllWeights(), file = join(folder, "model.safetensors");
      for (const precision of ["float32", "float16", "int8"] satisfies Precision[]) {
        await model.save(file, { precision });
        const { code, stdout, stderr } = (await capture(venvPython, ["-c", program, file]))!;
        strictEqual(code, 0, stderr);
        const found = JSON.parse(stdout);
        deepStrictEqual(found.spec, JSON.parse(JSON.stringify(model.spec)));
        deepStrictEqual([found.notes, found.precision], [model.notes, precision]);
        const twin = await loadAutoencoder(file);
        const weights = twin.weights.map((weight) => [
          tensorName(weight.originalName),
          [weight.shape, [...weight.read().dataSync()]],
        ]);
        deepStrictEqual(found.weights, Object.fromEntries(weights));
        twin.dispose();
      }
      model.dispose();
    }),
});
