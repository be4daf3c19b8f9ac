import * as esbuild from "npm:esbuild@0.25.12";
import { join, relative } from "@std/path";
import { root } from "../project.ts";
import { inlineBackend } from "./inline_backend.ts";

/** The module that stands in for Deno. */
export const system = (host: string) => join(root, "lib", "system", `${host}.ts`);

/** Where a bundle runs: `node` means Deno and Node; the backend alone runs `anywhere`. */
export type Host = "node" | "browser" | "anywhere";

/** How each host loads Polars: lib/polars.ts does so by an import that only Deno defers. */
const polars: Record<Exclude<Host, "anywhere">, string> = {
  node: `
import { createRequire } from "node:module";
let loaded;
export const polars = () => loaded ??= createRequire(import.meta.url)("nodejs-polars");`,
  browser: `
export const polars = () => {
  throw new TypeError("tables are made by Polars, which needs Deno or Node");
};`,
};

/** A module whose value is the text of a file of a package, in Node. */
const packageText = (path: string) => `
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
export default readFileSync(createRequire(import.meta.url).resolve(${
  JSON.stringify(path)
}), "utf8");`;

/** Stands in for the modules of Node where there are none, and for packages that need them: what is called of them throws. */
const absent = (name: string) => `
const refuse = () => {
  throw new TypeError("this needs ${name}, which a browser does not have");
};
// esbuild makes an object of this one's prototype
module.exports = Object.create(new Proxy({}, { get: () => refuse }));`;

/** The sources of lib as they are in a package. */
export function library(host: Exclude<Host, "anywhere">): esbuild.Plugin {
  return {
    name: "library",
    setup(build) {
      // How that host loads Polars, in the place of lib/polars.ts.
      build.onLoad({ filter: /[\\/]lib[\\/]polars\.ts$/ }, () => ({
        contents: polars[host],
        resolveDir: root,
      }));
      build.onResolve({ filter: /^@std\/path$/ }, () => ({
        path: join(root, "tasks", "environment", "std_path", "mod.ts"),
      }));
      // The text of a package's file, which only Deno imports as such.
      build.onResolve({ filter: /^[^./]/ }, ({ path, with: { type } = {} }) => {
        return type === "text" ? { path, namespace: "text" } : undefined;
      });
      build.onLoad({ filter: /./, namespace: "text" }, ({ path }) => {
        return { contents: host === "node" ? packageText(path) : absent(path), resolveDir: root };
      });
      build.onLoad(
        { filter: /\.(js|css|html)$/ },
        async ({ path, with: { type } }) =>
          type === "text" ? { contents: await Deno.readTextFile(path), loader: "text" } : undefined,
      );
      // The files beside a module keep their places below the bundle's folder.
      build.onLoad({ filter: /[\\/]lib[\\/].*\.ts$/ }, async ({ path }) => {
        const text = await Deno.readTextFile(path);
        if (!text.includes("import.meta.url")) return undefined;
        const place = JSON.stringify(`../${relative(root, path).replaceAll("\\", "/")}`);
        const url = `new URL(${place}, import.meta.url).href`;
        // A program of its own is a file of the bundle: see build.ts.
        const contents = text.replaceAll("import.meta.url", url).replace(
          `new URL("./trial_process.ts", ${url})`,
          'new URL("./trial_process.js", import.meta.url)',
        );
        return { contents, loader: "ts" };
      });
      if (host === "node") return;
      build.onResolve(
        { filter: /^(node:|sharp$|playwright-core$)/ },
        ({ path }) => ({ path, namespace: "absent" }),
      );
      build.onLoad({ filter: /./, namespace: "absent" }, ({ path }) => ({
        contents: absent(path),
      }));
    },
  };
}

/** Packages from npm that a bundle imports at once, and those that it imports when they are needed. */
export interface Externals {
  always: string[];
  later: string[];
}

/**
 * Bundles modules of the project to ES modules in `folder` for Deno and Node or for browsers. What comes
 * from npm stays outside: the names of those packages are returned.
 *
 * @param entries paths of the project by the names of the files to make, without their extension
 */
export async function bundle(
  entries: Readonly<Record<string, string>>,
  folder: string,
  host: Host,
): Promise<Externals> {
  const points = Object.entries(entries).map(([out, path]) => ({ in: join(root, path), out }));
  const { metafile: { outputs } } = await esbuild.build({
    metafile: true,
    entryPoints: points,
    outdir: folder,
    bundle: true,
    splitting: true,
    chunkNames: "chunk-[hash]",
    format: "esm",
    target: "es2022",
    keepNames: true,
    charset: "utf8",
    packages: "external",
    logLevel: "error",
    inject: host === "anywhere" ? [] : [system(host)],
    plugins: host === "anywhere" ? [inlineBackend] : [inlineBackend, library(host)],
  });
  const always = new Set<string>(), later = new Set<string>();
  for (const { path, kind, external } of Object.values(outputs).flatMap(({ imports }) => imports)) {
    if (!external || path.startsWith("node:")) continue;
    const [name] = /^(@[^/]+\/)?[^/]+/.exec(path)!;
    (kind === "dynamic-import" ? later : always).add(name);
  }
  return { always: [...always], later: [...later].filter((name) => !always.has(name)) };
}
