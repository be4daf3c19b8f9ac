import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { denseAutoencoder, evaluate, imageSet, writeIdx } from "@autoencoders";
import { readSafetensors, writeSafetensors } from "../../../lib/files/mod.ts";
import { tensorName } from "../../../lib/models/mod.ts";
import { evaluateFiles } from "../../../tasks/evaluate/evaluate.ts";
import { evaluationReport } from "../../../tasks/evaluate/report.ts";
import { capture } from "../../../tasks/process.ts";
import { root } from "../../../tasks/project.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { bytesOf } from "../../helpers/tiny_models.ts";

const pixels = bytesOf(20 * 12 * 12, 3);
const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 3);

/** Runs a test in a folder with a model of 12×12 images and test files. */
function withFiles(run: (folder: string) => Promise<void>): Promise<void> {
  return inTempFolder(async (folder) => {
    const model = denseAutoencoder({ widths: [8], latent: 3, height: 12, width: 12 }, 5);
    await model.save(join(folder, "model"));
    model.dispose();
    const files = {
      "images.idx": writeIdx({ data: pixels, shape: [20, 12, 12] }),
      "images.idx.gz": gzipSync(writeIdx({ data: pixels, shape: [20, 12, 12] })),
      "transposed.idx": writeIdx({ data: transposed(pixels), shape: [20, 12, 12] }),
      "labels.idx": writeIdx({ data: labels, shape: [20] }),
      "few.idx": writeIdx({ data: labels.subarray(0, 7), shape: [7] }),
      "small.idx": writeIdx({ data: pixels.subarray(0, 80), shape: [5, 4, 4] }),
      "cut.idx": writeIdx({ data: pixels, shape: [20, 12, 12] }).subarray(0, 500),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(folder, name), bytes);
    }
    await run(folder);
  });
}

function transposed(pixels: Uint8Array): Uint8Array {
  return pixels.map((_, i) => {
    const at = i % 144;
    return pixels[i - at + (at % 12) * 12 + Math.floor(at / 12)];
  });
}

/** The report that the task prints for files in the folder, parsed. */
async function report(folder: string, model: string, images: string, ...options: string[]) {
  const inFolder = options.map((option) => option.endsWith(".idx") ? join(folder, option) : option);
  return JSON.parse(
    await evaluateFiles([join(folder, model), join(folder, images), ...inFolder]),
  );
}

Deno.test("evaluate reports what evaluate() measures, for plain, compressed and transposed files", async () => {
  await withFiles(async (folder) => {
    const model = denseAutoencoder({ widths: [8], latent: 3, height: 12, width: 12 }, 5);
    const wanted = evaluate(model, imageSet(pixels, { height: 12, width: 12 }));
    model.dispose();
    const plain = await report(folder, "model", "images.idx");
    for (const name of ["bce", "mse", "psnr", "ssim", "pixelAccuracy"] as const) {
      ok(Math.abs(plain[name] - wanted[name]) < 1e-5, `${name}: ${plain[name]}, ${wanted[name]}`);
    }
    deepStrictEqual([plain.n, plain.latent, plain.seed], [20, 3, 5]);
    strictEqual(plain.bytesPerImage.code, 12);
    const packed = await report(folder, "model", "images.idx.gz", "--json");
    strictEqual(packed.mse, plain.mse);
    const upright = await report(folder, "model", "transposed.idx", "--upright");
    strictEqual(upright.mse, plain.mse);
  });
});

