import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { strokes } from "../../lib/datasets/synthetic/strokes.ts";
import { ImageSet } from "../../lib/images.ts";
import type { Autoencoder } from "../../lib/models/autoencoder.ts";
import { buildAutoencoder } from "../../lib/models/build.ts";
import { convolutionalAutoencoder } from "../../lib/models/networks/convolutional.ts";
import { denseAutoencoder } from "../../lib/models/networks/dense.ts";
import type { Activation, LayerSpec } from "../../lib/models/spec/spec.ts";
import { Random } from "../../lib/random.ts";
import { binarize } from "../../lib/preprocessing/binarize.ts";
import { fit } from "../../lib/training/fit.ts";
import { makePlayground } from "../../lib/figures/playground/playground.ts";
import { pack, quantised } from "../../lib/figures/playground/pack.ts";
import { centred } from "../../lib/figures/playground/page/digit.js";
import { run } from "../../lib/figures/playground/page/inference.js";
import { unpack } from "../../lib/figures/playground/page/unpack.js";
import { type Step, stepsOf } from "../../lib/figures/playground/steps.ts";
import { browserTest } from "../helpers/browser.ts";

/** Between sums in another order in float32, and tfjs's own approximations of exp and erf. */
const rounding = 2e-5;

function autoencoder(encoder: LayerSpec[], decoder: LayerSpec[], latent: number): Autoencoder {
  const size = { height: 8, width: 8, channels: 1 };
  return buildAutoencoder({
    name: "tried",
    ...size,
    latent,
    initializer: "heNormal",
    output: "sigmoid",
    encoder,
    decoder,
  }, 3);
}

/** The largest difference between the page's program and tfjs, over a few random images. */
function difference(model: tf.LayersModel): number {
  const steps = stepsOf(model);
  const shape = model.inputs[0].shape.slice(1) as number[];
  const input = tf.randomUniform([3, ...shape], -1, 1, "float32", 5);
  const expected = (model.predict(input) as tf.Tensor).dataSync();
  const values = input.dataSync<"float32">();
  const size = values.length / 3;
  const got = [0, 1, 2].flatMap((i) => [
    ...run(steps, values.subarray(i * size, (i + 1) * size)),
  ]);
  strictEqual(got.length, expected.length);
  return Math.max(...got.map((value, i) => Math.abs(value - expected[i])));
}

const networks: Record<string, () => Autoencoder> = {
  "dense layers": () => denseAutoencoder({ widths: [20, 12], latent: 5, height: 8, width: 8 }, 1),
  "our convolutional network": () =>
    convolutionalAutoencoder({ latent: 4, filters: [3, 5, 4], hidden: 9, height: 8, width: 8 }, 1),
  "pooling, batch normalisation and up-sampling": () =>
    autoencoder(
      [
        { type: "convolution", filters: 3, activation: "leakyRelu" },
        { type: "batchNormalization" },
        { type: "maxPooling", size: 2 },
        { type: "convolution", filters: 6, kernel: 2, stride: 2, padding: "valid" },
        { type: "dropout", rate: 0.5 },
        { type: "globalAveragePooling" },
      ],
      [
        { type: "reshape", shape: [1, 1, 6] },
        { type: "transposedConvolution", filters: 4, kernel: 3, padding: "valid" },
        { type: "upSampling", size: 3 },
        { type: "cropping", start: 1, end: 0 },
        { type: "transposedConvolution", filters: 1, kernel: 3 },
      ],
      6,
    ),
  "strides that do not divide": () =>
    autoencoder(
      [
        { type: "convolution", filters: 2, kernel: 5, stride: 3 },
        { type: "convolution", filters: 3, kernel: 2, stride: 2 },
        { type: "flatten" },
        { type: "dense", units: 10 },
        { type: "posteriorMean", units: 5 },
      ],
      [
        { type: "dense", units: 12, activation: "gelu" },
        { type: "reshape", shape: [2, 2, 3] },
        { type: "transposedConvolution", filters: 2, kernel: 5, stride: 2 },
        { type: "transposedConvolution", filters: 1, kernel: 3, stride: 2 },
      ],
      5,
    ),
};

