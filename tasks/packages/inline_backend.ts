import * as esbuild from "npm:esbuild@0.25.12";
import { fromFileUrl } from "@std/path";

const folder = fromFileUrl(new URL("../../lib/backend/", import.meta.url));

/** What stands in for lib/backend/assets.ts: the same functions, with the contents of the files. */
const assets = `
import kernels from "./kernels.wasm";
import kernelsSimd from "./kernels_simd.wasm";
import worker from "backend:worker";
import { scriptUrl } from "./host.ts";
const files = { "kernels.wasm": kernels, "kernels_simd.wasm": kernelsSimd };
export const readKernels = (file) => Promise.resolve(files[file]);
let script;
export const workerScript = () => script ??= scriptUrl(worker);
`;

/**
 * Puts the kernels and the worker of the backend inside an esbuild bundle, which then needs no other
 * file: it runs from any server, from a file, and in Node and Deno.
 */
export const inlineBackend: esbuild.Plugin = {
  name: "inline-backend",
  setup(build) {
    build.onLoad({ filter: /[\\/]backend[\\/]assets\.ts$/ }, () => ({
      contents: assets,
      loader: "ts",
      resolveDir: folder,
    }));
    build.onLoad({ filter: /[\\/]backend[\\/]kernels\w*\.wasm$/ }, async ({ path }) => ({
      contents: await Deno.readFile(path),
      loader: "binary",
    }));
    build.onResolve({ filter: /^backend:worker$/ }, ({ path }) => ({ path, namespace: "backend" }));
    build.onLoad({ filter: /./, namespace: "backend" }, async () => {
      const { outputFiles } = await esbuild.build({
        entryPoints: [`${folder}threads/worker.ts`],
        bundle: true,
        write: false,
        minify: true,
        format: "iife",
        target: "es2022",
      });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};
