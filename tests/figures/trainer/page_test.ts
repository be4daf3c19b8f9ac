/// <reference lib="dom" />
/** The page that trains, opened from a file in a real browser. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Page } from "npm:playwright-core@1.65.1";
import { join, toFileUrl } from "@std/path";
import {
  denseAutoencoder,
  fit,
  fitClassifier,
  imageSet,
  Random,
  strokes,
  useBackend,
  writeIdx,
} from "@autoencoders";
import type { EpochLosses, Settings } from "../../../lib/figures/trainer/protocol.ts";
import { buildTrainPage } from "../../../tasks/pages/train_page.ts";
import { browserTest } from "../../helpers/browser.ts";
import { crosses } from "../../helpers/training_data.ts";

const html = await buildTrainPage();
const folder = await Deno.makeTempDir();
const file = join(folder, "train.html");
await Deno.writeTextFile(file, html);
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

/** What the page's script shares with tests. */
interface Trainer {
  state: {
    progress: { steps: number } | null;
    view: { steps: number; units: { dead: number[] } } | null;
    start: { settings: Settings; images: number; height: number };
    epochLosses: EpochLosses[];
    backend: { threads: number };
    output: Float32Array;
    input: Float32Array;
  };
  /** the start before a change of the settings */
  before: unknown;
  heldOut(index: number): Float32Array;
  encode(image: Float32Array): Float32Array;
  decode(code: Float32Array): Float32Array;
}
declare const trainer: Trainer;

/** Opens the page, chooses settings, and waits for the untrained network. */
async function open(
  page: Page,
  settings: Record<string, string> = {},
  address = toFileUrl(file).href,
) {
  page.setDefaultTimeout(240_000); // the machine may be busy
  await page.goto(address);
  await page.waitForFunction(() => trainer.state.view?.steps === 0);
  for (const [id, value] of Object.entries(settings)) await choose(page, id, value);
}

/** Changes one setting, and waits for the network that it starts; the learning rate starts none. */
async function choose(page: Page, id: string, value: string): Promise<void> {
  await page.evaluate(([id, value]) => {
    trainer.before = trainer.state.start;
    const control = document.getElementById(id) as HTMLInputElement;
    control.value = value;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }, [id, value]);
  if (id === "learningRate") return;
  await page.waitForFunction(() => trainer.state.start !== trainer.before && trainer.state.view);
}

const small = { images: "500", widths: "32", latent: "8", seed: "5" };

/** The losses of the library with the settings `small`, or with a schedule. */
async function libraryLosses(epochs: number, schedule?: (step: number) => number) {
  const images = strokes(10_000, new Random(1)).slice(0, 500);
  const model = denseAutoencoder({ widths: [32], latent: 8 }, 5);
  const { records } = await fit(model, images, {
    epochs,
    seed: 5,
    loss: "bce",
    ...schedule ? { schedule } : { learningRate: 0.003 },
    validation: strokes(500, new Random(2)),
  });
  model.dispose();
  return records;
}

/** Trains for `epochs` in the page and compares every loss with the library's: the relative tolerance is 1e-6. */
async function compareLosses(
  page: Page,
  epochs: number,
  schedule?: (step: number) => number,
): Promise<void> {
  await page.click("#train");
  await page.waitForFunction((count) => trainer.state.epochLosses.length > count, epochs);
  await page.click("#train");
  const losses = await page.evaluate(() => trainer.state.epochLosses);
  for (const { epoch, loss, validationLoss } of await libraryLosses(epochs, schedule)) {
    const there = losses[epoch];
    strictEqual(there.epoch, epoch);
    ok(Math.abs(there.loss! - loss) <= 1e-6 * loss, `epoch ${epoch}: ${there.loss}, not ${loss}`);
    ok(Math.abs(there.validationLoss - validationLoss!) <= 1e-6 * validationLoss!);
  }
}

browserTest(
  "a learning rate changed during a run applies from the next step on, and starts nothing again",
  async (page) => {
    await open(page, small);
    for (let i = 1; i <= 5; i++) {
      await page.click("#one");
      await page.waitForFunction((steps) => trainer.state.view!.steps === steps, i);
    }
    await choose(page, "learningRate", "0.01");
    await useBackend({ prefer: "wasm", threads: 1 });
    await compareLosses(page, 10, (step) => step < 5 ? 0.003 : 0.01);
  },
);

Deno.test("the page is one file of less than a megabyte that names no other", () => {
  ok(html.length < 2 ** 20, `${html.length} characters`);
  deepStrictEqual(html.match(/<(script|link|img)[^>]*(src|href)="(?!data:)[^"]*"/g), null);
});

browserTest(
  "a page opened from a file has the library's losses for the same seed, and requests nothing",
  async (page) => {
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await open(page, small);
    await useBackend({ prefer: "wasm", threads: 1 });
    await compareLosses(page, 20);
    deepStrictEqual(requests.filter((url) => !/^(file|data|blob):/.test(url)), []);
    strictEqual(await page.evaluate(() => trainer.state.backend.threads), 1);
  },
);

browserTest(
  "a page served with the headers of isolation trains in several threads, with the same losses",
  async (page) => {
    const headers = {
      "content-type": "text/html",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    };
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response(html, { headers }),
    );
    await open(page, small, `http://127.0.0.1:${server.addr.port}/`);
    const threads = await page.evaluate(() => trainer.state.backend.threads);
    strictEqual(threads, Math.min(8, navigator.hardwareConcurrency));
    await useBackend({ prefer: "wasm", threads });
    await compareLosses(page, 20);
  },
);

