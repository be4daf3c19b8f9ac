import { createRequire, isBuiltin } from "node:module";
import { gzipSync } from "node:zlib";
import * as esbuild from "npm:esbuild@0.25.12";
import { dirname, fromFileUrl, join } from "@std/path";
import { base64, ignoreNotFound } from "../../lib/files/mod.ts";
import { library, system } from "../packages/bundle.ts";
import { inlineBackend } from "../packages/inline_backend.ts";
import { root } from "../project.ts";

const figures = join(root, "lib", "figures");

/** The page in which a reader trains an autoencoder: one HTML file that needs neither server nor network. */
export async function buildTrainPage(): Promise<string> {
  const trainer = join(figures, "trainer"), playground = join(figures, "playground", "page");
  const files = [
    join(playground, "style.css"),
    join(trainer, "page", "style.css"),
    join(playground, "theme.js"),
    join(trainer, "page", "body.html"),
    join(playground, "chain.html"),
    join(playground, "map.html"),
  ];
  const [style, ownStyle, theme, body, chain, map] = await Promise.all(
    files.map((file) => Deno.readTextFile(file)),
  );
  try {
    const program = await bundled(join(trainer, "page", "main.js"), { format: "esm" });
    const worker = await bundled(join(trainer, "worker.ts"), {
      format: "iife",
      plugins: [inlineBackend, library("browser"), packagesOfDeno],
      inject: [system("browser")],
    });
    const packed = base64(gzipSync(worker, { level: 9 }));
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
${body.replace("<!-- chain -->", () => chain).replace("<!-- map -->", () => map)}
<script type="text/plain" id="worker">${packed}</script>
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
    minify: true,
    target: "es2022",
    charset: "utf8",
    logLevel: "error",
  });
  return outputFiles![0].text;
}

/** Finds packages where Deno keeps them: esbuild knows folders called node_modules only. */
const packagesOfDeno: esbuild.Plugin = {
  name: "packages-of-deno",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/, namespace: "file" }, async ({ path, importer, kind }) => {
      if (kind === "entry-point") return;
      if (isBuiltin(path) || path === "node-fetch") return { path, namespace: "absent" };
      const file = importer.startsWith(join(root, "lib"))
        ? fromFileUrl(import.meta.resolve(path))
        : createRequire(importer).resolve(path);
      // Deno's answer is meant for Node; a package without "exports" has its own answer for browsers
      const { folder, manifest } = await packageOf(file);
      if (path !== manifest.name || manifest.exports) return { path: file };
      return await resolve(".", { resolveDir: folder, kind });
    });
  },
};

/** The package that a file belongs to. */
async function packageOf(file: string) {
  for (let folder = dirname(file);; folder = dirname(folder)) {
    const text = await ignoreNotFound(Deno.readTextFile(join(folder, "package.json")));
    const manifest = text && JSON.parse(text) as { name?: string; exports?: unknown };
    if (manifest && manifest.name) return { folder, manifest };
  }
}
