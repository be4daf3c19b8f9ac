import {
  deepStrictEqual,
  doesNotThrow,
  match,
  ok,
  rejects,
  strictEqual,
  throws,
} from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "@std/path";
import { readOptions as readTable } from "../../bench/codec/table.ts";
import { readOptions as readGrowth } from "../../bench/growth.ts";
import { readOptions as readKernels } from "../../bench/kernels.ts";
import { readOptions as readTools } from "../../bench/tools.ts";
import { readOptions as readPeers } from "../../bench/peers/peers.ts";
import { parseOptions as readBench } from "../../bench/options.ts";
import { readOptions as readBitsBack } from "../../tasks/codec/bits_back.ts";
import { readOptions as readCompress } from "../../tasks/codec/compress.ts";
import { readOptions as readDecompress } from "../../tasks/codec/decompress.ts";
import { describeFile } from "../../tasks/codec/info.ts";
import { readOptions as readLossy } from "../../tasks/codec/lossy.ts";
import { readOptions as readCodecTrain } from "../../tasks/codec/train.ts";
import { readOptions as readSetup } from "../../tasks/environment/setup.ts";
import { readOptions as readEncode } from "../../tasks/evaluate/encode.ts";
import { readOptions as readEvaluate } from "../../tasks/evaluate/evaluate.ts";
import { readOptions as readReconstruct } from "../../tasks/evaluate/reconstruct.ts";
import { readOptions as readNotebooks } from "../../tasks/notebooks/notebooks.ts";
import { readOptions as readSweep } from "../../tasks/train/sweep.ts";
import { readOptions as readTrain } from "../../tasks/train/train.ts";
import { readOptions as readResults } from "../../tasks/results/options.ts";
import { integerOption, readArguments, refuseArguments } from "../../tasks/options.ts";
import { capture, eachAtOnce } from "../../tasks/process.ts";
import { root, typedPath } from "../../tasks/project.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

const config = {
  allowPositionals: true,
  options: {
    row: { type: "string", multiple: true },
    folder: { type: "string" },
    json: { type: "boolean" },
  },
} as const;
const read = (...args: string[]) => readArguments({ args, ...config }, (parsed) => parsed);

Deno.test("an empty or blank argument is refused by name, however it is written", () => {
  for (const empty of ["", " ", "\t"]) {
    const written = [["--row", empty], [`--row=${empty}`], ["--row", "a", `--row=${empty}`]];
    for (const args of written) throws(() => read(...args), /^RangeError: --row must not be empty/);
    throws(() => read(`--folder=${empty}`), /^RangeError: --folder must not be empty/);
    throws(() => read("a", empty), /^RangeError: an argument must not be empty/);
  }
});

Deno.test("an option that has one value is refused if it is given twice", () => {
  throws(() => read("--folder", "a", "--folder=b"), /^RangeError: --folder must be given once/);
  throws(() => read("--json", "--json"), /^RangeError: --json must be given once/);
  deepStrictEqual([...read("--row", "a", "--row", "b").values.row!], ["a", "b"]);
});