browserTest(
  "steps, pauses and a new start: one step each, none while paused, and the same losses again",
  async (page) => {
    await open(page, small);
    const steps = () => page.evaluate(() => trainer.state.view!.steps);
    await page.click("#one");
    await page.waitForFunction(() => trainer.state.view!.steps === 1);
    await page.click("#one");
    await page.waitForFunction(() => trainer.state.view!.steps === 2);
    await page.click("#train");
    strictEqual(await page.textContent("#train"), "Pause");
    await page.waitForFunction(() => trainer.state.epochLosses.length > 3);
    await page.click("#train");
    await page.waitForFunction(() => trainer.state.view!.steps === trainer.state.progress!.steps);
    await page.waitForTimeout(300);
    const paused = await steps();
    await page.waitForTimeout(300);
    strictEqual(await steps(), paused);
    const before = await page.evaluate(() => trainer.state.epochLosses.slice(0, 4));
    await page.click("#reset");
    await page.waitForFunction(() => trainer.state.view?.steps === 0);
    strictEqual(await page.textContent("#train"), "Train");
    await page.click("#train");
    await page.waitForFunction(() => trainer.state.epochLosses.length > 3);
    deepStrictEqual(await page.evaluate(() => trainer.state.epochLosses.slice(0, 4)), before);
    await choose(page, "seed", "6");
    await page.waitForFunction(() => trainer.state.epochLosses.length > 3);
    const other = await page.evaluate(() => trainer.state.epochLosses[3].loss);
    ok(other !== before[3].loss);
  },
);

browserTest(
  "after 30 epochs with the page's own settings, a classifier recognises nine in ten of its digits",
  async (page) => {
    await open(page);
    await page.click("#train");
    await page.waitForFunction(() => trainer.state.epochLosses.length > 30);
    const outputs = await page.evaluate(() =>
      Array.from({ length: 200 }, (_, i) => [...trainer.decode(trainer.encode(trainer.heldOut(i)))])
    );
    await page.click("#train");
    await useBackend({ prefer: "wasm" });
    const judge = await fitClassifier(strokes(4000, new Random(3)), { seed: 1 });
    const heldOut = strokes(500, new Random(2)).slice(0, 200);
    const bytes = Uint8Array.from(outputs.flat(), (value) => Math.round(255 * value));
    const share = judge.accuracy(heldOut.with(bytes, heldOut.labels)) / judge.accuracy(heldOut);
    judge.dispose();
    ok(share >= 0.9, `${share} of the digits that it recognises in the originals`);
  },
);

browserTest("a high rate kills ReLU units of the code, and the page names them", async (page) => {
  await open(page, { ...small, latentActivation: "relu", learningRate: "0.03" });
  await page.click("#train");
  await page.waitForFunction(() => trainer.state.view!.units.dead.length > 0);
  await page.click("#train");
  await page.waitForFunction(() =>
    document.querySelectorAll(".bar.dead").length === trainer.state.view!.units.dead.length
  );
  const dead = await page.evaluate(() => trainer.state.view!.units.dead);
  strictEqual(await page.textContent("#dead"), `${dead.length} of 8`);
  ok((await page.textContent("#unitsNote"))!.endsWith(`Dead: ${dead.join(", ")}.`));
});

browserTest("a training that diverges says so and stops, and Train starts again", async (page) => {
  await open(page, small);
  await page.evaluate(() => document.getElementById("learningRate")!.append(new Option("1e38")));
  await choose(page, "learningRate", "1e38");
  await page.click("#reset");
  await page.waitForFunction(() => trainer.state.start !== trainer.before && trainer.state.view);
  await page.click("#train");
  await page.locator("#problem").getByText(/Training ended: .* became (NaN|-?Infinity)/).waitFor();
  strictEqual(await page.textContent("#train"), "Train");
  await choose(page, "learningRate", "0.003"); // starts again, as the training has ended
  await page.waitForFunction(() => trainer.state.start !== trainer.before && trainer.state.view);
  strictEqual(await page.locator("#problem").isVisible(), false);
  await page.click("#train");
  await page.waitForFunction(() => trainer.state.epochLosses.length > 3);
});

