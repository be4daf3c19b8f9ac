/// <reference lib="dom" />
/**
 * How fast the page to train in is, opened from a file: written to build/lab/train.txt, which `deno task
 * test:lab` prints.
 */
import { ok } from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import { fitClassifier, Random, strokes, useBackend } from "@autoencoders";
import type { TrainingProgress, View } from "../../lib/figures/trainer/protocol.ts";
import { findBrowser, launchBrowser } from "../../lib/figures/browser.ts";
import { buildTrainPage } from "../../tasks/pages/train_page.ts";
import { labFolder } from "./lab.ts";

const EPOCHS = 30;
const IMAGES = 100;

declare const trainer: {
  state: { view: View | null; progress: TrainingProgress | null; start: { images: number } };
  heldOut(index: number): Float32Array;
  encode(image: Float32Array): Float32Array;
  decode(code: Float32Array): Float32Array;
};

Deno.test({
  name: `in ${EPOCHS} epochs the page to train in reconstructs digits that a classifier recognises`,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await Deno.mkdir(labFolder, { recursive: true });
    const file = join(labFolder, "train.html");
    await Deno.writeTextFile(file, await buildTrainPage());
    const browser = await launchBrowser(findBrowser()!);
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      page.setDefaultTimeout(240_000); // the machine may be busy
      await page.goto(toFileUrl(file).href);
      await page.waitForFunction(() => trainer.state.view);
      await page.click("#train");
      const { frames, seconds, times } = await page.evaluate(
        (epochs) =>
          new Promise<{ frames: number; seconds: number; times: number[] }>((resolve) => {
            const views: View[] = [], times: number[] = [], startedAt = performance.now();
            let frames = 0;
            const frame = () => {
              const { view, progress } = trainer.state;
              frames++;
              if (view && view !== views.at(-1)) {
                views.push(view);
                times.push((performance.now() - startedAt) / 1000);
              }
              if (progress!.epochs < epochs) return requestAnimationFrame(frame);
              Object.assign(globalThis, { views });
              resolve({ frames, seconds: (performance.now() - startedAt) / 1000, times });
            };
            frame();
          }),
        EPOCHS,
      );
      await page.click("#train");
      await useBackend();
      const judge = await fitClassifier(strokes(4000, new Random(3)), { seed: 1 });
      const heldOut = strokes(500, new Random(2)).slice(0, IMAGES);
      let recognised: number | undefined;
      for (let i = 0; i < times.length && recognised === undefined; i++) {
        const pixels = await page.evaluate(([i, count]) => {
          trainer.state.view = (globalThis as unknown as { views: View[] }).views[i];
          return Array.from(
            { length: count },
            (_, image) =>
              Array.from(
                trainer.decode(trainer.encode(trainer.heldOut(image))),
                (value) => Math.round(255 * value),
              ),
          ).flat();
        }, [i, IMAGES]);
        const outputs = heldOut.with(Uint8Array.from(pixels), heldOut.labels);
        if (judge.accuracy(outputs) >= 0.9 * judge.accuracy(heldOut)) recognised = times[i];
      }
      ok(recognised !== undefined, `not after ${EPOCHS} epochs`);
      const line = `a recognisable digit after ${recognised.toFixed(1)} s (goal: 10 s), ` +
        `${Math.round(frames / seconds)} frames a second in training (goal: 30), ` +
        `${Math.round(2000 * EPOCHS / seconds)} images a second in one thread`;
      await Deno.writeTextFile(join(labFolder, "train.txt"), line);
    } finally {
      await browser.close();
    }
  },
});
