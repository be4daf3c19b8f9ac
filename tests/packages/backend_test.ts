/** The backend's tarball as others use it: installed in an empty project, with their own tf.model. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import * as esbuild from "npm:esbuild@0.25.12";
import { join } from "@std/path";
import { useBackend } from "@autoencoders/backend";
import { buildBackend } from "../../tasks/packages/build.ts";
import { capture } from "../../tasks/process.ts";
import { root } from "../../tasks/project.ts";
import {
  bundled,
  install,
  makeProject,
  packagePageTest,
  packageTest,
  runDeno,
  runInPage,
  runNode,
  typeErrors,
} from "./project.ts";

/** Someone's own network, trained by tfjs, on the backend and on stock cpu. */
const train = `
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "@autoencoders/backend";

const images = 128, epochs = 2;

async function fit(options) {
  const backend = await useBackend(options);
  const x = tf.randomUniform([images, 28, 28, 1], 0, 1, "float32", 7);
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [28, 28, 1], filters: 8, kernelSize: 3, strides: 2, padding: "same",
        activation: "relu", kernelInitializer,
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 32, activation: "relu", kernelInitializer }),
      tf.layers.dense({ units: 784, activation: "sigmoid", kernelInitializer }),
      tf.layers.reshape({ targetShape: [28, 28, 1] }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: "meanSquaredError" });
  const settings = { batchSize: 64, shuffle: false, yieldEvery: "never", verbose: 0 };
  await model.fit(x, x, { ...settings, epochs: 1 });
  const start = performance.now();
  const { history } = await model.fit(x, x, { ...settings, epochs });
  const imagesPerSecond = epochs * images / (performance.now() - start) * 1000;
  return { backend, losses: history.loss, imagesPerSecond };
}

export const compare = async () => ({
  ours: await fit({ threads: 2 }),
  stock: await fit({ prefer: "cpu" }),
});
`;
const print = `
import { compare } from "./train.js";
console.log(JSON.stringify(await compare()));
`;
const page = `import { compare } from "./train.js"; globalThis.compare = compare;`;

interface Run {
  backend: { name: string; gemm: string; simd: string; threads: number; note?: string };
  losses: number[];
  imagesPerSecond: number;
}
interface Compared {
  ours: Run;
  stock: Run;
}

let made: Promise<string> | undefined;
const project = () =>
  made ??= buildBackend().then((tarball) =>
    makeProject([tarball, "@tensorflow/tfjs@4.22.0"], {
      "train.js": train,
      "print.js": print,
      "page.js": page,
    })
  );
Deno.test.afterAll(async () => {
  await esbuild.stop();
  if (made) await Deno.remove(await made, { recursive: true });
});

/** The losses are those of stock cpu; says how many times as fast the training was. */
function check(where: string, { ours, stock }: Compared): Run["backend"] {
  strictEqual(ours.losses.length, 2);
  ours.losses.forEach((loss, i) =>
    ok(Math.abs(loss - stock.losses[i]) < 1e-6, `${ours.losses}, not ${stock.losses}`)
  );
  const [own, theirs] = [ours, stock].map((run) => Math.round(run.imagesPerSecond));
  console.log(
    `${where}: ${own} images/s, ${
      (own / theirs).toFixed(1)
    } × stock cpu (${theirs}), ${ours.backend.simd}`,
  );
  return ours.backend;
}

for (const version of [22, 24]) {
  packageTest(
    `in Node ${version} the backend trains a tf.model as stock cpu does, on two threads`,
    async () => {
      const { gemm, threads, note } = check(
        `Node ${version}`,
        await runNode(await project(), version, "print.js"),
      );
      deepStrictEqual([gemm, threads], ["wasm", 2]);
      match(
        note!,
        /^matrix products by WebAssembly: a BLAS needs Deno, or Node with the package koffi$/,
      );
    },
  );
}

packageTest(
  "in Node 20, which has no relaxed SIMD, the backend does without and says so in a line",
  async () => {
    const { simd, note } = check("Node 20", await runNode(await project(), 20, "print.js"));
    match(simd, /not relaxed/);
    ok(note!.includes("no relaxed SIMD") && !note!.includes("\n"), `${note}`);
  },
);

packageTest(
  "in Deno the backend trains a tf.model as stock cpu does, without permission for FFI by WebAssembly",
  async () => {
    check("Deno", await runDeno(await project(), "print.js", "-A"));
    const { gemm, note } = check(
      "Deno without FFI",
      await runDeno(await project(), "print.js", "-A", "--deny-ffi"),
    );
    strictEqual(gemm, "wasm");
    match(note!, /--allow-ffi/);
  },
);

for (const isolated of [true, false]) {
  const name = isolated
    ? "in an isolated page of Chromium the backend trains as stock cpu does, on two threads"
    : "in a page that is not isolated the backend trains on one thread and says in a line why";
  packagePageTest(name, async (page) => {
    const script = await bundled(await project(), "page.js");
    const compared = await runInPage<Compared>(page, script, "compare", isolated);
    const { threads, note } = check(
      isolated ? "Chromium, isolated" : "Chromium, not isolated",
      compared,
    );
    strictEqual(threads, isolated ? 2 : 1);
    strictEqual(/one thread: the page is not cross-origin isolated/.test(note!), !isolated);
  });
}

packageTest("the backend's types tell a right program from a wrong one", async () => {
  const folder = await project();
  await Deno.writeTextFile(
    join(folder, "typed.ts"),
    `import * as tf from "@tensorflow/tfjs";
    import { applyModel, type BackendInfo, useBackend } from "@autoencoders/backend";
    const info: BackendInfo = await useBackend({ threads: 1 });
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    export const y: tf.Tensor = applyModel(model, tf.ones([1, 1]));
    export const wrong: number = info.note;`,
  );
  const errors = typeErrors(folder, "typed.ts");
  strictEqual(errors.length, 1, errors.join("\n"));
  match(errors[0], /'string \| undefined' is not assignable to type 'number'/);
});

const { library } = await useBackend();
if (library) {
  packageTest("in Node with koffi a BLAS computes the products", async () => {
    const folder = await project();
    await install(folder, "koffi@3.3.4");
    const env = { AUTOENCODERS_BLAS: library };
    const run = await runNode<Compared>(folder, 24, "print.js", env);
    const { gemm, threads } = check("Node 24 with koffi", run);
    deepStrictEqual([gemm, threads], ["openblas", 2]);
  });
} else {Deno.test.ignore(
    "in Node with koffi a BLAS computes the products (skipped: no BLAS)",
    () => {},
  );}

Deno.test("the backend could be published: deno publish finds nothing to object to", async () => {
  const args = ["publish", "--dry-run", "--allow-dirty"];
  const done = await capture(Deno.execPath(), args, { cwd: join(root, "lib", "backend") });
  strictEqual(done?.code, 0, `${done?.stderr}`);
});
