import { Engine, EngineError } from "./engines/engine.ts";
import { type EngineName, launchOf, pythonEngines } from "./engines/engines.ts";
import { writeMaterial } from "./engines/material.ts";
import { networks } from "./networks.ts";
import type { NetworkName } from "./networks.ts";
import type { Options } from "./options.ts";
import type { Answers, Build } from "./engines/protocol.ts";
import { median, type Refusal, type Row, type Trial } from "./report/rows.ts";

/** Reports progress. */
export type Report = (line: string) => void;

interface Runner {
  name: EngineName;
  engine: Engine;
  ready: Answers["build"];
  turns: Answers["run"][];
}

/** The measurements of one network on every engine. */
export interface Measured {
  rows: Row[];
  cannot: Refusal[];
  trials: Trial[];
  versions: Record<string, string>;
}

// An engine this many times slower than a turn gets a single turn.
const HOPELESS = 3;

/**
 * Measures one network. Each engine is prepared in a process of its own; then they take turns, so
 * that variations of the machine's speed affect all of them.
 */
export async function measure(
  name: NetworkName,
  options: Options,
  report: Report,
): Promise<Measured> {
  const folder = await Deno.makeTempDir({ prefix: "bench-" });
  const network = networks[name];
  const runners: Runner[] = [];
  const cannot: Refusal[] = [];
  const trials: Trial[] = [];
  const refuse = (engine: EngineName, error: unknown) => {
    if (!(error instanceof EngineError)) throw error;
    cannot.push({ network: name, engine, reason: error.message });
    report(`${name} on ${engine}: cannot: ${error.message}`);
  };
  try {
    const build: Build = {
      network,
      ...await writeMaterial(network, folder),
      threads: options.threads,
      settings: {},
      patience: options.patience,
    };
    for (const engine of options.engines) {
      try {
        const { settings, tried } = await trial(engine, build, options);
        for (const { settings, msPerStep } of tried) {
          trials.push({ network: name, engine, settings, msPerStep });
          const tried = JSON.stringify(settings);
          report(`${name} on ${engine}: tried ${tried}: ${msPerStep.toPrecision(4)} ms a step`);
        }
        runners.push(await ready(engine, { ...build, settings }, options));
      } catch (error) {
        refuse(engine, error);
      }
    }
    for (let round = 0; round < options.rounds; round++) {
      for (const runner of [...runners]) {
        const last = runner.turns.at(-1);
        if (last && last.ms > HOPELESS * options.seconds * 1000) continue;
        try {
          const limit = options.seconds + 5 * options.patience;
          const turn = await runner.engine.ask("run", { seconds: options.seconds }, limit);
          runner.turns.push(turn);
          report(
            `${name} on ${runner.name}, round ${round + 1}: ${ms(turn).toPrecision(4)} ms a step`,
          );
        } catch (error) {
          refuse(runner.name, error);
          runners.splice(runners.indexOf(runner), 1);
          await runner.engine.stop();
        }
      }
    }
    const versions = Object.assign({}, ...runners.map(({ ready }) => ready.versions));
    return { rows: runners.map((runner) => rowOf(name, runner)), cannot, trials, versions };
  } finally {
    for (const { engine } of runners) await engine.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * The fastest settings of an engine, tried in a separate process that does not affect peak memory.
 */
async function trial(
  name: EngineName,
  build: Build,
  { threads, patience, torchCompile }: Options,
): Promise<Answers["trial"]> {
  if (!pythonEngines.includes(name)) return { settings: {}, tried: [] };
  const engine = new Engine(launchOf(name, threads, torchCompile));
  try {
    return await engine.ask("trial", build, 10 * patience);
  } finally {
    await engine.stop();
  }
}

/** Starts an engine, builds the network and warms it up. */
async function ready(
  name: EngineName,
  build: Build,
  { threads, patience }: Options,
): Promise<Runner> {
  const engine = new Engine(launchOf(name, threads));
  try {
    return { name, engine, ready: await engine.ask("build", build, 5 * patience), turns: [] };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

const ms = ({ ms, steps }: { ms: number; steps: number }) => ms / steps;

function rowOf(name: NetworkName, { name: engine, ready, turns }: Runner): Row {
  const msPerStep = median(turns.map(ms));
  const { batch } = networks[name];
  return {
    network: name,
    engine,
    batch,
    parameters: ready.parameters,
    imagesPerSecond: batch / msPerStep * 1000,
    msPerStep,
    peakBytes: Math.max(...turns.map((turn) => turn.peakBytes)),
    steps: turns.reduce((sum, { steps }) => sum + steps, 0),
    spread: Math.max(...turns.map(ms)) / Math.min(...turns.map(ms)),
    firstLosses: ready.losses,
    note: ready.note,
  };
}
