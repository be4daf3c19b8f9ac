import { match, strictEqual } from "node:assert/strict";
import { codesFrom, projectUmap, Random } from "@autoencoders";
import { liveProgress } from "@autoencoders/figures";

Deno.test("the progress of a projection is shown, and finally the time taken", async () => {
  const random = new Random(1), shown: string[] = [];
  const codes = codesFrom(Array.from({ length: 800 }, () => random.normal()), 4);
  const output = {
    show: (bundle: { "text/plain": string }) =>
      Promise.resolve(void shown.push(bundle["text/plain"])),
  };
  await projectUmap(codes, random, { epochs: 50, ...liveProgress("UMAP", { output }) });
  match(shown[0], /^UMAP: (\d+ %, .+ left|done in .+)$/);
  match(shown.at(-1)!, /^UMAP: done in .+$/);
});

Deno.test({
  name: "the stop button ends only the projection, with an error that states its progress",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const program = new URL("./stopped_projection.ts", import.meta.url);
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", program.href],
      stderr: "inherit",
    }).output();
    const printed = new TextDecoder().decode(stdout);
    match(printed, /^AbortError: t-SNE was stopped at \d+ %\nalive\n$/);
    strictEqual(success, true);
  },
});
