/**
 * Compiles lib/backend/assembly to lib/backend/kernels.wasm (`deno task build:wasm`). A test
 * compiles it again and compares the bytes, so the sources and the file cannot part.
 *
 * @module
 */
import asc from "npm:assemblyscript@0.28.20/asc";
import { CONSTANTS } from "../lib/backend/protocol/memory_map.ts";
import { INITIAL_PAGES, MAXIMUM_PAGES } from "../lib/backend/runtime/heap.ts";
import { refuseArguments } from "./options.ts";
import { runTask } from "./project.ts";

const sources = new URL("../lib/backend/assembly/", import.meta.url);
const target = new URL("../lib/backend/kernels.wasm", import.meta.url);

/**
 * The bytes of kernels.wasm.
 *
 * @throws {SyntaxError} the sources do not compile; the message holds the compiler's
 */
export async function buildKernels(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined, messages = "";
  const { error } = await asc.main([
    ...["index.ts", "--outFile", "kernels.wasm", "-O3", "--noAssert"],
    ...["--enable", "simd", "--enable", "relaxed-simd", "--enable", "threads"],
    ...["--importMemory", "--sharedMemory", "--runtime", "stub"],
    ...["--initialMemory", `${INITIAL_PAGES}`, "--maximumMemory", `${MAXIMUM_PAGES}`],
    ...["--memoryBase", `${CONSTANTS}`],
  ], {
    readFile: readSource,
    writeFile: (name: string, contents: Uint8Array | string) => {
      if (name === "kernels.wasm") binary = contents as Uint8Array;
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
function readSource(name: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(name, sources))
      .replaceAll(/^(.* from "\..*)\.ts";$/gm, '$1";')
      .replaceAll(/^import type /gm, "import ")
      .replaceAll(/^\/\/ @inline$/gm, "@inline");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

if (import.meta.main) {
  await runTask(async () => {
    refuseArguments("deno task build:wasm");
    const bytes = await buildKernels();
    await Deno.writeFile(target, bytes);
    console.log(`${bytes.length} bytes written to lib/backend/kernels.wasm`);
  });
}
