/**
 * Compiles lib/backend/assembly to lib/backend/kernels.wasm and lib/codec/learned/assembly to
 * lib/codec/learned/pixels.wasm (`deno task build:wasm`). A test compiles them again and compares the
 * bytes, so the sources and the files cannot part.
 *
 * @module
 */
import asc from "npm:assemblyscript@0.28.20/asc";
import { CONSTANTS } from "../lib/backend/protocol/memory_map.ts";
import { MAXIMUM_PAGES } from "../lib/backend/runtime/heap.ts";
import { refuseArguments } from "./options.ts";
import { runTask } from "./project.ts";

// The memory has at least the page of the constants; how large it is, the backend says.
const kernels = [
  ...["index.ts", "--enable", "threads", "--importMemory", "--sharedMemory"],
  ...["--initialMemory", "1", "--maximumMemory", `${MAXIMUM_PAGES}`],
  ...["--memoryBase", `${CONSTANTS}`],
];

/** The options of the compiler beyond those that all have, by the file they make. */
export const wasmFiles: Record<string, string[]> = {
  "lib/backend/kernels.wasm": [...kernels, "--enable", "relaxed-simd"],
  // the same without relaxed operations, for engines that lack them
  "lib/backend/kernels_simd.wasm": kernels,
  // what must be exact everywhere has no relaxed operations
  "lib/codec/learned/pixels.wasm": ["pixels.ts"],
};

/**
 * The bytes of one of the files.
 *
 * @throws {SyntaxError} the sources do not compile; the message holds the compiler's
 */
export async function buildWasm(file: string): Promise<Uint8Array> {
  const sources = new URL("./assembly/", new URL(`../${file}`, import.meta.url));
  let binary: Uint8Array | undefined, messages = "";
  const { error } = await asc.main([
    ...[...wasmFiles[file], "--outFile", "out.wasm", "-O3", "--noAssert"],
    ...["--enable", "simd", "--runtime", "stub"],
  ], {
    readFile: (name: string) => {
      const source = readSource(new URL(name, sources));
      return wasmFiles[file].includes("relaxed-simd") ? source : withoutRelaxed(source);
    },
    writeFile: (name: string, contents: Uint8Array | string) => {
      if (name === "out.wasm") binary = contents as Uint8Array;
    },
    listFiles: () => [],
    stdout: { write: () => true },
    stderr: { write: (text: string) => (messages += text, true) },
  });
  if (error || !binary) throw new SyntaxError(`AssemblyScript: ${error?.message}\n${messages}`);
  return binary;
}

/**
 * A source in AssemblyScript, or null where there is none of that name. The files are written so
 * that `deno fmt` and `deno lint` can read them: imports have an extension, and the decorator of a
 * function, which is no TypeScript and which `deno fmt` would drop, is a comment.
 */
function readSource(source: URL): string | null {
  try {
    return Deno.readTextFileSync(source)
      .replaceAll(/^(.* from "\..*)\.ts";$/gm, '$1";')
      .replaceAll(/^import type /gm, "import ")
      .replaceAll(/^\/\/ @inline$/gm, "@inline");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** What the relaxed operations compute where each has one result only. */
const exact = `
@inline function separate_madd(a: v128, b: v128, c: v128): v128 { return f32x4.add(f32x4.mul(a, b), c); }
@inline function separate_nmadd(a: v128, b: v128, c: v128): v128 { return f32x4.sub(c, f32x4.mul(a, b)); }
`;

/** The source with operations that every engine with SIMD has. */
function withoutRelaxed(source: string | null): string | null {
  if (!source?.includes("relaxed_")) return source;
  return exact + source
    .replaceAll(/f32x4\.relaxed_(n?madd)\(/g, "separate_$1(")
    .replaceAll("i32x4.relaxed_trunc_f32x4_s(", "i32x4.trunc_sat_f32x4_s(");
}

if (import.meta.main) {
  await runTask(async () => {
    refuseArguments("deno task build:wasm");
    for (const file of Object.keys(wasmFiles)) {
      const bytes = await buildWasm(file);
      await Deno.writeFile(new URL(`../${file}`, import.meta.url), bytes);
      console.log(`${bytes.length} bytes written to ${file}`);
    }
  });
}
