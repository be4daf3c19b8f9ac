import { ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import {
  type Activation,
  type Autoencoder,
  buildAutoencoder,
  convolutionalAutoencoder,
  convolutionalVariationalAutoencoder,
  emnistAutoencoder,
  type LayerSpec,
  pooledAutoencoder,
  Random,
  stridedAutoencoder,
} from "@autoencoders";
import { readSafetensors, type TensorValues, writeSafetensors } from "../../../lib/files/mod.ts";
import { activationNames, type Output } from "../../../lib/models/spec/spec.ts";
import { tinyAsInPyTorch, tinyWithAllWeights } from "../../helpers/tiny_models.ts";

/** Biases, means and variances as of a network that was trained: none is 0 or 1. */
function setVectors(model: Autoencoder, seed: number): Autoencoder {
  const random = new Random(seed);
  for (const weight of model.weights.filter(({ shape }) => shape.length === 1)) {
    const isVariance = weight.originalName.endsWith("variance");
    const values = random.normals(weight.shape[0]!)
      .map((value) => isVariance ? 0.5 + Math.abs(value) : value);
    const tensor = tf.tensor1d(values);
    weight.write(tensor);
    tensor.dispose();
  }
  return model;
}

/** A network of 5 × 7 colour images whose encoder begins with `layer`. */
function withLayer(layers: LayerSpec[], output: Output = "linear"): Autoencoder {
  const size = [5, 7, 3];
  return buildAutoencoder({
    ...{ name: layers.map(({ type }) => type).join(), height: 5, width: 7, channels: 3, latent: 4 },
    ...{ initializer: "heNormal", output },
    encoder: [...layers, { type: "flatten" }, { type: "dense", units: 4 }],
    decoder: [{ type: "dense", units: 105 }, { type: "reshape", shape: size }],
  }, 1);
}

const paddings = ["same", "valid", 1] as const;
const convolutions = (["convolution", "transposedConvolution"] as const).flatMap((type) =>
  paddings.flatMap((padding) =>
    [[3, 1], [2, 2], [3, 2], [4, 3], [2, 3]].map(([kernel, stride]): LayerSpec[] => [
      { type, filters: 2, kernel, stride, padding, activation: "tanh" },
    ])
  )
);
const activated = activationNames.map((activation: Activation): LayerSpec[] => [
  { type: "activation", activation },
  { type: "dense", units: 3, activation },
]);
const others: LayerSpec[][] = [
  [{ type: "maxPooling", size: 2 }],
  [{ type: "upSampling", size: 2 }],
  [{ type: "cropping", start: 1, end: 2 }, { type: "dropout", rate: 0.5 }],
  [{ type: "batchNormalization" }, { type: "convolution", filters: 2 }, {
    type: "batchNormalization",
  }],
  [{ type: "globalAveragePooling" }, { type: "batchNormalization" }, {
    type: "reshape",
    shape: [3, 1],
  }],
  [{ type: "reshape", shape: [35, 3] }, { type: "batchNormalization" }, {
    type: "dense",
    units: 2,
  }],
];

/** Small networks that have every layer with every option, and the families of the library. */
export function everyLayer(): Autoencoder[] {
  return [
    ...[...convolutions, ...activated, ...others].map((layers) => withLayer(layers)),
    withLayer([], "tanh"),
    tinyWithAllWeights(),
    tinyAsInPyTorch(),
    convolutionalAutoencoder({ latent: 5, channels: 3, batchNormalization: true }, 1),
    convolutionalVariationalAutoencoder({ latent: 5 }, 1),
    pooledAutoencoder({ filters: [[3], [2], [2, 1]] }, 1),
    stridedAutoencoder({ latent: 8 }, 1),
    emnistAutoencoder({ latent: 3, filters: [2, 2, 2, 2] }, 1),
  ].map((model, i) => setVectors(model, i));
}

/**
 * Asserts that another program computes codes and images as the models do, to 1e-5 of the largest number.
 *
 * @param write what the program reads, to a folder
 * @param run the program, which reads inputs.safetensors of each folder, "image" and "code", and writes
 * outputs.safetensors, the code of the image and the image of the code
 */
export async function requireAgreement(
  models: readonly Autoencoder[],
  folder: string,
  write: (model: Autoencoder, folder: string) => Promise<void>,
  run: (folders: string[]) => Promise<unknown>,
): Promise<void> {
  const folders = models.map((_, i) => join(folder, String(i)));
  const expected: Record<"image" | "code", TensorValues>[] = [];
  for (const [i, model] of models.entries()) {
    const { height, width, channels } = model.spec, random = new Random(i);
    await write(model, folders[i]);
    const image = random.normals(3 * height * width * channels).map((x) => x - Math.floor(x));
    const code = random.normals(2 * model.latent);
    const shapes = { image: [3, height, width, channels], code: [2, model.latent] };
    await writeSafetensors(join(folders[i], "inputs.safetensors"), {
      tensors: new Map(Object.entries({
        image: { shape: shapes.image, values: image },
        code: { shape: shapes.code, values: code },
      })),
      metadata: {},
    });
    expected.push(tf.tidy(() => ({
      code: model.encode(tf.tensor4d(image, shapes.image as never)).dataSync<"float32">(),
      image: model.decode(tf.tensor2d(code, shapes.code as never)).dataSync<"float32">(),
    })));
  }
  await run(folders);
  for (const [i, { name }] of models.entries()) {
    const { tensors } = await readSafetensors(join(folders[i], "outputs.safetensors"));
    for (const part of ["code", "image"] as const) {
      const found = tensors.get(part)!.values, wanted = expected[i][part];
      const largest = Math.max(1, ...wanted.map(Math.abs));
      const error = Math.max(...wanted.map((value, at) => Math.abs(value - found[at]) / largest));
      strictEqual(found.length, wanted.length);
      ok(error <= 1e-5, `${name}, ${part}: ${error}`);
    }
  }
}