browserTest(
  "settings and files that are refused are named, and the network before them trains on",
  async (page) => {
    await open(page, small);
    const problem = page.locator("#problem");
    for (const [id, value, message] of [["latent", "0", "got 0"], ["widths", "32, x", "NaN"]]) {
      await page.fill(`#${id}`, value);
      await page.locator(`#${id}`).press("Enter");
      await problem.getByText(message).waitFor();
      strictEqual(await page.evaluate(() => trainer.state.start.settings.latent), 8);
      await choose(page, id, id === "latent" ? "8" : "32");
      strictEqual(await problem.isVisible(), false);
    }
    const notes = join(folder, "notes.txt");
    await Deno.writeTextFile(notes, "hello there");
    await page.setInputFiles("#file", notes);
    await problem.getByText("notes.txt is not an IDX file").waitFor();
    await page.click("#one");
    await page.waitForFunction(() => trainer.state.view!.steps === 1);
  },
);

browserTest(
  "dropped IDX files, gzipped or not, are trained on, and the synthetic digits come back",
  async (page) => {
    await open(page, small);
    const { pixels, labels } = crosses(300, 1, 12);
    const images = Uint8Array.from(writeIdx({ data: pixels, shape: [300, 12, 12] }));
    const zip = new Blob([images]).stream().pipeThrough(new CompressionStream("gzip"));
    const zipped = new Uint8Array(await new Response(zip).arrayBuffer());
    const files = [
      ["crosses-idx3.gz", [...zipped]],
      ["crosses-labels", [...writeIdx({ data: labels!, shape: [300] })]],
    ] as [string, number[]][];
    await page.evaluate((files) => {
      const dataTransfer = new DataTransfer();
      for (const [name, bytes] of files) {
        dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      }
      dispatchEvent(new DragEvent("drop", { dataTransfer }));
    }, files);
    await page.waitForFunction(() => trainer.state.start.height === 12 && trainer.state.view);
    await page.click("#train");
    await page.waitForFunction(() => trainer.state.epochLosses.length > 5);
    await page.click("#train");
    ok((await page.textContent("#dataNote"))!.startsWith("crosses-idx3.gz: 270 images of 12×12"));
    const set = imageSet(pixels, { height: 12, width: 12, labels });
    const model = denseAutoencoder({ widths: [32], latent: 8, height: 12, width: 12 }, 5);
    await useBackend({ prefer: "wasm", threads: 1 });
    const { records } = await fit(model, set.slice(0, 270), {
      epochs: 5,
      seed: 5,
      learningRate: 0.003,
    });
    model.dispose();
    const losses = await page.evaluate(() => trainer.state.epochLosses);
    for (const { epoch, loss } of records) ok(Math.abs(losses[epoch].loss! - loss) <= 1e-6 * loss);
    await page.click("#synthetic");
    await page.waitForFunction(() => trainer.state.start.height === 28 && trainer.state.view);
  },
);

browserTest("the keyboard alone chooses, trains, draws and moves on the map", async (page) => {
  await open(page, { widths: "32", images: "500" });
  await page.focus("#latent");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Tab"); // leaves the field
  await page.waitForFunction(() => trainer.state.start.settings.latent === 17);
  await page.focus("#train");
  await page.keyboard.press("Space");
  await page.waitForFunction(() => trainer.state.epochLosses.length > 5);
  await page.keyboard.press("Enter");
  strictEqual(await page.textContent("#train"), "Train");
  await page.focus("#pad");
  await page.keyboard.press("Space");
  for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => trainer.state.input.reduce((sum, value) => sum + value, 0) > 10);
  const before = await page.evaluate(() => [...trainer.state.output]);
  await page.locator(".bar").first().focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowUp");
  const moved = await page.evaluate(() => [...trainer.state.output]);
  ok(moved.some((value, i) => value !== before[i]));
  await page.focus("#map");
  const picture = () =>
    page.locator("#there").evaluate((c) => (c as HTMLCanvasElement).toDataURL());
  const there = await picture();
  for (let i = 0; i < 10; i++) await page.keyboard.press("Shift+ArrowRight");
  ok(await picture() !== there);
});

browserTest("a drawing is encoded by the network as it trains", async (page) => {
  await open(page, small);
  const box = (await page.locator("#pad").boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 30, { steps: 8 });
  await page.mouse.up();
  await page.waitForFunction(() => trainer.state.input[14 * 28 + 14] > 0.5);
  const error = () => {
    const { input, output } = trainer.state;
    return input.reduce((sum, value, i) => sum + (value - output[i]) ** 2, 0) / input.length;
  };
  const untrained = await page.evaluate(error);
  ok(untrained > 0.2, `${untrained}`); // outputs of about 1/2 for an image of 0 and 1
  await page.click("#train");
  await page.waitForFunction(`(${error})() < ${untrained / 3}`);
});

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(
    `the page fits a phone while it trains, in the ${colorScheme} theme`,
    async (page) => {
      await page.setViewportSize({ width: 390, height: 800 });
      await page.emulateMedia({ colorScheme });
      await open(page, small);
      await page.click("#train");
      await page.waitForFunction(() => trainer.state.epochLosses.length > 3);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      ok(wide <= 390, `${wide} pixels wide`);
      strictEqual(await page.evaluate(() => document.documentElement.dataset.theme), colorScheme);
    },
  );
}