for (const [name, make] of Object.entries(networks)) {
  Deno.test(`the page's program computes what tfjs computes: ${name}`, () => {
    const model = make();
    // Weights other than at the start, so that biases and running means are not all 0 or 1.
    for (const part of [model.encoder, model.decoder]) {
      part.setWeights(
        part.getWeights().map((w, i) =>
          tf.add(w, tf.randomUniform(w.shape, 0.1, 0.4, "float32", i))
        ),
      );
    }
    ok(difference(model.encoder) < rounding * 10, `encoder ${difference(model.encoder)}`);
    ok(difference(model.decoder) < rounding, `decoder ${difference(model.decoder)}`);
    model.dispose();
  });
}

Deno.test("the page's program computes every activation as tfjs does", () => {
  const names: Activation[] = [
    "linear",
    "relu",
    "leakyRelu",
    "elu",
    "selu",
    "gelu",
    "swish",
    "mish",
  ];
  for (const activation of [...names, "softplus", "sigmoid", "tanh"] as Activation[]) {
    const model = denseAutoencoder(
      { widths: [30], latent: 3, height: 8, width: 8, activation, latentActivation: activation },
      4,
    );
    ok(difference(model.encoder) < rounding, `${activation} ${difference(model.encoder)}`);
    model.dispose();
  }
});

Deno.test("a layer that the page does not know is refused by name", () => {
  const input = tf.input({ shape: [4] });
  const layer = tf.layers.gaussianNoise({ stddev: 1, name: "shaken" });
  const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
  throws(() => stepsOf(model), /TypeError: .*layer shaken of class GaussianNoise/s);
});

Deno.test("a rounded weight is at most half a step of its channel away", () => {
  const channels = fc.integer({ min: 1, max: 4 }), inner = fc.integer({ min: 1, max: 4 });
  const bits = fc.integer({ min: 4, max: 8 }), transposed = fc.boolean();
  fc.assert(fc.property(channels, inner, bits, transposed, fc.nat(), (f, c, bits, turned, seed) => {
    const random = new Random(seed);
    const kernel = Float32Array.from({ length: 4 * f * c }, () => random.normal());
    const step: Step = {
      type: turned ? "transposedConvolution" : "convolution",
      input: [5, 5, c],
      output: [5, 5, f],
      kernel,
    };
    const { header, bytes } = pack(quantised([step], bits));
    const [back] = unpack(header, bytes.buffer) as Step[];
    const channelOf = (i: number) => turned ? Math.floor(i / c) % f : i % f;
    const largest = Array<number>(f).fill(0);
    kernel.forEach((w, i) => largest[channelOf(i)] = Math.max(largest[channelOf(i)], Math.abs(w)));
    kernel.forEach((w, i) => {
      const half = largest[channelOf(i)] / (2 ** (bits - 1) - 1) / 2;
      ok(Math.abs(back.kernel![i] - w) <= half * 1.0001);
    });
  }));
});

Deno.test("pack() and unpack() give back any tree of arrays and plain values", () => {
  const tree = {
    name: "a",
    none: null,
    list: [1, { deep: new Uint8Array([1, 2, 3]) }],
    floats: [new Float32Array([0.5, -2]), new Float32Array([7])],
  };
  const { header, bytes } = pack(tree);
  deepStrictEqual(unpack(JSON.parse(JSON.stringify(header)), bytes.buffer), tree);
});

Deno.test("a drawing is centred by its mass and fills a box of 20 pixels, wherever it was drawn", () => {
  const place = fc.record({
    left: fc.integer({ min: 0, max: 150 }),
    top: fc.integer({ min: 0, max: 150 }),
    width: fc.integer({ min: 70, max: 130 }),
    height: fc.integer({ min: 70, max: 130 }),
  });
  fc.assert(
    fc.property(place, ({ left, top, width, height }) => {
      const side = 280;
      const ink = new Float32Array(side * side);
      for (let y = top; y < top + height; y++) {
        ink.fill(1, y * side + left, y * side + left + width);
      }
      const image = centred(ink, side, 28, 28);
      let [mass, x, y] = [0, 0, 0];
      image.forEach((value, i) => {
        mass += value;
        x += value * (i % 28 + 0.5);
        y += value * (Math.floor(i / 28) + 0.5);
      });
      const expected = 20 * 20 * Math.min(width, height) / Math.max(width, height);
      ok(Math.abs(mass - expected) < 0.01 * expected, `mass ${mass}, not ${expected}`);
      ok(Math.abs(x / mass - 14) < 0.01 && Math.abs(y / mass - 14) < 0.01);
    }),
    { numRuns: 20 },
  );
  deepStrictEqual(centred(new Float32Array(280 * 280), 280, 28, 28), new Float32Array(784));
});

