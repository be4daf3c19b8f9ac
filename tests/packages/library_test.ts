/** The library's tarball as the README says: installed in an empty project, with the README's scripts. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import * as esbuild from "npm:esbuild@0.25.12";
import { join } from "@std/path";
import { buildLibrary, packagesFolder } from "../../tasks/packages/build.ts";
import { root } from "../../tasks/project.ts";
import {
  bundled,
  makeFolder,
  makeProject,
  packagePageTest,
  packageTest,
  runDeno,
  runInPage,
  runNode,
  typeErrors,
} from "./project.ts";

const readme = await Deno.readTextFile(join(root, "README.md"));

/** The first block of that kind in the README's section. */
function blockOf(kind: string): string {
  const section = readme.slice(readme.indexOf("## Use it in your project"));
  const found = new RegExp(`\`\`\`${kind}\\n(.*?)\`\`\``, "s").exec(section);
  ok(found, `the section has no ${kind}`);
  return found[1];
}

/** A script of the README, by the name in its first line. */
function scriptOf(name: string): string {
  const found = [...readme.matchAll(/```js ignore\n(\/\/ (\S+)\n.*?)```/gs)]
    .find(([, , file]) => file === name);
  ok(found, `README.md has no ${name}`);
  return found[1];
}

/** What every sub-path has, tables, and the class of a file error. */
const more = `
import { readFile } from "node:fs/promises";
import { denseSpec, History, loadAutoencoder, Random, runTrials, strokes } from "autoencoders";
import { compressImages, decompressImages } from "autoencoders/codec";
import * as course from "autoencoders/course";
import * as figures from "autoencoders/figures";
import * as results from "autoencoders/results";

const digits = strokes(20, new Random(3));
const bytes = compressImages(digits);
const back = decompressImages(bytes);
const history = new History([{ epoch: 1, loss: 0.5, learningRate: 1, elapsedMs: 1, imagesPerSecond: 1 }]);
const missing = await loadAutoencoder("nowhere.safetensors").catch(({ name, message }) => ({ name, message }));
await figures.saveFigure(() => figures.showLines({ a: { x: [1, 2], y: [2, 1] } }), "lines.html");
await figures.saveFigure(() => figures.showImages(digits.slice(0, 4)), "images.html");
const network = () => denseSpec({ widths: [8], latent: 2 });
const trials = await runTrials([{ name: "small", network }], {
  ...{ train: digits, test: digits, training: { epochs: 1 }, seeds: [1, 2], processes: 2 },
});
console.log(JSON.stringify({
  plotly: /Plotly/.test(await readFile("lines.html", "utf8")),
  images: /data:image\\/png;base64/.test(await readFile("images.html", "utf8")),
  trials: trials.length,
  same: back.pixels.join() === digits.pixels.join(),
  loss: history.frame().getColumn("loss").toArray(),
  missing,
  exported: [course, figures, results].map((names) => Object.keys(names).length > 0),
}));
`;

interface Trained {
  name: string;
  note?: string;
  loss: number;
  mse: number;
}

let made: Promise<string> | undefined;
const project = () =>
  made ??= buildLibrary().then((tarball) =>
    makeProject([tarball], {
      "main.js": scriptOf("main.js"),
      "more.js": more,
      "page.js": scriptOf("page.js"),
    })
  );
Deno.test.afterAll(async () => {
  await esbuild.stop();
  if (made) await Deno.remove(await made, { recursive: true });
});

packageTest(
  "in Node 24 and in Deno an empty project trains, saves, loads and evaluates, with equal results",
  async () => {
    const inNode: Trained = await runNode(await project(), 24, "main.js");
    const inDeno: Trained = await runDeno(await project(), "main.js", "-A", "--deny-ffi");
    ok(inNode.mse > 0 && inNode.mse < 0.1, `${inNode.mse}`);
    deepStrictEqual([inDeno.loss, inDeno.mse], [inNode.loss, inNode.mse]);
    match(inNode.note!, /a BLAS needs Deno, or Node with the package koffi/);
  },
);

packageTest(
  "every sub-path of the package can be imported, codes images, makes tables and saves figures, in Node and in Deno",
  async () => {
    for (
      const run of [
        runNode(await project(), 24, "more.js"),
        runDeno(await project(), "more.js", "-A"),
      ]
    ) {
      const { missing, ...rest } = await run as { missing: { name: string; message: string } };
      deepStrictEqual(rest, {
        plotly: true,
        images: true,
        trials: 2,
        same: true,
        loss: [0.5],
        exported: [true, true, true],
      });
      strictEqual(missing.name, "NotFound");
      match(missing.message, /there is no saved model: no file "nowhere\.safetensors"/);
    }
  },
);

packageTest(
  "a Deno project that links the package's folder trains the same, without Node or npm",
  async () => {
    await project();
    const linked = JSON.stringify(join(packagesFolder, "library"));
    const config = blockOf("json").replace(/"[^"]*build\/packages\/library"/, linked);
    ok(config.includes(linked), config);
    const folder = await makeFolder({ "deno.json": config, "main.js": scriptOf("main.js") });
    try {
      const { loss } = await runDeno<Trained>(folder, "main.js", "-A", "--deny-ffi");
      const inNode: Trained = await runNode(await project(), 24, "main.js");
      strictEqual(loss, inNode.loss);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

packageTest("the library's types tell a right program from a wrong one", async () => {
  const folder = await project();
  await Deno.writeTextFile(
    join(folder, "typed.ts"),
    `import { denoiseNothing, denseAutoencoder, fit, History, Random, strokes } from "autoencoders";
    import { compressImages } from "autoencoders/codec";
    const images = strokes(9, new Random(1));
    export const bytes: Uint8Array = compressImages(images);
    const model = denseAutoencoder({ widths: [4], latent: 2 }, 1);
    export const history: History = await fit(model, images, { epochs: 1, seed: 1 });`,
  );
  const errors = typeErrors(folder, "typed.ts");
  strictEqual(errors.length, 1, errors.join("\n"));
  match(errors[0], /has no exported member 'denoiseNothing'/);
});

packageTest("importing the library needs no permission but to read it", async () => {
  const folder = await project();
  await Deno.writeTextFile(join(folder, "import.js"), 'import "autoencoders"; console.log(1);');
  strictEqual(await runDeno(folder, "import.js", "--allow-read"), 1);
});

for (const isolated of [true, false]) {
  const name = isolated
    ? "in an isolated page the bundled library trains on several threads"
    : "in a page that is not isolated the bundled library trains on one thread and says so";
  packagePageTest(name, async (page) => {
    const inNode: Trained = await runNode(await project(), 24, "main.js");
    const script = await bundled(await project(), "page.js");
    const inPage = await runInPage<Trained>(page, script, "train", isolated);
    ok(Math.abs(inPage.loss - inNode.loss) < 1e-5, `${inPage.loss}, in Node ${inNode.loss}`);
    ok(Math.abs(inPage.mse - inNode.mse) < 1e-5, `${inPage.mse}, in Node ${inNode.mse}`);
    strictEqual(
      /one thread/.test(inPage.note ?? ""),
      !isolated && navigator.hardwareConcurrency > 1,
    );
  });
}
