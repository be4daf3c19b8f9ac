import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import {
  type Autoencoder,
  type AutoencoderSpec,
  buildAutoencoder,
  convolutionalAutoencoder,
  emnistAutoencoder,
  fit,
  imageSet,
  type LayerSpec,
  pooledAutoencoder,
  stridedAutoencoder,
} from "@autoencoders";
import { presets } from "../../lib/models/mod.ts";
import { bytesOf } from "../helpers/tiny_models.ts";

/** The parameters of a spec, counted from its layers alone: kernel · in · out + out for each. */
function counted(spec: AutoencoderSpec): number {
  let sum = 0;
  const part = (layers: LayerSpec[], start: number[]) => {
    let shape = start;
    for (const layer of layers) {
      if (layer.type === "flatten") shape = [shape.reduce((a, b) => a * b)];
      if (layer.type === "reshape") shape = layer.shape;
      if (layer.type === "globalAveragePooling") shape = [shape[2]];
      if (layer.type === "maxPooling") shape = [shape[0] / 2, shape[1] / 2, shape[2]];
      if (layer.type === "convolution" || layer.type === "transposedConvolution") {
        const { kernel = 3, stride = 1, filters } = layer;
        sum += kernel * kernel * shape[2] * filters + filters;
        const sides = [shape[0], shape[1]].map((side) => Math.ceil(side / stride));
        shape = [...sides, filters]; // the sides only matter in the encoder
      }
      if (layer.type === "dense") {
        sum += shape[0] * layer.units + layer.units;
        shape = [layer.units];
      }
    }
  };
  part(spec.encoder, [spec.height, spec.width, spec.channels]);
  part(spec.decoder, [spec.latent]);
  return sum;
}

Deno.test("every preset has the parameters of its source", () => {
  const published: Record<keyof typeof presets, number> = {
    "dense-32": 1_141_296,
    "dense-linear-32": 1_141_296,
    "plain-32": 50_992,
    "strided-64": 62_905,
    "emnist-1st": 1_037_601,
    "emnist-2nd": 1_037_601,
    "emnist-3rd": 1_037_601,
    "emnist-4th": 1_037_601,
    // 3·3·in·out + out over 1-256-128-64-32-16-8-4-2-1 and back to 1-2-4-8-16-32-64-128-256-1
    "pooled-49": 792_060,
  };
  for (const [name, spec] of Object.entries(presets)) {
    const model = buildAutoencoder(spec(), 1);
    strictEqual(model.name, name);
    strictEqual(model.countParams(), counted(model.spec), name);
    strictEqual(model.countParams(), published[name as keyof typeof presets], name);
    deepStrictEqual(model.encoder.outputs[0].shape, [null, model.latent]);
    deepStrictEqual(model.decoder.outputs[0].shape, [null, 28, 28, 1]);
    model.dispose();
  }
});

Deno.test("the strided networks have the sizes of their sources at every layer", () => {
  const shapes = (model: Autoencoder, part: string) => {
    const rows = model.layers().filter((row) => row.part === part && row.shape.length === 3);
    model.dispose();
    return rows.map(({ shape }) => shape.join("×"));
  };
  deepStrictEqual(shapes(stridedAutoencoder({}, 1), "encoder"), [
    "30×30×1", // with the padding
    "14×14×16",
    "16×16×16",
    "7×7×32",
    "9×9×32",
    "4×4×64",
  ]);
  deepStrictEqual(shapes(stridedAutoencoder({}, 1), "decoder"), [
    "1×1×64",
    "4×4×32",
    "9×9×16",
    "7×7×16", // without the padding
    "14×14×8",
    "28×28×1",
    "28×28×1", // the output activation
  ]);
  const sides = [1, 2, 3, 4].map((stridedLayer) =>
    shapes(emnistAutoencoder({ stridedLayer: stridedLayer as 1 }, 1), "decoder")
      .slice(1, 5).map((shape) => parseInt(shape)).join()
  );
  deepStrictEqual(sides, ["28,28,28,28", "14,28,28,28", "14,14,28,28", "14,14,14,28"]);
});

const small = { height: 8, width: 8 };

Deno.test("every family trains: its loss falls on a few images", async () => {
  const images = imageSet(
    bytesOf(8 * 64, 1).map((value, i) => i % 64 < 32 ? 255 : value >> 6),
    small,
  );
  const networks = [
    convolutionalAutoencoder({ ...small, latent: 2, filters: [2, 3, 3], hidden: 8 }, 1),
    convolutionalAutoencoder({
      ...small,
      latent: 2,
      filters: [2, 3, 3],
      hidden: 8,
      batchNormalization: true,
      dropout: 0.1,
      activation: "leakyRelu",
    }, 1),
    pooledAutoencoder({ ...small, filters: [[4, 3], [3], [2, 1]], latentActivation: "linear" }, 1),
    emnistAutoencoder({ ...small, latent: 3, filters: [2, 3, 3, 3], stridedLayer: 2 }, 1),
  ];
  for (const model of networks) {
    const history = await fit(model, images, {
      epochs: 8,
      batchSize: 8,
      seed: 1,
      learningRate: 0.03,
    });
    const { loss: first } = history.records[0], { loss: last } = history.last!;
    ok(last < 0.9 * first, `${model.name}: ${first} to ${last}`);
    model.dispose();
  }
});

