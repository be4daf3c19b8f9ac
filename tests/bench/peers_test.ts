import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { binarize, buildAutoencoder, evaluate, Random, strokes } from "@autoencoders";
import { recipeOf, resultsFolder } from "@autoencoders/results";
import { weightShapes } from "../../lib/models/spec/plan.ts";
import { weightShapes as peerShapes } from "../../bench/networks.ts";
import { peers } from "../../bench/peers/networks.ts";
import { readOptions } from "../../bench/peers/peers.ts";
import { setWeights } from "../../bench/engines/layers.ts";
import { benchPython } from "../../bench/engines/venv.ts";
import { train } from "../../bench/peers/train.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";

Deno.test("a peer's network has the weights of its recipe, in the same order, and its batches and loss", () => {
  for (const { name, network } of peers) {
    const recipe = recipeOf(name);
    deepStrictEqual(peerShapes(network), [...weightShapes(recipe.network()).values()], name);
    deepStrictEqual([network.batch, network.loss], [
      recipe.training.batchSize,
      recipe.training.loss,
    ]);
  }
});

Deno.test("the peers train what they are asked for, by default every network with seed 1", () => {
  const { rows, seeds, again, folder } = readOptions([]);
  deepStrictEqual(rows, peers.map(({ name }) => name));
  deepStrictEqual([seeds, again, folder], [[1], false, resultsFolder()]);
  const one = readOptions(["--row", "strided-64", "--seeds", "2,3", "--threads", "1", "--again"]);
  deepStrictEqual([one.rows, one.seeds, one.threads, one.again], [["strided-64"], [2, 3], 1, true]);
  strictEqual(
    readOptions(["--row", "plain-32", "--row", "dense-32"]).rows.join(),
    "dense-32,plain-32",
  );
  const refusals: [string[], RegExp][] = [
    [["--row", "ours-32"], /--row must be one of dense-32, .*, got "ours-32"/],
    [["--seeds", "1,1"], /--seeds must be different, got 1,1/],
    [["--threads", "0"], /--threads must be .*, got 0/],
    [["--rows"], /--rows/],
  ];
  for (const [args, message] of refusals) {
    throws(() => readOptions(args), { name: "TaskError", message });
  }
});

const there = await Deno.stat(benchPython).then(({ isFile }) => isFile, () => false);

for (
  const peer of peers.filter(({ name }) =>
    ["plain-32", "strided-64", "dense-linear-32"].includes(name)
  )
) {
  Deno.test({
    name: `${peer.library} trains ${peer.name}, and our network does the same with its weights`,
    ignore: !there,
    async fn() {
      await using folder = await temporaryFolder();
      const recipe = recipeOf(peer.name), data = strokes(96, new Random(1));
      const set = recipe.training.loss === "bce" ? binarize(data) : data;
      const images = { name: "strokes", hash: "", train: set.slice(0, 64), test: set.slice(64) };
      const short = { ...recipe, training: { ...recipe.training, epochs: 2 } };
      const job = { images, recipe: short, seed: 1, threads: 1, label: peer.name };
      const { weights, mse } = await train(peer, { ...job, folder: folder.path });
      const model = buildAutoencoder(recipe.network(), 1);
      setWeights(model.logits, weights);
      const { mse: here } = evaluate(model, images.test);
      ok(Math.abs(here / mse - 1) < 1e-4, `${here}, not ${mse}`);
      model.dispose();
    },
  });
}