Deno.test("evaluate reports quantiles of the errors, and the best and the worst images", async () => {
  await withFiles(async (folder) => {
    const model = denseAutoencoder({ widths: [8], latent: 3, height: 12, width: 12 }, 5);
    const { perImage } = evaluate(model, imageSet(pixels, { height: 12, width: 12 }));
    model.dispose();
    const printed = await report(folder, "model", "images.idx");
    for (const metric of ["mse", "bce"] as const) {
      const sorted = perImage[metric].toSorted(), quantiles = printed.quantiles[metric];
      deepStrictEqual(Object.keys(quantiles), ["0%", "5%", "25%", "50%", "75%", "95%", "100%"]);
      // the median of twenty is between the tenth and the eleventh
      const wanted = { "0%": sorted[0], "50%": (sorted[9] + sorted[10]) / 2, "100%": sorted[19] };
      for (const [level, value] of Object.entries(wanted)) {
        ok(
          Math.abs(quantiles[level] - value) < 1e-5,
          `${metric} ${level}: ${quantiles[level]}, ${value}`,
        );
      }
    }
    const order = [...perImage.mse.keys()].sort((a, b) => perImage.mse[a] - perImage.mse[b]);
    deepStrictEqual(printed.bestImages, order.slice(0, 5));
    deepStrictEqual(printed.worstImages, order.toReversed().slice(0, 5));
  });
});

Deno.test("evaluate says why a metric is null", async () => {
  await withFiles(async (folder) => {
    const model = denseAutoencoder({ widths: [], latent: 2, height: 4, width: 4 }, 5);
    await model.save(join(folder, "tiny"));
    const { ssim, whyNull } = await report(folder, "tiny", "small.idx");
    strictEqual(ssim, null);
    deepStrictEqual(whyNull, { ssim: "its least window has 7 × 7 pixels, the images have 4 × 4" });
    strictEqual((await report(folder, "model", "images.idx")).whyNull, undefined);
    const images = imageSet(pixels.subarray(0, 80), { height: 4, width: 4 });
    const exact = { ...evaluate(model, images), ssim: 1, psnr: Infinity };
    const { whyNull: why } = evaluationReport(exact, model, images);
    deepStrictEqual(why, { psnr: "every image was reconstructed without error" });
    model.dispose();
  });
});

Deno.test("evaluate adds the metrics of each class for labels, and binarizes at a threshold", async () => {
  await withFiles(async (folder) => {
    const options = ["--labels", "labels.idx", "--threshold", "127"];
    const { perClass, bytesPerImage } = await report(folder, "model", "images.idx", ...options);
    deepStrictEqual(perClass.map((one: { class: string; n: number }) => [one.class, one.n]), [
      ["0", 7],
      ["1", 7],
      ["2", 6],
    ]);
    strictEqual(bytesPerImage.packed, 18); // 144 pixels, eight in a byte
  });
});

/** Files and options, and the error they cause. */
const wrong: [string, string[], RegExp][] = [
  ["a threshold that is empty", ["model", "images.idx", "--threshold="], /in 0–254, got ""\nusage/],
  ["a fractional threshold", ["model", "images.idx", "--threshold=0.5"], /in 0–254, got 0\.5/],
  ["a threshold above 254", ["model", "images.idx", "--threshold=300"], /in 0–254, got 300/],
  ["images of another size", ["model", "small.idx"], /takes images of 12×12×1, .*idx .* of 4×4×1/],
  ["a truncated file", ["model", "cut.idx"], /cut\.idx: .*2896 bytes, got 500/],
  ["a missing file", ["model", "none.idx"], /there is no file .*none\.idx/],
  [
    "labels instead of images",
    ["model", "labels.idx"],
    /labels\.idx: must .* of rank 3.* shape 20/,
  ],
  ["too few labels", ["model", "images.idx", "--labels", "few.idx"], /20 images, .*few.* 7 labels/],
  [
    "a missing model",
    ["nothing", "images.idx"],
    /no saved model: no file ".*nothing\.safetensors"/,
  ],
  ["images as the model", ["images.idx", "images.idx"], /no file ".*images\.idx\.safetensors"/],
];
for (const [what, [model, images, ...options], message] of wrong) {
  Deno.test(`evaluate names the file or value that is wrong: ${what}`, () =>
    withFiles(async (folder) => {
      await rejects(report(folder, model, images, ...options), { name: "TaskError", message });
    }));
}