const digits = binarize(strokes(60, new Random(2)));

/** One network for all tests below: they only read it. */
const trained = (() => {
  let model: Promise<Autoencoder> | undefined;
  return () =>
    model ??= (async () => {
      const small = denseAutoencoder({ widths: [32], latent: 6 }, 1);
      await fit(small, digits, { epochs: 5, batchSize: 20, seed: 1, learningRate: 0.02 });
      return small;
    })();
})();

Deno.test("a playground says what its rounded weights cost, and stays within its limit", async () => {
  const model = await trained();
  const whole = makePlayground(model, digits, { title: "</script><b>" });
  strictEqual(whole.bits, 8);
  ok(Math.abs(whole.pageMse - whole.libraryMse) < 0.01 * whole.libraryMse);
  ok(whole.largestDifference > 0 && whole.largestDifference < 0.1);
  strictEqual(whole.bytes, new TextEncoder().encode(whole.html).length);
  strictEqual(whole.html.split("</script>").length, 5, "four scripts, and no text that ends one");
  ok(!/https?:\/\/(?!www\.w3\.org)/.test(whole.html), "nothing is fetched");
  const small = makePlayground(model, digits, { limit: whole.bytes - 4_000 });
  ok(small.bits < 8 && small.bytes <= whole.bytes - 4_000);
  ok(small.largestDifference > whole.largestDifference);
  throws(
    () => makePlayground(model, digits, { limit: 9_000 }),
    /too many for a page of 9000 bytes/,
  );
  throws(() => makePlayground(model, digits, { threshold: 1.5 }), /threshold must be.*got 1.5/);
  throws(() => makePlayground(model, digits.slice(0, 2)), /at least 3 images, got 2/);
  throws(() => makePlayground(model, digits, { points: 1 }), /points must be.*got 1/);
});

browserTest(
  "what one draws with the mouse is coded and decoded as the library does it",
  async (page) => {
    const model = await trained();
    const { html } = makePlayground(model, digits);
    await page.route("**", (route) => route.abort()); // no network
    await page.setContent(html);
    await page.waitForSelector("html[data-ready=yes]");
    const pad = (await page.locator("#pad").boundingBox())!;
    const move = (x: number, y: number) =>
      page.mouse.move(pad.x + x * pad.width, pad.y + y * pad.height, { steps: 6 });
    await move(0.2, 0.2);
    await page.mouse.down();
    await move(0.7, 0.2);
    await move(0.4, 0.8);
    await page.mouse.up();
    const state = () =>
      page.evaluate(() =>
        new Promise<Record<"input" | "code" | "output", number[]>>((resolve) =>
          // deno-lint-ignore no-explicit-any
          (globalThis as any).requestAnimationFrame(() => {
            // deno-lint-ignore no-explicit-any
            const { input, code, output } = (globalThis as any).playground.state;
            resolve({ input: [...input], code: [...code], output: [...output] });
          })
        )
      );
    const { input, code, output } = await state();
    const ink = input.reduce((a, b) => a + b);
    ok(
      ink > 40 && ink < 200 && input.every((value) => value === 0 || value === 1),
      `${ink} pixels`,
    );

    // The library's own network, with the weights as they stand in the page.
    const set = new ImageSet(Uint8Array.from(input), { height: 28, width: 28, maximum: 1 });
    const rounded = buildAutoencoder(model.spec, 0);
    const exact = new Map<string, number[]>();
    for (const part of ["encoder", "decoder"] as const) {
      const network = model[part];
      const { header, bytes } = pack(quantised(stepsOf(network), 8));
      const kernels = (unpack(header, bytes.buffer) as Step[]).filter(({ kernel }) => kernel);
      const dense = network.layers.filter((layer) => layer.getClassName() === "Dense");
      dense.forEach((layer, i) =>
        layer.setWeights([
          tf.tensor2d(kernels[i].kernel!, layer.getWeights()[0].shape as [number, number]),
          layer.getWeights()[1],
        ])
      );
    }
    tf.tidy(() => {
      const codes = model.encode(set);
      exact.set("code", [...codes.dataSync()]);
      exact.set("output", [...model.decode(codes).dataSync()]);
    });
    rounded.dispose();
    const furthest = (a: number[], b: number[]) => Math.max(...a.map((v, i) => Math.abs(v - b[i])));
    ok(furthest(code, exact.get("code")!) < 1e-4, `codes ${furthest(code, exact.get("code")!)}`);
    ok(furthest(output, exact.get("output")!) < 1e-5);

    // Dragging a bar changes that number alone, and the output with it.
    const bar = (await page.locator(".bar").nth(2).boundingBox())!;
    await page.mouse.move(bar.x + bar.width / 2, bar.y + bar.height - 5);
    await page.mouse.down();
    await page.mouse.move(bar.x + bar.width / 2, bar.y + 5, { steps: 4 });
    await page.mouse.up();
    const dragged = await state();
    deepStrictEqual(
      dragged.code.map((value, unit) => value !== code[unit]),
      [false, false, true, false, false, false],
    );
    ok(furthest(dragged.output, output) > 0.01);
    await page.keyboard.press("ArrowDown");
    ok((await state()).code[2] < dragged.code[2], "arrow keys move the bar that has the focus");
  },
);