/** Every command that has options: how it reads them, its arguments beside them, its options by kind. */
const commands: Record<string, {
  read: (args: string[]) => unknown;
  others?: string[];
  flags: string[];
  texts: Record<string, string>;
  integers: Record<string, string>;
  lists?: string[];
}> = {
  results: {
    read: (args) => readResults(args, "results", ["dense-32"]),
    flags: ["--again"],
    texts: { "--row": "dense-32", "--folder": "a" },
    integers: { "--seeds": "1", "--epochs": "2", "--train-count": "3", "--hold-out": "4" },
    lists: ["--row"],
  },
  bounds: {
    read: (args) => readResults(args, "bounds", ["vae"]),
    flags: ["--again"],
    texts: { "--row": "vae", "--folder": "a" },
    integers: { "--seeds": "1", "--epochs": "2", "--train-count": "3" },
    lists: ["--row"],
  },
  evaluate: {
    read: readEvaluate,
    others: ["model", "images.idx"],
    flags: ["--upright", "--json"],
    texts: { "--labels": "a" },
    integers: { "--threshold": "127", "--maximum": "16" },
  },
  encode: {
    read: (args) => readEncode(["--out", "codes.parquet", ...args]),
    others: ["model", "images.idx"],
    flags: ["--upright"],
    texts: { "--labels": "a" },
    integers: { "--threshold": "127", "--maximum": "16", "--shards": "2", "--processes": "2" },
  },
  reconstruct: {
    read: (args) => readReconstruct(["--out", "made.idx", ...args]),
    others: ["model", "images.idx"],
    flags: ["--upright"],
    texts: {},
    integers: { "--threshold": "127", "--maximum": "16" },
  },
  setup: { read: readSetup, flags: ["--dask"], texts: {}, integers: {} },
  sweep: {
    read: (args) => readSweep(["--out", "a", ...args]),
    others: ["a.json"],
    flags: [],
    texts: {},
    integers: { "--processes": "2", "--threads": "2" },
  },
  train: {
    read: (args) => readTrain(["--out", "a", ...args]),
    others: ["dense-32"],
    flags: [],
    texts: { "--data": "mnist" },
    integers: { "--seed": "1", "--epochs": "2", "--threads": "2" },
  },
  notebooks: {
    read: readNotebooks,
    others: ["02"],
    flags: ["--quick"],
    texts: {},
    integers: { "--limit": "9" },
  },
  bench: {
    read: readBench,
    flags: ["--torch-compile"],
    texts: { "--networks": "dense", "--engines": "ours-blas", "--json": "a" },
    integers: { "--rounds": "2", "--seconds": "3", "--threads": "1", "--patience": "9" },
  },
  peers: {
    read: readPeers,
    flags: ["--again"],
    texts: { "--row": "dense-32", "--folder": "a" },
    integers: { "--seeds": "1", "--threads": "1" },
    lists: ["--row"],
  },
  "bench/tools.ts": {
    read: readTools,
    flags: [],
    texts: { "--jobs": "pca", "--json": "a" },
    integers: { "--rounds": "2", "--threads": "1" },
  },
  "bench/growth.ts": {
    read: readGrowth,
    flags: ["--draw"],
    texts: { "--points": "batch:64", "--json": "a.json" },
    integers: { "--rounds": "2", "--seconds": "3" },
  },
  kernels: {
    read: readKernels,
    flags: [],
    texts: { "--networks": "dense", "--product": "wasm" },
    integers: { "--seconds": "3", "--threads": "1" },
  },
  compress: {
    read: readCompress,
    others: ["a.idx", "b"],
    flags: ["--grey", "--no-verify"],
    texts: {},
    integers: { "--threshold": "127", "--group": "9" },
  },
  decompress: {
    read: readDecompress,
    others: ["a", "b.idx"],
    flags: ["--salvage"],
    texts: {},
    integers: { "--limit": "9" },
  },
  "codec:bits-back": {
    read: readBitsBack,
    flags: [],
    texts: { "--name": "vae-dense-thresholded" },
    integers: {},
  },
  "codec:lossy": {
    read: readLossy,
    others: ["ours-32"],
    flags: [],
    texts: { "--pack": "a" },
    integers: { "--components": "9", "--images": "99" },
  },
  "codec:table": {
    read: readTable,
    flags: [],
    texts: { "--only": "a" },
    integers: { "--count": "9" },
  },
  "codec:train": {
    read: readCodecTrain,
    others: ["a"],
    flags: [],
    texts: { "--recipe": "small", "--data": "mnist" },
    integers: { "--seed": "1", "--hold-out": "9", "--inside": "9", "--epochs": "2", "--rate": "1" },
  },
};
const notIntegers = ["0x7f", "0b11", "1e2", "1_0", "five", "NaN", "Infinity", "0", "٣"];

