/**
 * `deno task peers [--row NAME]… [--seeds 1,2,3] [--threads N] [--again] [--folder FOLDER]`: trains
 * networks of the results table as their recipes say, but in Keras or PyTorch, from the library's own
 * initial weights and with its own Adam. Writes results/peers.json, of which the results pages show the means.
 *
 * Python only trains: the weights are then set into our network and measured as those of any row. Rows
 * that exist are not trained again, so an interrupted command continues with the next row.
 *
 * - `--row`: only this network; may be repeated
 * - `--seeds`: default 1
 * - `--threads`: default one for each core
 * - `--again`: also trains rows that exist
 * - `--folder`: writes to this folder instead of `results`
 *
 * @module
 */
import { buildAutoencoder, evaluate, useBackend } from "@autoencoders";
import {
  evaluatedFields,
  hardwareOf,
  type PeerRow,
  peersFile,
  readRows,
  recipeImages,
  recipeOf,
  resultsFolder,
  writeRows,
} from "@autoencoders/results";
import { readSeeds } from "../../tasks/results/options.ts";
import { updateResults } from "../../tasks/results/folder.ts";
import { replaceRow } from "../../tasks/results/row_kinds.ts";
import { integerOption, readArguments, withUsage } from "../../tasks/options.ts";
import { orTaskError, runTask, TaskError, typedPath } from "../../tasks/project.ts";
import { temporaryFolder } from "../../tasks/temporary.ts";
import { ensureBenchVenv } from "../engines/venv.ts";
import { setWeights } from "../engines/layers.ts";
import { type Peer, peers } from "./networks.ts";
import { train } from "./train.ts";

/** The options of the command line. */
export interface PeersOptions {
  /** names of recipes; default all */
  rows: string[];
  seeds: number[];
  threads: number;
  again: boolean;
  folder: string;
}

/** @throws {TaskError} an option is unknown or out of range; the message names it */
export function readOptions(args: string[]): PeersOptions {
  const names = peers.map(({ name }) => name);
  const usage = "usage: deno task peers [--row NAME]… [--seeds 1,2,3] [--threads N] [--again] " +
    "[--folder FOLDER]";
  const config = {
    args,
    options: {
      row: { type: "string", multiple: true },
      seeds: { type: "string", default: "1" },
      threads: { type: "string", default: `${navigator.hardwareConcurrency}` },
      again: { type: "boolean", default: false },
      folder: { type: "string" },
    },
  } as const;
  return withUsage(
    usage,
    () =>
      readArguments(config, ({ values: { row = names, seeds, threads, again, folder } }) => {
        const unknown = row.find((name) => !names.includes(name));
        if (unknown !== undefined) {
          throw new RangeError(`--row must be one of ${names.join(", ")}, got "${unknown}"`);
        }
        return {
          rows: names.filter((name) => row.includes(name)),
          seeds: readSeeds(seeds),
          threads: integerOption("--threads", threads),
          again,
          folder: folder === undefined ? resultsFolder() : typedPath("--folder", folder),
        };
      }),
  );
}

/** Trains one network with one seed and measures it. */
export async function peerRow(peer: Peer, seed: number, threads: number): Promise<PeerRow> {
  const recipe = recipeOf(peer.name), images = await recipeImages(recipe.data);
  const { epochs } = recipe.training, label = `${peer.name} in ${peer.library}, seed ${seed}`;
  await using folder = await temporaryFolder();
  const trained = await train(peer, { images, recipe, seed, threads, label, folder: folder.path });
  await useBackend();
  const model = buildAutoencoder(recipe.network(), seed);
  try {
    setWeights(model.logits, trained.weights);
    const measured = evaluate(model, images.test);
    if (!(Math.abs(measured.mse / trained.mse - 1) < 1e-3)) {
      throw new TaskError(
        `${label}: the MSE is ${trained.mse} in ${peer.library} and ${measured.mse} here with the same weights`,
      );
    }
    const { bytesPerCode: _, ...fields } = evaluatedFields(measured);
    return {
      name: peer.name,
      library: peer.library,
      data: images.name,
      ...fields,
      seed,
      parameters: model.countParams(),
      epochs,
      trainImages: images.train.count,
      seconds: Math.round(trained.seconds * 10) / 10,
      dataHash: images.hash,
      hardware: hardwareOf(trained.versions, threads),
      threads,
    };
  } finally {
    model.dispose();
  }
}

/** `deno task peers`; returns the exit code. */
export async function main(args: string[] = Deno.args): Promise<number> {
  const { rows: names, seeds, threads, again, folder } = readOptions(args);
  await ensureBenchVenv();
  for (const peer of peers.filter(({ name }) => names.includes(name))) {
    for (const seed of seeds) {
      const known = await orTaskError(readRows(peersFile, folder), "peers");
      if (!again && known.some((row) => row.name === peer.name && row.seed === seed)) {
        console.log(`${peer.name}, seed ${seed}: already trained`);
        continue;
      }
      const row = await orTaskError(peerRow(peer, seed, threads), `${peer.name}, seed ${seed}`);
      const { library, bce, mse, deadUnits, seconds } = row;
      console.log(
        `${peer.name} in ${library}, seed ${seed}: BCE ${bce.toFixed(5)}, MSE ${mse.toFixed(5)}, ` +
          `dead units ${deadUnits}; ${row.n} images, ${seconds.toFixed(0)} s`,
      );
      await updateResults(folder, async () => {
        await writeRows(peersFile, replaceRow(await readRows(peersFile, folder), row), folder);
      });
    }
  }
  return 0;
}

if (import.meta.main) await runTask(main);