Deno.test("the codes of a pooled network are an image, row by row, and can be decoded", () => {
  const model = pooledAutoencoder({ ...small, filters: [[2], [2], [3]] }, 1);
  strictEqual(model.latent, 2 * 2 * 3);
  const images = imageSet(bytesOf(3 * 64, 1), small);
  tf.tidy(() => {
    const codes = model.encode(images);
    deepStrictEqual(codes.shape, [3, 12]);
    deepStrictEqual([...model.decode(codes).dataSync()], [...model.reconstruct(images).dataSync()]);
    throws(() => model.decode(tf.zeros([1, 11])), { name: "RangeError", message: /\[1, 11\]/ });
  });
  model.dispose();
});

Deno.test("every family takes any width, latent size, normalisation and output", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      fc.constantFrom("sigmoid", "tanh", "linear"),
      fc.constantFrom("relu", "gelu", "leakyRelu", "elu"),
      (width, latent, batchNormalization, output, activation) => {
        const options = { ...small, batchNormalization, output, activation } as const;
        const networks = [
          convolutionalAutoencoder(
            { ...options, latent, filters: [width, 2, width], hidden: width },
            1,
          ),
          emnistAutoencoder({ ...options, latent, filters: [width, 2, width, 1] }, 1),
          pooledAutoencoder({ ...options, filters: [[width], [2, width], [latent]] }, 1),
        ];
        for (const model of networks) {
          deepStrictEqual(model.decoder.outputs[0].shape, [null, 8, 8, 1]);
          strictEqual(model.encoder.outputs[0].shape[1], model.latent);
          model.dispose();
        }
      },
    ),
    { numRuns: 10 },
  ));

/** A network whose first layer has this padding. */
function padded(padding: unknown): Autoencoder {
  const spec = presets["strided-64"](), [first, ...others] = spec.encoder;
  const encoder = [{ ...first, padding } as LayerSpec, ...others];
  return buildAutoencoder({ ...spec, encoder }, 1);
}

const invalidOptions: [() => unknown, RegExp][] = [
  [() => convolutionalAutoencoder({ latent: 2, height: 30 }, 1), /multiple of 4, got 30/],
  [() => convolutionalAutoencoder({ latent: 0 }, 1), /latent.*got 0/],
  [() => convolutionalAutoencoder({ latent: 2, filters: [1, NaN, 2] }, 1), /got NaN/],
  [() => pooledAutoencoder({ width: 27 }, 1), /width.*got 27/],
  [() => pooledAutoencoder({ filters: [[1], [1], []] }, 1), /latent.*got NaN/],
  [() => emnistAutoencoder({ stridedLayer: 5 as 1 }, 1), /stridedLayer.*in 1–4, got 5/],
  [() => emnistAutoencoder({ height: 9 }, 1), /height must be a multiple of 2, got 9/],
  [() => stridedAutoencoder({ dropout: -0.1 }, 1), /rate.*got -0\.1/],
  [() => padded(3), /encoder layer 1: padding must be an integer in 0–2, got 3/],
  [() => padded(-1), /padding must be an integer in 0–2, got -1/],
  [() => padded(0.5), /padding must be an integer in 0–2, got 0\.5/],
  [() => padded("full"), /padding that is not a number must be one of same, valid, got full/],
];

Deno.test("every family rejects an option out of range, with the value in the message", () => {
  for (const [build, message] of invalidOptions) {
    throws(build, { name: "RangeError", message });
  }
});

Deno.test("every family rejects filters that are too few", () => {
  const one = [16] as never;
  const cases: [() => unknown, RegExp][] = [
    [() => stridedAutoencoder({ encoderFilters: one }, 1), /encoderFilters.*2.*got \[ 16 \]/],
    [() => stridedAutoencoder({ decoderFilters: one }, 1), /decoderFilters.*3.*got \[ 16 \]/],
    [() => emnistAutoencoder({ filters: one }, 1), /filters must have 4 entries/],
    [() => convolutionalAutoencoder({ latent: 2, filters: one }, 1), /filters.*3 entries/],
    [() => pooledAutoencoder({ filters: [[1], [1]] as never }, 1), /filters.*3 entries/],
  ];
  for (const [build, message] of cases) throws(build, { name: "RangeError", message });
});

Deno.test("layers that do not fit together are rejected, and no weight is left behind", () => {
  const spec = presets["plain-32"](), before = tf.memory().numTensors;
  const dense: LayerSpec = { type: "dense", units: 31 };
  const cases: [Partial<AutoencoderSpec>, RegExp][] = [
    [{ encoder: [{ type: "flatten" }, dense] }, /encoder must end in 32, got 31/],
    [{ decoder: [dense] }, /28×28×1, got 31/],
    [{ decoder: [{ type: "maxPooling", size: 2 }] }, /decoder_1_maxPooling does not take 32/],
    [
      { encoder: [{ type: "lstm" } as never] },
      /encoder layer 1: type must be one of dense, .*, got lstm/,
    ],
  ];
  for (const [change, message] of cases) {
    throws(() => buildAutoencoder({ ...spec, ...change }, 1), { name: "RangeError", message });
  }
  strictEqual(tf.memory().numTensors, before);
});
