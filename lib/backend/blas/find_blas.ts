import { readVariable } from "../host.ts";
import type { BlasLibrary } from "./blas_gemm.ts";

/**
 * Where a BLAS may be, best first: the file that `AUTOENCODERS_BLAS` names (then no other), the
 * wheel scipy-openblas32 in the .venv of the project, the OpenBLAS of the system, Accelerate on
 * macOS.
 */
export function findBlas(): BlasLibrary[] {
  const named = readVariable("AUTOENCODERS_BLAS");
  if (named) return [describe(named)];
  return [...wheels(), ...systemLibraries(), ...accelerate()].map(describe);
}

function describe(path: string): BlasLibrary {
  if (path.includes("Accelerate")) return { kind: "accelerate", path, prefix: "" };
  return { kind: "openblas", path, prefix: path.includes("scipy_openblas") ? "scipy_" : "" };
}

function* wheels(): Iterable<string> {
  const file = { windows: "libscipy_openblas.dll", darwin: "libscipy_openblas.dylib" }[
    Deno.build.os as string
  ] ?? "libscipy_openblas.so";
  for (const packages of sitePackages()) {
    const url = new URL(`scipy_openblas32/lib/${file}`, packages);
    if (exists(url)) yield decodePath(url);
  }
}

/** .venv/Lib/site-packages/ on Windows, .venv/lib/python3.x/site-packages/ elsewhere. */
function* sitePackages(): Iterable<URL> {
  const project = new URL("../../../", import.meta.url);
  if (Deno.build.os === "windows") yield new URL(".venv/Lib/site-packages/", project);
  const versions = new URL(".venv/lib/", project);
  if (Deno.build.os === "windows" || !exists(versions)) return;
  for (const { name } of Deno.readDirSync(versions)) {
    yield new URL(`${name}/site-packages/`, versions);
  }
}

function systemLibraries(): string[] {
  if (Deno.build.os === "windows") {
    return inFolders("libopenblas.dll", readVariable("PATH") ?? "").filter(exists);
  }
  if (Deno.build.os !== "darwin") return ["libopenblas.so.0", "libopenblas.so"];
  return [
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
  ].filter(exists);
}

/**
 * The paths of a library in the folders of PATH on Windows, which would look for a bare name in the
 * current folder as well. A relative folder, which is one of the current folder, is left out.
 */
export function inFolders(file: string, path: string): string[] {
  return path.split(";").map((folder) => folder.trim().replace(/^"(.*)"$/, "$1"))
    .filter((folder) => /^([a-z]:[\\/]|\\\\)/i.test(folder))
    .map((folder) => `${folder.replace(/[\\/]+$/, "")}\\${file}`);
}

function accelerate(): string[] {
  if (Deno.build.os !== "darwin") return [];
  return ["/System/Library/Frameworks/Accelerate.framework/Accelerate"];
}

function exists(path: string | URL): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function decodePath(url: URL): string {
  const path = decodeURIComponent(url.pathname);
  return Deno.build.os === "windows" ? path.slice(1).replaceAll("/", "\\") : path;
}
