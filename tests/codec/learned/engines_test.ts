/** The same bits in every engine that this machine has: the stream of fixed pictures, pinned by its hash. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { LearnedCodec } from "../../../lib/codec/mod.ts";
import { modelOf } from "../../../lib/codec/learned/model.ts";
import { sha256Hex } from "../../../lib/files/mod.ts";
import { capture } from "../../../tasks/process.ts";
import { root, venvPython } from "../../../tasks/project.ts";
import { browserTest } from "../../helpers/browser.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { pictures } from "./engine_program.ts";
import { randomNetwork } from "./random_network.ts";

const COUNT = 4;
const shape = {
  ...{ height: 12, width: 11, channels: 16, blocks: 2, radius: 4 },
  ...{ windowBits: 4, blockBits: 5, outputBits: 5 },
};
const model = modelOf(randomNetwork(shape, 14)), images = pictures(12, 11, COUNT);
const stream = new LearnedCodec(model).encode(images);
const hex = [...stream].map((byte) => byte.toString(16).padStart(2, "0")).join("");

Deno.test("the stream of the fixed pictures is the one that was pinned", () => {
  strictEqual(
    sha256Hex(model.bytes),
    "f60cde6915878223d7111f914622287513b2ef7f9f4ef3018fa1a4d816ed4e5e",
  );
  strictEqual(
    sha256Hex(stream),
    "d2cb50fa1e5b7f85493eb136af6506c3fe66b77d04d09219f7c96a6a20e16da1",
  );
});

/** The coder as plain JavaScript. */
const program: Promise<string> = (async () => {
  const entry = join(root, "tests/codec/learned/engine_program.ts");
  const args = ["bundle", "-q", "--format", "iife", "--platform", "browser", entry];
  const { code, stdout, stderr } = (await capture(Deno.execPath(), args, { cwd: root }))!;
  strictEqual(code, 0, stderr);
  return stdout;
})();

const call = `codePictures([${model.bytes}], ${COUNT})`;
const inPython = (run: string) => `import sys\nprogram = open(sys.argv[1]).read()\n${run}\n`;
const print = `${call.replace("codePictures", "globalThis.codePictures")}`;

/** How to run a file of JavaScript that prints, or a Python program that runs it. */
const engines: [name: string, command: string, args: string[], python?: string][] = [
  ["Deno", Deno.execPath(), ["run"]],
  ["Node", "node", []],
  ["Bun (JavaScriptCore)", "bun", []],
  // npm's @oven/bun-linux-aarch64 on the path as bun-aarch64; Debian's qemu-user and libstdc++6-arm64-cross
  [
    "Bun for arm64 under qemu",
    "sh",
    ["-c", 'exec qemu-aarch64 -L /usr/aarch64-linux-gnu "$(command -v bun-aarch64)" "$0"'],
  ],
  [
    "QuickJS (PyPI quickjs)",
    "python3",
    ["-c"],
    `import quickjs\nprint(quickjs.Context().eval(program))`,
  ],
  [
    "SpiderMonkey (PyPI pythonmonkey)",
    "python3",
    ["-c"],
    `import pythonmonkey\nprint(pythonmonkey.eval(program))`,
  ],
];

for (const [name, command, args, python] of engines) {
  const there = await isThere(command, args, python);
  Deno.test({
    name: `${name} codes the same bits${there ? "" : " (skipped: not installed)"}`,
    ignore: !there,
    fn: () =>
      inTempFolder(async (folder) => {
        const file = join(folder, "program.mjs"), code = await program;
        const last = python ? print : `console.log(${print})`;
        await Deno.writeTextFile(file, `${code}\n${last}\n`);
        const all = python ? [...args, inPython(python), file] : [...args, file];
        const done = (await capture(command, all))!;
        strictEqual(done.code, 0, done.stderr);
        strictEqual(done.stdout.trim(), hex);
      }),
  });
}

async function isThere(command: string, args: string[], python?: string): Promise<boolean> {
  const module = python && /import (\w+)/.exec(python)![1];
  const version = [...args.filter((arg) => arg !== "run"), "--version"];
  const done = await capture(command, python ? ["-c", `import ${module}`] : version);
  return done?.code === 0;
}

browserTest("Chromium codes the same bits", async (page) => {
  await page.addScriptTag({ content: await program });
  strictEqual(await page.evaluate(call), hex);
});

Deno.test("Python's integers decode the stream, read as README.md describes it", () =>
  inTempFolder(async (folder) => {
    const files = [join(folder, "model"), join(folder, "stream")];
    await Deno.writeFile(files[0], model.bytes);
    await Deno.writeFile(files[1], stream);
    const python = (await capture(venvPython, ["--version"])) ? venvPython : "python3";
    const decoder = join(root, "tests/codec/learned/decode.py");
    const done = (await capture(python, [decoder, ...files, `${COUNT}`]))!;
    strictEqual(done.code, 0, done.stderr);
    deepStrictEqual(done.stdout.trim(), [...images].join(""));
  }));
