import { deepStrictEqual, rejects } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { pythonTest, runPython } from "../../helpers/python.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { tiny } from "../../helpers/tiny_models.ts";
import { everyLayer, requireAgreement } from "./exchange.ts";

/** Runs encoder and decoder of every folder in ONNX Runtime, after ONNX's own checker. */
const program = `
import pathlib, sys
import numpy, onnx, onnxruntime
from safetensors.numpy import load_file, save_file

for folder in map(pathlib.Path, sys.argv[1:]):
    given = load_file(folder / "inputs.safetensors")
    found = {}
    for part, (source, target) in {"encoder": ("image", "code"), "decoder": ("code", "image")}.items():
        path = str(folder / f"{part}.onnx")
        onnx.checker.check_model(path, full_check=True)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        (found[target],) = session.run([target], {source: given[source]})
    save_file(found, folder / "outputs.safetensors")
`;

pythonTest(
  "ONNX Runtime computes what encode() and decode() do, with every layer, to 1e-5",
  () =>
    inTempFolder(async (folder) => {
      const models = everyLayer();
      await requireAgreement(
        models,
        folder,
        (model, path) => model.exportOnnx(path),
        (paths) => runPython(program, ...paths),
      );
      models.forEach((model) => model.dispose());
    }),
);

Deno.test("exportOnnx() writes encoder.onnx and decoder.onnx, over its own export too", () =>
  inTempFolder(async (folder) => {
    const model = tiny();
    await model.exportOnnx(join(folder, "new"));
    await model.exportOnnx(join(folder, "new"));
    const names = Array.from(Deno.readDirSync(join(folder, "new")), ({ name }) => name).sort();
    deepStrictEqual(names, ["decoder.onnx", "encoder.onnx"]);
    model.dispose();
    await rejects(model.exportOnnx(folder), /disposed/);
  }));

Deno.test("exportOnnx() of a network with a weight that is NaN writes nothing", () =>
  inTempFolder(async (folder) => {
    const model = tiny(), [weight] = model.weights;
    const broken = tf.fill(weight.shape as number[], NaN);
    weight.write(broken);
    await rejects(model.exportOnnx(join(folder, "new")), {
      name: "RangeError",
      message: /encoder\/2_dense\/kernel must have finite numbers/,
    });
    deepStrictEqual([...Deno.readDirSync(folder)], []);
    broken.dispose();
    model.dispose();
  }));
