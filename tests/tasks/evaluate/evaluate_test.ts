import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { denseAutoencoder, evaluate, imageSet, writeIdx } from "@autoencoders";
import { evaluationReport } from "../../../tasks/evaluate/report.ts";
import { capture } from "../../../tasks/process.ts";
import { root } from "../../../tasks/project.ts";
import { bytesOf } from "../../helpers/tiny_models.ts";

const pixels = bytesOf(20 * 12 * 12, 3);
const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 3);

/** A model of 12×12 images and its test files, in a folder that is taken away afterwards. */
async function withFiles(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const model = denseAutoencoder({ widths: [8], latent: 3, height: 12, width: 12 }, 5);
    await model.save(join(folder, "model"));
    model.dispose();
    const files = {
      "images.idx": writeIdx({ data: pixels, shape: [20, 12, 12] }),
      "images.idx.gz": gzipSync(writeIdx({ data: pixels, shape: [20, 12, 12] })),
      "turned.idx": writeIdx({ data: turned(pixels), shape: [20, 12, 12] }),
      "labels.idx": writeIdx({ data: labels, shape: [20] }),
      "few.idx": writeIdx({ data: labels.subarray(0, 7), shape: [7] }),
      "small.idx": writeIdx({ data: pixels.subarray(0, 80), shape: [5, 4, 4] }),
      "cut.idx": writeIdx({ data: pixels, shape: [20, 12, 12] }).subarray(0, 500),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(folder, name), bytes);
    }
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function turned(pixels: Uint8Array): Uint8Array {
  return pixels.map((_, i) => {
    const at = i % 144;
    return pixels[i - at + (at % 12) * 12 + Math.floor(at / 12)];
  });
}

async function task(folder: string, ...args: string[]) {
  const done = await capture(
    Deno.execPath(),
    ["run", "-A", "--no-check", join(root, "tasks/evaluate/evaluate.ts"), ...args],
    { cwd: folder, env: { AUTOENCODERS_THREADS: "1", AUTOENCODERS_BACKEND: "cpu" } },
  );
  return done!;
}

async function figuresOf(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await task(folder, ...args);
  strictEqual(code, 0, stderr);
  return JSON.parse(stdout);
}

Deno.test("evaluate prints what evaluate() measures, for packed, plain and turned files", async () => {
  await withFiles(async (folder) => {
    const model = denseAutoencoder({ widths: [8], latent: 3, height: 12, width: 12 }, 5);
    const wanted = evaluate(model, imageSet(pixels, { height: 12, width: 12 }));
    model.dispose();
    const plain = await figuresOf(folder, "model", "images.idx");
    for (const name of ["bce", "mse", "psnr", "ssim", "pixelAccuracy"] as const) {
      ok(Math.abs(plain[name] - wanted[name]) < 1e-5, `${name}: ${plain[name]}, ${wanted[name]}`);
    }
    deepStrictEqual([plain.n, plain.latent, plain.seed], [20, 3, 5]);
    strictEqual(plain.bytesPerImage.code, 12);
    const packed = await figuresOf(folder, "model", "images.idx.gz", "--json");
    strictEqual(packed.mse, plain.mse);
    const upright = await figuresOf(folder, "model", "turned.idx", "--upright");
    strictEqual(upright.mse, plain.mse);
  });
});

Deno.test("evaluate tells how errors are spread, and which images came back best and worst", async () => {
  await withFiles(async (folder) => {
    const model = denseAutoencoder({ widths: [8], latent: 3, height: 12, width: 12 }, 5);
    const { perImage } = evaluate(model, imageSet(pixels, { height: 12, width: 12 }));
    model.dispose();
    const said = await figuresOf(folder, "model", "images.idx");
    for (const metric of ["mse", "bce"] as const) {
      const sorted = perImage[metric].toSorted(), { [metric]: told } = said.quantiles;
      deepStrictEqual(Object.keys(told), ["0%", "5%", "25%", "50%", "75%", "95%", "100%"]);
      // Between the tenth and the eleventh of twenty.
      const wanted = { "0%": sorted[0], "50%": (sorted[9] + sorted[10]) / 2, "100%": sorted[19] };
      for (const [level, value] of Object.entries(wanted)) {
        ok(Math.abs(told[level] - value) < 1e-5, `${metric} ${level}: ${told[level]}, ${value}`);
      }
    }
    const order = [...perImage.mse.keys()].sort((a, b) => perImage.mse[a] - perImage.mse[b]);
    deepStrictEqual(said.bestImages, order.slice(0, 5));
    deepStrictEqual(said.worstImages, order.toReversed().slice(0, 5));
  });
});

