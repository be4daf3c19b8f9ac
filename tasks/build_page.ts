/**
 * Bundles lib/codec/browser.ts to lib/figures/playground/page/codec.js (`deno task build:page`), so that
 * the playground counts bits by the codec's own code. A test bundles it again and compares the two.
 *
 * @module
 */
import * as esbuild from "npm:esbuild@0.25.12";
import { fromFileUrl } from "@std/path";
import { refuseArguments } from "./options.ts";
import { runTask } from "./project.ts";

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
  });
}