Deno.test("evaluate rejects a model that was altered, or whose results are not finite", () =>
  withFiles(async (folder) => {
    const saved = await Deno.readFile(join(folder, "model.safetensors")), at = saved.length - 5;
    await Deno.writeFile(join(folder, "altered.safetensors"), saved.with(at, saved[at] ^ 1));
    await rejects(report(folder, "altered", "images.idx"), {
      message: /altered\.safetensors" is not an intact safetensors file/,
    });

    const broken = denseAutoencoder({ widths: [8], latent: 3, height: 12, width: 12 }, 5);
    const [first] = broken.decoder.weights;
    const fill = (weight: typeof first, value: number) =>
      weight.write(tf.fill(weight.shape as number[], value));
    // save() refuses weights that are NaN, so another program has written them.
    const other = join(folder, "broken.safetensors");
    await broken.save(other);
    const content = await readSafetensors(other);
    content.tensors.get(tensorName(first.originalName))!.values.fill(NaN);
    await writeSafetensors(other, content);
    await rejects(report(folder, "broken", "images.idx"), {
      message: /weights that are NaN .*decoder/,
    });
    // finite, but their products are ∞ and −∞, whose sum is NaN
    fill(broken.encoder.weights.at(-1)!, 3e38);
    fill(first, 3e38);
    await broken.save(join(folder, "huge"));
    broken.dispose();
    await rejects(report(folder, "huge", "images.idx"), {
      message: /huge cannot be evaluated on .*images\.idx: .* got NaN/,
    });
  }));

Deno.test("the task prints one line for programs, and an error without a stack trace", () =>
  withFiles(async (folder) => {
    const task = async (...args: string[]) =>
      (await capture(
        Deno.execPath(),
        ["run", "-A", "--no-check", join(root, "tasks/evaluate/evaluate.ts"), ...args],
        { cwd: folder, env: { AUTOENCODERS_THREADS: "1" } },
      ))!;
    const [good, bad] = await Promise.all([task("model", "images.idx", "--json"), task("model")]);
    deepStrictEqual([good.code, JSON.parse(good.stdout).n], [0, 20]);
    strictEqual(good.stdout.trimEnd().split("\n").length, 1);
    deepStrictEqual([bad.code, bad.stdout], [1, ""]);
    match(bad.stderr, /^expected a model and .*, got "[^"]*"\nusage: [^\n]*\n$/);
  }));

Deno.test("deno task evaluate opens the files of the folder where it is typed", () =>
  withFiles(async (folder) => {
    const config = `--config=${join(root, "deno.json")}`;
    const labels = ["--labels", "labels.idx"];
    const typed = async (...args: string[]) =>
      (await capture(Deno.execPath(), ["task", "-q", config, "evaluate", ...args], {
        cwd: folder,
        env: { AUTOENCODERS_THREADS: "1", NO_COLOR: "1", INIT_CWD: folder },
      }))!;
    const [good, bad] = await Promise.all([
      typed("model", "images.idx", ...labels, "--json"),
      typed("model", "none.idx"),
    ]);
    strictEqual(good.code, 0, good.stderr);
    const { data, n, perClass } = JSON.parse(good.stdout);
    deepStrictEqual([data, n, perClass.length], ["images.idx", 20, 3]);
    deepStrictEqual([bad.code, bad.stderr], [1, `there is no file ${join(folder, "none.idx")}\n`]);
  }));

const variables: [string, string, RegExp][] = [
  ["AUTOENCODERS_THREADS", "abc", /^AUTOENCODERS_THREADS must be an integer in 1–64, got "abc"\n$/],
  ["AUTOENCODERS_BACKEND", "gpu", /^AUTOENCODERS_BACKEND must be one of .*, got "gpu"\n$/],
  ["AUTOENCODERS_DATA", "~/data", /^AUTOENCODERS_DATA must not begin with "~".*, got "~\/data"\n$/],
];
Deno.test("a variable that is not valid ends a task with one line", () =>
  withFiles(async (folder) => {
    const args = ["run", "-A", "--no-check", join(root, "tasks/evaluate/evaluate.ts")];
    for (const [name, value, message] of variables) {
      const done = await capture(Deno.execPath(), [...args, "model", "images.idx"], {
        cwd: folder,
        env: { AUTOENCODERS_THREADS: "1", [name]: value },
      });
      deepStrictEqual([done!.code, done!.stdout], [1, ""]);
      match(done!.stderr, message);
    }
  }));
