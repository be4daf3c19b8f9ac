import { deepStrictEqual, doesNotThrow, match, ok, strictEqual, throws } from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "@std/path";
import { integerOption, readArguments, refuseArguments } from "../../tasks/options.ts";
import { capture } from "../../tasks/process.ts";
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
  doesNotThrow(() => refuseArguments("book", []));
  throws(() => refuseArguments("book", ["--write", "01"]), {
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
  }));
