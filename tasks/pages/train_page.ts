import { gzipSync } from "node:zlib";
import * as esbuild from "npm:esbuild@0.25.12";
import { join } from "@std/path";
import { inlineBackend } from "../packages/inline_backend.ts";
import { capture } from "../process.ts";
import { build, root } from "../project.ts";

const figures = join(root, "lib", "figures");

/** The page in which a reader trains an autoencoder: one HTML file that needs neither server nor network. */
export async function buildTrainPage(): Promise<string> {
  const trainer = join(figures, "trainer"), playground = join(figures, "playground", "page");
  const files = [
    join(playground, "style.css"),
    join(trainer, "page", "style.css"),
    join(playground, "theme.js"),
    join(trainer, "page", "body.html"),
  ];
  const [style, ownStyle, theme, body] = await Promise.all(
    files.map((file) => Deno.readTextFile(file)),
  );
  try {
    const program = await bundled(join(trainer, "page", "main.js"), { minify: true });
    const module = await bundled(join(trainer, "worker.ts"), {
      plugins: [inlineBackend, absent, external],
      banner: { js: deno },
    });
    const worker = gzipSync(await withPackages(module), { level: 9 });
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Train an autoencoder in this page</title>
<link rel="icon" href="data:,">
<style>${style}${ownStyle}</style>
<script>${theme}</script>
</head>
<body>
${body}
<script type="text/plain" id="worker">${new Uint8Array(worker).toBase64()}</script>
<script type="module">
${program}
</script>
</body>
</html>
`;
  } finally {
    await esbuild.stop();
  }
}

async function bundled(entry: string, options: esbuild.BuildOptions): Promise<string> {
  const { outputFiles } = await esbuild.build({
    ...options,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    logLevel: "error",
  });
  return outputFiles![0].text;
}

/** What the library asks of Deno as it trains: signals, of which a browser has none, and texts for messages. */
const deno = `globalThis.Deno ??= {
  env: { get() {} },
  errors: {},
  inspect: (value) => typeof value === "string" ? JSON.stringify(value) : String(value),
  addSignalListener() {},
  removeSignalListener() {},
};`;

/** What a browser lacks: Node's modules and native packages. What needs them is never called in the page. */
const absent: esbuild.Plugin = {
  name: "absent",
  setup({ onResolve, onLoad }) {
    onResolve(
      { filter: /^(node:.*|@std\/path|nodejs-polars|sharp|fast-png)$/ },
      ({ path }) => ({ path, namespace: "absent", sideEffects: false }),
    );
    onLoad({ filter: /./, namespace: "absent" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** Packages are left to Deno, which knows their versions and where they are. */
const external: esbuild.Plugin = {
  name: "external",
  setup({ onResolve }) {
    onResolve(
      { filter: /^[^./]/, namespace: "file" },
      ({ path, kind }) =>
        kind === "entry-point" ? undefined : { path, external: true, sideEffects: false },
    );
  },
};

/** A module with the packages that it imports, as a script. */
async function withPackages(module: string): Promise<string> {
  await Deno.mkdir(build, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: build, prefix: "bundle-" });
  try {
    const entry = join(folder, "module.js"), script = join(folder, "script.js");
    await Deno.writeTextFile(entry, module);
    const options = ["--quiet", "--platform=browser", "--format=iife", "--minify"];
    const args = ["bundle", ...options, `--output=${script}`, entry];
    const done = await capture(Deno.execPath(), args, { cwd: root });
    if (done?.code !== 0) throw new Error(`the page could not be bundled:\n${done?.stderr}`);
    return await Deno.readTextFile(script);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
