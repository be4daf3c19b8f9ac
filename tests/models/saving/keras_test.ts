import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { evaluate, loadAutoencoder } from "@autoencoders";
import { readSafetensors, writeSafetensors } from "../../../lib/files/mod.ts";
import { root } from "../../../tasks/project.ts";
import { close } from "../../helpers/close.ts";
import { pythonTest, runPython } from "../../helpers/python.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { crosses, weightsOf } from "../../helpers/training_data.ts";
import { everyLayer, requireAgreement } from "./exchange.ts";

const bridge = join(root, "tasks/exchange/keras_bridge.py");
const imports = `
import pathlib, sys
sys.path.insert(0, ${JSON.stringify(join(root, "tasks/exchange"))})
import keras, numpy, keras_bridge
from safetensors.numpy import load_file, save_file
`;

pythonTest(
  "Keras computes what encode() and decode() do, and its models come back, to 1e-5",
  () =>
    inTempFolder(async (folder) => {
      // JAX compiles each operation for each shape: not every kernel and stride is worth its second.
      const all = everyLayer(), models = all.filter((_, i) => i < 30 ? i % 4 === 1 : i < 52);
      await requireAgreement(
        models,
        folder,
        (model, path) => model.save(join(path, "model")),
        (paths) =>
          runPython(
            `${imports}
for folder in map(pathlib.Path, sys.argv[1:]):
    given = load_file(folder / "inputs.safetensors")
    encoder, decoder = keras_bridge.load(folder / "model.safetensors")
    save_file({
        "code": numpy.asarray(encoder(given["image"])),
        "image": numpy.clip(numpy.asarray(decoder(given["code"])), 0, 1),
    }, folder / "outputs.safetensors")
    if not any(isinstance(layer, (keras.layers.Cropping1D, keras.layers.ZeroPadding2D)) for layer in encoder.layers):
        keras_bridge.save(encoder, decoder, folder / "again.safetensors")
`,
            ...paths,
          ),
      );
      let back = 0;
      for (const [i, model] of models.entries()) {
        const file = join(folder, String(i), "again.safetensors");
        const again = await loadAutoencoder(file).catch(() => undefined);
        if (!again) continue;
        back++;
        const [found, expected] = [again, model].map(weightsOf);
        found.forEach((numbers, at) => close(numbers, expected[at], 1e-6));
        again.dispose();
      }
      ok(back > 20, `${back} came back`);
      all.forEach((model) => model.dispose());
    }),
);

pythonTest(
  "a network that Keras trained comes in as files and has the figures that Keras gives",
  () =>
    inTempFolder(async (folder) => {
      const images = crosses(200, 1), path = (name: string) => join(folder, name);
      await writeSafetensors(path("images.safetensors"), {
        tensors: new Map([["images", { shape: [200, 4, 4, 1], values: images.pixels }]]),
        metadata: {},
      });
      const program = `${imports}
from keras import layers
folder = pathlib.Path(sys.argv[1])
images = load_file(folder / "images.safetensors")["images"].astype("float32") / 255
keras.utils.set_random_seed(1)
encoder = keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten(), layers.Dense(16, "relu"), layers.Dense(4)])
decoder = keras.Sequential([
    keras.Input((4,)), layers.Dense(16, "relu"), layers.BatchNormalization(), layers.Dense(16, "sigmoid"), layers.Reshape((4, 4, 1)),
])
model = keras.Sequential([encoder, decoder])
model.compile("adam", "binary_crossentropy", metrics=["mse"])
model.fit(images, images, epochs=5, batch_size=20, verbose=0)
encoder.save(folder / "encoder.keras")
decoder.save(folder / "decoder.keras")
print(*model.evaluate(images, images, batch_size=200, verbose=0))
`;
      const [bce, mse] = (await runPython(program, folder)).trim().split(/\s+/).map(Number);
      const model = path("model.safetensors");
      await runPython(bridge, "import", path("encoder.keras"), path("decoder.keras"), model);
      const imported = await loadAutoencoder(model), measured = evaluate(imported, images);
      close([measured.bce, measured.mse], [bce, mse], 1e-6);
      strictEqual(imported.spec.output, "sigmoid");
      await runPython(bridge, "export", model, path("back"));
      deepStrictEqual(
        Array.from(Deno.readDirSync(path("back")), ({ name }) => name).sort(),
        ["decoder.keras", "encoder.keras"],
      );
      imported.dispose();
    }),
);

pythonTest(
  "a Keras layer that the library lacks is refused by its name, and nothing is written",
  () =>
    inTempFolder(async (folder) => {
      const program = `${imports}
from keras import layers
encoder = keras.Sequential([keras.Input((4, 4, 1)), layers.AveragePooling2D(4, name="mean"), layers.Flatten()])
decoder = keras.Sequential([keras.Input((1,)), layers.Dense(16), layers.Reshape((4, 4, 1))])
keras_bridge.save(encoder, decoder, sys.argv[1] + "/model.safetensors")
`;
      await rejects(
        runPython(program, folder),
        /layer mean \(AveragePooling2D\) cannot be converted: the library has no such layer/,
      );
      deepStrictEqual([...Deno.readDirSync(folder)], []);
    }),
);

pythonTest(
  "weights go to Python as safetensors and come back changed",
  () =>
    inTempFolder(async (folder) => {
      const file = join(folder, "weights.safetensors"), twice = join(folder, "twice.safetensors");
      const values = new Float32Array([0.1, -2, 3]), half = new Float16Array([0.5]);
      await writeSafetensors(file, {
        tensors: new Map(Object.entries({
          a: { shape: [3], values },
          b: { shape: [1, 1], values: half },
        })),
        metadata: { note: "from TypeScript" },
      });
      await runPython(
        `${imports}
save_file({name: 2 * array for name, array in load_file(sys.argv[1]).items()}, sys.argv[2], {"note": "from Python"})`,
        file,
        twice,
      );
      const { tensors, metadata } = await readSafetensors(twice);
      deepStrictEqual(tensors.get("a"), { shape: [3], values: values.map((value) => 2 * value) });
      deepStrictEqual(tensors.get("b"), { shape: [1, 1], values: new Float16Array([1]) });
      deepStrictEqual(metadata, { note: "from Python" });
    }),
);
