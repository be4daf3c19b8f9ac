import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Buffer } from "node:buffer";
import { decode } from "fast-png";
import {
  convolutionalAutoencoder,
  denseAutoencoder,
  denseVariationalAutoencoder,
  ImageSet,
  Random,
  stridedAutoencoder,
  strokes,
} from "@autoencoders";
import { arrange, cellsRaster } from "../../../lib/figures/network/cells.ts";
import { modelFigure } from "../../../lib/figures/network/model.ts";
import { activations, size, stagesOf } from "../../../lib/figures/network/stages.ts";

/** The pixels of each drawing that are not transparent, times the area of a pixel on the screen. */
function areas(html: string): number[] {
  const pattern = /<img src="data:image\/png;base64,([^"]+)" width="(\d+)" height="(\d+)"/g;
  return [...html.matchAll(pattern)].map(([, base64, width, height]) => {
    const png = decode(Buffer.from(base64, "base64"));
    const filled = [...png.data].filter((index) => png.palette![index][3] !== 0).length;
    return filled * Number(width) * Number(height) / (png.width * png.height);
  });
}

Deno.test("the areas of a diagram are to each other as the numbers of values", () => {
  const models = [
    denseAutoencoder({ widths: [512, 100], latent: 16 }, 1),
    convolutionalAutoencoder({ latent: 16 }, 1),
  ];
  for (const model of models) {
    const sizes = stagesOf(model).map(({ shape }) => size(shape));
    const drawn = areas(modelFigure(model)["text/html"]!);
    strictEqual(drawn.length, sizes.length);
    drawn.forEach((area, i) => strictEqual(area / drawn[0], sizes[i] / sizes[0]));
    model.dispose();
  }
});

Deno.test("a diagram has a stage for each layer that computes, and one code", () => {
  const model = denseAutoencoder({ widths: [100], latent: 16 }, 1);
  const { "text/html": html, "text/plain": text } = modelFigure(model);
  deepStrictEqual(stagesOf(model).map(({ part, name }) => `${part}: ${name}`), [
    "input: image, flatten",
    "encoder: dense",
    "code: dense",
    "decoder: dense",
    "output: dense, reshape, sigmoid",
  ]);
  strictEqual(html!.split(">code<").length, 2);
  ok(text.startsWith(`${model.name}: ${model.countParams().toLocaleString("en")} parameters`));
  const parameters = stagesOf(model).reduce((sum, stage) => sum + stage.parameters, 0);
  strictEqual(parameters, model.countParams());
  model.dispose();
});

Deno.test("layers that pad or crop for a convolution are part of its stage", () => {
  const model = stridedAutoencoder({}, 1);
  const stages = stagesOf(model), layers = model.layers();
  ok(layers.some(({ layer }) => layer.endsWith("_pad")));
  ok(layers.some(({ layer }) => layer.endsWith("_crop")));
  ok(stages.every(({ name }) => !/pad|crop/.test(name)), stages.map(({ name }) => name).join());
  const convolutions = layers.filter(({ parameters }) => parameters > 0);
  strictEqual(stages.filter(({ parameters }) => parameters > 0).length, convolutions.length);
  deepStrictEqual(stages.at(-1)!.shape, [28, 28, 1]);
  for (const { layer, shape } of stages.slice(1, -1)) {
    strictEqual(size(shape), size(layers[layer!].shape), "drawn as it leaves the stage");
  }
  model.dispose();
});

Deno.test("a variational network shows mean, deviation, noise and sample", () => {
  const model = denseVariationalAutoencoder({ widths: [30], latent: 4 }, 1);
  const html = modelFigure(model)["text/html"]!;
  for (const name of ["μ", "σ", "ε", "z"]) match(html, new RegExp(`<br>${name}</span>`));
  match(html, /z = μ \+ σ · ε/);
  const [input, , mean, deviation, code] = areas(html);
  deepStrictEqual([mean, deviation, code].map((area) => area / input), Array(3).fill(4 / 784));
  model.dispose();
});

Deno.test("the values of a journey are those that the model computes", () => {
  const image = strokes(1, new Random(3));
  for (
    const model of [
      convolutionalAutoencoder({ latent: 3 }, 1),
      denseVariationalAutoencoder({ widths: [30], latent: 3 }, 1),
    ]
  ) {
    const tensor = image.tensor(), layers = activations(model, tensor);
    const codeAt = model.layers().findLastIndex(({ part }) => part === "encoder");
    tf.tidy(() => {
      const code = model.encode(image).dataSync(), output = model.reconstruct(image).dataSync();
      const close = (a: ArrayLike<number>, b: ArrayLike<number>) =>
        Array.from(a).every((value, i) => Math.abs(value - b[i]) < 1e-5);
      ok(close(layers[codeAt], code) && close(layers.at(-1)!, output));
      const html = modelFigure(model, { image })["text/html"]!;
      for (const value of code) ok(html.includes(`>${value.toFixed(1).replace("-", "−")}</span>`));
    });
    tensor.dispose();
    model.dispose();
  }
});

Deno.test("a journey needs one image of the model's size", () => {
  const model = denseAutoencoder({ widths: [], latent: 2 }, 1);
  throws(() => modelFigure(model, { image: strokes(2, new Random(1)) }), {
    name: "RangeError",
    message: "image must be 1 of 28×28×1, got 2 of 28×28×1",
  });
  const small = new ImageSet(new Uint8Array(4), { height: 2, width: 2 });
  throws(() => modelFigure(model, { image: small }), /image must be 1 of 28×28×1, got 1 of 2×2×1/);
  model.dispose();
});

Deno.test("every value of an output has a cell of its own", () => {
  for (const shape of [[1], [47], [512], [28, 28, 1], [7, 5, 6], [1, 1, 9]]) {
    const { width, height, cell } = arrange(shape);
    const cells = Array.from({ length: size(shape) }, (_, i) => cell(i));
    strictEqual(new Set(cells).size, cells.length, `${shape}`);
    ok(cells.every((at) => at >= 0 && at < width * height), `${shape}`);
  }
  const values = Float32Array.of(1, -1, 0.5, 0, 0, 0, 0, 0); // 2 × 2 × 2, channels innermost
  const { data, width } = cellsRaster([2, 2, 2], values);
  deepStrictEqual([...data.subarray(0, width)], [48, 36, 24, 0, 24], "two tiles, a line between");
});