for (
  const [command, { read, others = [], flags, texts, integers, lists = [] }] of Object.entries(
    commands,
  )
) {
  Deno.test(`${command}: what is wrong with an option is said in its first line, by the option's name`, () => {
    const valued = { ...texts, ...integers }, all = [...flags, ...Object.keys(valued)];
    const given = all.flatMap((name) => valued[name] ? [name, valued[name]] : [name]);
    read([...others, ...given]);
    const refused = (args: string[], expected: string) => {
      for (const line of [[...others, ...args], [...args, ...others]]) {
        throws(() => read(line), ({ name, message }: Error) => {
          const [first] = message.split("\n");
          ok(
            name === "RangeError" || name === "TaskError",
            `${line.join(" ")}: ${name}: ${message}`,
          );
          ok(first.includes(expected), `${line.join(" ")}: ${first}\nexpected: ${expected}`);
          return true;
        });
        if (args.at(-1)!.startsWith("-")) break; // would take the other arguments for its value
      }
    };
    for (const option of all) {
      const name = option.slice(2);
      for (
        const typed of [`--${name.slice(1)}`, `--${name}s`, `-${name}`, `–${name}`, `-—${name}`]
      ) {
        if (all.includes(typed)) continue;
        refused([typed, "1"], `unknown option ${typed}, did you mean --`);
      }
      refused([`--no-${name}`], `unknown option --no-${name}`);
    }
    refused(["--zzzzzzzzz=3"], "unknown option --zzzzzzzzz. Known options: --");
    for (const flag of flags) {
      for (const value of ["false", "1", ""]) {
        refused([`${flag}=${value}`], `${flag} has no value, got "${value}"`);
      }
      refused([flag, flag], `${flag} must be given once`);
    }
    for (const [option, value] of Object.entries(valued)) {
      refused([option], `${option} must be followed by its value, got nothing`);
      refused([option, "--json"], `${option} must be followed by its value, got "--json"`);
      refused([option, "-5"], `${option} must be followed by its value, got "-5"`);
      for (const empty of ["", " "]) {
        refused([`${option}=${empty}`], `${option} must `);
        refused([option, empty], `${option} must `);
      }
      if (lists.includes(option)) continue;
      refused([option, value, `${option}=${value}x`], `${option} must `);
      refused([option, value, option, value], `${option} must be given once, got "${value}" and`);
    }
    for (const [option, value] of Object.entries(integers)) {
      for (const text of [...notIntegers, `${value}x`, "-3"]) {
        if (text === "0" && ["--threshold", "--seeds", "--seed"].includes(option)) continue;
        refused([`${option}=${text}`], `${option} must be a`);
        throws(() => read([...others, `${option}=${text}`]), new RegExp(`got "?${text}`));
      }
    }
    if (others.length === 0) refused(["1"], 'got "1"');
  });
}

Deno.test("a command without options says so", async () => {
  const message =
    /^unknown option --json: the command has no options\nusage: deno task codec:info FILE$/;
  await rejects(describeFile(["a", "--json"]), { name: "TaskError", message });
});

Deno.test("every file that reads arguments with options is among the commands above", () => {
  const files = globSync("{tasks,bench}/**/*.ts", { cwd: root }).filter((file) =>
    file !== join("tasks", "options.ts") &&
    Deno.readTextFileSync(join(root, file)).includes("readArguments(config")
  );
  const tested = Deno.readTextFileSync(import.meta.filename!);
  for (const file of files) ok(tested.includes(`"../../${file.replaceAll("\\", "/")}"`), file);
});

const { tasks }: { tasks: Record<string, { command: string; description: string }> } = JSON.parse(
  Deno.readTextFileSync(join(root, "deno.json")),
);

Deno.test("--help prints the usage of every task and its description in deno task, and does nothing", async () => {
  const before = (await capture("git", ["status", "--porcelain"], { cwd: root }))!.stdout;
  await eachAtOnce(Object.keys(tasks), 2, async (name) => {
    const [deno, ...args] = [...tasks[name].command.split(" "), "--help"];
    strictEqual(deno, "deno");
    const { code, stdout, stderr } = (await capture(Deno.execPath(), args, { cwd: root }))!;
    const [first] = stdout.split("\n");
    match(first, new RegExp(`^usage: deno task ${name}( |$)`));
    ok(stdout.endsWith(`\n\n${tasks[name].description}\n`), stdout);
    deepStrictEqual([name, code, stderr], [name, 0, ""]);
  });
  strictEqual((await capture("git", ["status", "--porcelain"], { cwd: root }))!.stdout, before);
});

