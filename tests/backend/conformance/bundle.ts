import * as esbuild from "npm:esbuild@0.25.12";

/** What the specs need, in the versions that tfjs 4.22.0 names. */
const packages = {
  "@tensorflow/tfjs-core": "4.22.0",
  "jasmine-core": "3.99.1",
  "long": "4.0.0",
  "seedrandom": "3.0.5",
};

/** Folders of those packages in Deno's npm cache. */
async function folders(): Promise<Map<string, string>> {
  const command = new Deno.Command(Deno.execPath(), { args: ["info", "--json"], stderr: "null" });
  const { npmCache } = JSON.parse(new TextDecoder().decode((await command.output()).stdout));
  const found = new Map<string, string>();
  for await (const registry of Deno.readDir(npmCache)) {
    for (const [name, version] of Object.entries(packages)) {
      const folder = `${npmCache}/${registry.name}/${name}/${version}`;
      if (await Deno.stat(folder).catch(() => undefined)) found.set(name, folder);
    }
  }
  for (const name of Object.keys(packages)) {
    if (!found.has(name)) throw new Deno.errors.NotFound(`${name} is not in ${npmCache}`);
  }
  return found;
}

/**
 * Writes the specs of tfjs-core, which are part of its npm package, to one file. They are ES
 * modules in a package declared as CommonJS, so Deno cannot import them one by one. The packages
 * must be in the cache of Deno: run.ts imports them.
 *
 * The bundled copy of tfjs-core uses the engine and the kernels of the imported one: tfjs keeps
 * both in globals.
 */
export async function bundleSpecs(target: string): Promise<void> {
  const found = await folders(), core = found.get("@tensorflow/tfjs-core")!;
  const start = "./dist/start.js";
  await esbuild.build({
    stdin: {
      resolveDir: core,
      contents: [
        "./dist/public/chained_ops/register_all_chained_ops.js",
        "./dist/register_all_gradients.js",
        start,
        "./dist/tests.js",
      ].map((path) => `import "${path}";`).join("\n"),
    },
    plugins: [{
      name: "specs",
      setup(build) {
        // Sets the backend of the specs before the first of them is loaded.
        build.onResolve({ filter: /start\.js$/ }, () => ({ path: start, namespace: "start" }));
        build.onLoad({ filter: /./, namespace: "start" }, () => ({
          resolveDir: core,
          contents: `import { setTestEnvs } from "./dist/jasmine_util.js";
            setTestEnvs([{ name: "ours", backendName: globalThis.specBackend, isDataSync: true }]);`,
        }));
        build.onResolve({ filter: /^(long|seedrandom|jasmine-core)/ }, ({ path, kind }) => {
          const [name] = path.split("/"), rest = path.slice(name.length);
          return build.resolve(`./${rest}`, { resolveDir: found.get(name)!, kind });
        });
      },
    }],
    bundle: true,
    ignoreAnnotations: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    outfile: target,
    logLevel: "error",
    // Imported only if there is no fetch.
    external: ["node-fetch"],
    banner: {
      js:
        'import { createRequire } from "node:module";const require=createRequire(import.meta.url);',
    },
  });
  await esbuild.stop();
}
