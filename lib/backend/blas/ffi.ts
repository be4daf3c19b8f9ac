import { builtin } from "../host.ts";

/**
 * What calls the functions of a native library: Deno itself or, in Node, the package koffi, by the path of
 * its module.
 */
export type Ffi = "deno" | { koffi: string };

/** The parameters that a BLAS has. An address is a number. */
export type Native = "i32" | "f32" | "usize";

interface Koffi {
  address(bytes: Uint8Array): bigint;
  load(path: string): {
    func(name: string, result: string, parameters: string[]): (...numbers: number[]) => unknown;
  };
}

const types: Record<Native, string> = { i32: "int", f32: "float", usize: "uintptr_t" };

type Require = ((path: string) => unknown) & { resolve(path: string): string };
const requireFrom = (url: string): Require | undefined =>
  (builtin("node:module") as { createRequire(url: string): Require } | undefined)
    ?.createRequire(url);

/** How native libraries can be called here, or why they cannot, in one line. */
export function findFfi(): { ffi: Ffi } | { note: string } {
  if ((globalThis as { Deno?: { dlopen?: unknown } }).Deno?.dlopen) {
    const { state } = Deno.permissions.querySync({ name: "ffi" });
    return state === "granted"
      ? { ffi: "deno" }
      : { note: "no permission to load a BLAS (--allow-ffi)" };
  }
  try {
    const koffi = requireFrom(import.meta.url)?.resolve("koffi");
    if (koffi) return { ffi: { koffi } };
  } catch { /* it is not installed */ }
  return {
    note: "matrix products by WebAssembly: a BLAS needs Deno, or Node with the package koffi",
  };
}

const load = ({ koffi }: { koffi: string }): Koffi => requireFrom(koffi)!(koffi) as Koffi;

/**
 * A function of a library; undefined if the library has none of that name.
 *
 * @param result a text is given as a string
 * @throws {Error} the library cannot be loaded
 */
export function bind(
  ffi: Ffi,
  path: string,
  name: string,
  parameters: Native[],
  result: "void" | "i32" | "text",
): ((...numbers: number[]) => unknown) | undefined {
  if (ffi === "deno") {
    const type = result === "text" ? "pointer" as const : result;
    const { symbols } = Deno.dlopen(path, { [name]: { parameters, result: type, optional: true } });
    const call = symbols[name] as ((...numbers: number[]) => unknown) | null;
    if (!call || result !== "text") return call ?? undefined;
    return (...numbers) => {
      const pointer = call(...numbers) as Deno.PointerValue;
      return pointer ? Deno.UnsafePointerView.getCString(pointer) : undefined;
    };
  }
  const library = load(ffi).load(path);
  try {
    const type = { void: "void", i32: "int", text: "str" }[result];
    return library.func(name, type, parameters.map((p) => types[p]));
  } catch {
    return undefined;
  }
}

/**
 * The address of a buffer: the memory of WebAssembly, or that of an array. It stays there while it is
 * referenced; reading the `buffer` of a small array takes it off the heap of V8.
 */
export function addressOf(ffi: Ffi, buffer: ArrayBufferLike): number {
  const bytes = new Uint8Array(buffer as ArrayBuffer);
  if (ffi !== "deno") return Number(load(ffi).address(bytes));
  return Number(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
}
