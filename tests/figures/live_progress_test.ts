import { match, strictEqual } from "node:assert/strict";
import { codesFrom, projectUmap, Random } from "@autoencoders";
import { liveProgress } from "@autoencoders/figures";

Deno.test("a projection's progress is shown, at the end with its time", async () => {
  const random = new Random(1), shown: string[] = [];
  const codes = codesFrom(Array.from({ length: 800 }, () => random.normal()), 4);
  const into = {
    show: (bundle: { "text/plain": string }) =>
      Promise.resolve(void shown.push(bundle["text/plain"])),
  };
  await projectUmap(codes, random, { epochs: 50, ...liveProgress("UMAP", { into }) });
  match(shown[0], /^UMAP: (\d+ %, .+ left|done in .+)$/);
  match(shown.at(-1)!, /^UMAP: done in .+$/);
});

Deno.test({
  name:
    "the stop button ends a projection with an error that says how far it was, and nothing else",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const program = new URL("./stopped_projection.ts", import.meta.url);
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", program.href],
      stderr: "inherit",
    }).output();
    const said = new TextDecoder().decode(stdout);
    match(said, /^AbortError: t-SNE was stopped at \d+ %\nalive\n$/);
    strictEqual(success, true);
  },
});