Deno.test("evaluate says why a figure is null", async () => {
  await withFiles(async (folder) => {
    const model = denseAutoencoder({ widths: [], latent: 2, height: 4, width: 4 }, 5);
    await model.save(join(folder, "tiny"));
    const { ssim, whyNull } = await figuresOf(folder, "tiny", "small.idx");
    strictEqual(ssim, null);
    deepStrictEqual(whyNull, { ssim: "its window is 11 × 11 pixels, the images have 4 × 4" });
    strictEqual((await figuresOf(folder, "model", "images.idx")).whyNull, undefined);
    const images = imageSet(pixels.subarray(0, 80), { height: 4, width: 4 });
    const exact = { ...evaluate(model, images), ssim: 1, psnr: Infinity };
    const report = evaluationReport(exact, model, images);
    deepStrictEqual(report.whyNull, { psnr: "every image came back without any error" });
    model.dispose();
  });
});

Deno.test("evaluate adds the classes where there are labels, and thresholds where it is told", async () => {
  await withFiles(async (folder) => {
    const args = ["model", "images.idx", "--labels", "labels.idx", "--threshold", "127"];
    const { perClass, bytesPerImage } = await figuresOf(folder, ...args);
    deepStrictEqual(perClass.map((one: { class: string; n: number }) => [one.class, one.n]), [
      ["0", 7],
      ["1", 7],
      ["2", 6],
    ]);
    strictEqual(bytesPerImage.packed, 18); // 144 pixels, eight in a byte
  });
});

Deno.test("evaluate names the file and the value that are wrong, in one line", async () => {
  await withFiles(async (folder) => {
    const saved = await Deno.readFile(join(folder, "model.safetensors")), at = saved.length - 5;
    await Deno.writeFile(join(folder, "altered.safetensors"), saved.with(at, saved[at] ^ 1));
    const broken = denseAutoencoder({ widths: [8], latent: 3, height: 12, width: 12 }, 5);
    const [first] = broken.decoder.weights;
    const fill = (weight: typeof first, value: number) =>
      weight.write(tf.fill(weight.shape as number[], value));
    fill(first, NaN);
    await broken.save(join(folder, "broken"));
    // Finite, but their products are ∞ and −∞, which add up to no number.
    fill(broken.encoder.weights.at(-1)!, 3e38);
    fill(first, 3e38);
    await broken.save(join(folder, "huge"));
    const threshold = (text: string) => ["model", "images.idx", `--threshold=${text}`];
    const cases: [string[], RegExp][] = [
      [["broken", "images.idx"], /broken has weights that are NaN .*, in decoder_1_dense\/kernel/],
      [["huge", "images.idx"], /huge cannot be measured on images\.idx: .* got NaN/],
      [["images.idx", "images.idx"], /no saved model: no file "images\.idx\.safetensors"/],
      [threshold(""), /--threshold must be a grey value, a whole number in 0–254, got ""\nusage/],
      [threshold("0.5"), /--threshold must be a grey value, .* got "0\.5"/],
      [["model", "small.idx"], /model takes images of 12×12×1, small\.idx holds images of 4×4×1/],
      [["model", "cut.idx"], /cut\.idx: .*2896 bytes, got 500/],
      [["model", "none.idx"], /there is no file none\.idx/],
      [["model", "labels.idx"], /labels\.idx must hold images: .* got a Uint8Array of shape 20/],
      [["model", "images.idx", "--labels", "few.idx"], /20 images, few\.idx has 7 labels/],
      [["nothing", "images.idx"], /no saved model: no file "nothing\.safetensors"/],
      [["altered", "images.idx"], /"altered\.safetensors" is not an intact safetensors file/],
      [["model", "images.idx", "--threshold", "300"], /--threshold .* in 0–254, got "300"/],
      [["model"], /needs a model and a file of images, got 1\nusage: /],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await task(folder, ...args);
      strictEqual(code, 1, args.join(" "));
      strictEqual(stdout, "");
      match(stderr, message);
      ok(!stderr.includes("    at "), stderr);
    }
  });
});