browserTest(
  "the playground works by keyboard, in both themes, inside a sandboxed frame",
  async (page) => {
    const model = await trained();
    const { frameOf } = await import("../../lib/figures/playground/page.ts");
    const { html } = makePlayground(model, digits, { classNames: [..."abcdefghij"] });
    // deno-lint-ignore no-explicit-any
    await page.evaluate(() => (globalThis as any).document.body.dataset.jpThemeLight = "false");
    await page.evaluate((html) => {
      // As Lab does: the markup is put into a page that is there already.
      // deno-lint-ignore no-explicit-any
      (globalThis as any).document.body.innerHTML = html;
    }, frameOf(html, "Play"));
    const frame = page.frameLocator("iframe");
    await frame.locator("html[data-ready=yes]").waitFor();
    await frame.locator("html[data-theme=dark]").waitFor({ timeout: 5_000 });
    await frame.locator("#theme").click();
    await frame.locator("html[data-theme=light]").waitFor();

    const picture = (id: string) =>
      frame.locator(id).evaluate((canvas) =>
        // deno-lint-ignore no-explicit-any
        [...(canvas as any).getContext("2d").getImageData(0, 0, 28, 28).data].join()
      );
    const before = await picture("#input");
    await frame.locator("#pad").focus();
    for (const key of [" ", ..."ddddddd".split("").map(() => "ArrowDown"), " "]) {
      await page.keyboard.press(key);
    }
    await page.waitForTimeout(50);
    const drawn = await picture("#input");
    ok(drawn !== before, "the keys draw");

    const there = await picture("#there");
    const map = (await frame.locator("#map").boundingBox())!;
    await page.mouse.click(map.x + 20, map.y + 40);
    ok(await picture("#there") !== there, "a click in the map decodes that place");
    ok(/nearest on the map: [a-j]/.test((await frame.locator("#nearestNote").textContent())!));

    await frame.locator("#keepA").click();
    strictEqual(await picture("#a"), drawn);
    await frame.locator("#mix").focus();
    await page.keyboard.press("Home");
    strictEqual(await picture("#blend"), drawn, "at A the blend is A");
    const atA = await picture("#between");
    await page.keyboard.press("End");
    ok(await picture("#between") !== atA, "at B the decoded image is another one");
    await rejects(
      frame.locator("body").evaluate(() =>
        (globalThis as never as { parent: { document: { body: unknown } } })
          .parent.document.body
      ),
      /cross-origin|Blocked|permission/i,
      "the frame cannot reach the notebook",
    );
  },
);
