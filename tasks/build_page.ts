/**
 * `deno task build:page`: bundles lib/codec/browser.ts to lib/figures/playground/page/codec.js, so that
 * the playground counts bits by the codec's own code (a test bundles it again and compares the two), and
 * writes the page in which a reader trains an autoencoder to build/train.html.
 *
 * @module
 */
import * as esbuild from "npm:esbuild@0.25.12";
import { fromFileUrl, join, relative } from "@std/path";
import { writeAtomic } from "../lib/files/mod.ts";
import { refuseArguments } from "./options.ts";
import { buildTrainPage } from "./pages/train_page.ts";
import { build, runTask, typedFolder } from "./project.ts";

const source = new URL("../lib/codec/browser.ts", import.meta.url);
export const pageCodec = new URL("../lib/figures/playground/page/codec.js", import.meta.url);

const header = `// deno-fmt-ignore-file
// deno-lint-ignore-file
// Made of lib/codec/browser.ts by \`deno task build:page\`.
export `;

/** The bundle as a module that exports one object, \`codec\`. */
export async function buildPageCodec(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fromFileUrl(source)],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    globalName: "codec",
    target: "es2022",
    charset: "utf8",
    logLevel: "error",
  });
  await esbuild.stop();
  return header + outputFiles[0].text;
}

if (import.meta.main) {
  await runTask(async () => {
    refuseArguments("deno task build:page");
    const text = await buildPageCodec();
    await Deno.writeTextFile(pageCodec, text);
    console.log(`${text.length} characters written to ${fromFileUrl(pageCodec)}`);
    const html = await buildTrainPage(), file = join(build, "train.html");
    await writeAtomic(file, html);
    console.log(`${html.length} characters written. Open ${relative(typedFolder(), file)}`);
  });
}