Deno.test("-h is --help", async () => {
  const options = ["run", "-A", "--no-check", join(root, "tasks/evaluate/evaluate.ts"), "-h"];
  const { code, stdout } = (await capture(Deno.execPath(), options))!;
  match(stdout, /^usage: deno task evaluate MODEL IMAGES /);
  strictEqual(code, 0);
});

Deno.test("every command reads its arguments with readArguments()", () => {
  for (const file of globSync("{tasks,bench}/**/*.ts", { cwd: root })) {
    if (file === join("tasks", "options.ts")) continue;
    ok(!Deno.readTextFileSync(join(root, file)).includes('"node:util"'), file);
  }
});

Deno.test("an integer is written in decimal digits", () => {
  strictEqual(integerOption("--epochs", " 12 "), 12);
  for (
    const text of ["", " ", "0x7f", "1e3", "0b11", "1_000", "1,000", "Infinity", "NaN", "five"]
  ) {
    throws(() => integerOption("--epochs", text), {
      name: "RangeError",
      message: `--epochs must be an integer of at least 1, got ${JSON.stringify(text)}`,
    });
  }
});

Deno.test("a task without arguments refuses any", () => {
  doesNotThrow(() => refuseArguments("deno task book", []));
  throws(() => refuseArguments("deno task book", ["--write", "01"]), {
    name: "TaskError",
    message: 'deno task book has no arguments, got "--write" "01"',
  });
});

Deno.test("typedPath() understands file URLs, and refuses what is no path by the option's name", () => {
  const path = join(root, "a b");
  strictEqual(typedPath("--folder", new URL("a%20b", `file://${root}`).href), path);
  strictEqual(typedPath("--folder", path), path);
  strictEqual(typedPath("--folder", "./~"), "./~");
  for (const text of ["", " ", "~", "~/models", "~ann/models", "file://elsewhere/share"]) {
    throws(() => typedPath("--folder", text), {
      name: "RangeError",
      message: new RegExp(`^--folder must .*, got "${RegExp.escape(text)}"$`),
    });
  }
});

/** What a program that imports tasks/project.ts prints, started as by `deno task` from `typed`. */
async function printed(code: string, typed: string, cwd = root, env = {}): Promise<string> {
  const project = new URL("../../tasks/project.ts", import.meta.url).href;
  const program = `import { runTask, typedPath } from "${project}";\n${code}`;
  const options = { cwd, env: { INIT_CWD: typed, NO_COLOR: "1", ...env } };
  const config = `--config=${join(root, "deno.json")}`;
  const done = await capture(Deno.execPath(), ["eval", "--no-check", config, program], options);
  return (done!.stdout + done!.stderr).trim();
}

Deno.test("a path is seen from the folder where the task was typed, or from the current one", () =>
  inTempFolder(async (folder) => {
    const code = 'console.log(typedPath("--json", "a.json"))';
    strictEqual(await printed(code, folder), join(folder, "a.json"));
    strictEqual(await printed(code, root), "a.json");
    strictEqual(await printed(code, ""), "a.json");
    // not started by deno task: INIT_CWD is left over from another one
    strictEqual(await printed(code, "/elsewhere", folder), "a.json");
  }));

Deno.test("variables that are paths are absolute for the programs that a task starts", () =>
  inTempFolder(async (folder) => {
    const code = 'await runTask(async () => console.log(Deno.env.get("AUTOENCODERS_DATA")))';
    const data = (value: string) => printed(code, folder, root, { AUTOENCODERS_DATA: value });
    strictEqual(await data("data"), join(folder, "data"));
    strictEqual(await data(folder), folder);
    match(await data("~/data"), /^AUTOENCODERS_DATA must not begin with "~".*, got "~\/data"$/);

    const library = (value: string) =>
      printed(code.replace("DATA", "BLAS"), folder, root, { AUTOENCODERS_BLAS: value });
    strictEqual(await library("./blas.so"), join(folder, "blas.so"));
    strictEqual(await library("libopenblas.so.0"), "libopenblas.so.0");
  }));
