// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { whileBusy } from "./busy.ts";
import { Engine, EngineError } from "./engines/engine.ts";
import { type EngineName, launchOf, pythonEngines } from "./engines/engines.ts";
import { writeMaterial } from "./engines/material.ts";
import { temporaryFolder } from "../tasks/temporary.ts";
import type { Network } from "./networks.ts";
import type { Options } from "./options.ts";
import type { Answers, Build, Settings } from "./engines/protocol.ts";
import type { Refusal, Row, Trial } from "./report/rows.ts";

/** Reports progress. */
export type Report = (line: string) => void;

interface Runner {
  name: EngineName;
  engine: Engine;
  ready: Answers["build"];
  turns: Answers["run"][];
  busyTurns: Answers["run"][];
}

/** What of the options a measurement needs. */
export interface Measurement extends Omit<Options, "networks" | "json"> {
  /** of engines whose settings are not to be tried */
  settings?: Partial<Record<EngineName, Settings>>;
  /** the number of images; default 32 batches */
  images?: number;
}

/** The measurements of one network on every engine. */
interface Measured {
  rows: Row[];
  cannot: Refusal[];
  trials: Trial[];
  versions: Record<string, string>;
}

// An engine this many times slower than a turn gets a single turn.
const HOPELESS = 3;

/**
 * Measures one network. Each engine is prepared in a separate process; then they take turns, so
 * that variations of the machine's speed affect all of them.
 */
export async function measure(
  network: Network,
  options: Measurement,
  report: Report,
): Promise<Measured> {
  await using folder = await temporaryFolder();
  const { name } = network;
  const runners: Runner[] = [], cannot: Refusal[] = [], trials: Trial[] = [];
  const refuse = (engine: EngineName, error: unknown) => {
    if (!(error instanceof EngineError)) throw error;
    cannot.push({ network: name, engine, reason: error.message });
    report(`${name} on ${engine}: cannot: ${error.message}`);
  };
  try {
    const material = await writeMaterial(network, folder.path, options.images);
    const { threads, patience } = options;
    const build: Build = { network, ...material, threads, settings: {}, patience };
    for (const engine of options.engines) {
      try {
        const { settings, tried } = await trial(engine, build, options);
        for (const { settings, msPerStep } of tried) {
          trials.push({ network: name, engine, settings, msPerStep });
          report(`${name} on ${engine}: tried ${JSON.stringify(settings)}: ${perStep(msPerStep)}`);
        }
        runners.push(await ready(engine, { ...build, settings }, options));
      } catch (error) {
        refuse(engine, error);
      }
    }
    await takeTurns(runners, options, {
      turn: ({ name: engine }, round, ms, busy) =>
        report(`${name} on ${engine}, round ${round}${busy ? ", busy" : ""}: ${perStep(ms)}`),
      failure: ({ name: engine }, error) => refuse(engine, error),
    });
    const versions = Object.assign({}, ...runners.map(({ ready }) => ready.versions));
    return { rows: runners.map((runner) => rowOf(network, runner)), cannot, trials, versions };
  } finally {
    for (const { engine } of runners) await engine.stop();
  }
}

interface TurnListener {
  turn(runner: Runner, round: number, msPerStep: number, busy: boolean): void;
  /** @throws {unknown} the error, if the engine did not cause it */
  failure(runner: Runner, error: unknown): void;
}

/** Runs the engines in turn, round after round; stops and removes one that fails. */
async function takeTurns(
  runners: Runner[],
  { rounds, seconds, patience, busy }: Measurement,
  listener: TurnListener,
): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    await oneRound(round, false);
    if (busy) await whileBusy(() => oneRound(round, true));
  }

  async function oneRound(round: number, isBusy: boolean): Promise<void> {
    for (const runner of [...runners]) {
      const turns = isBusy ? runner.busyTurns : runner.turns, last = turns.at(-1);
      if (last && last.ms > HOPELESS * seconds * 1000) continue;
      try {
        const turn = await runner.engine.ask("run", { seconds }, seconds + 5 * patience);
        turns.push(turn);
        listener.turn(runner, round, ms(turn), isBusy);
      } catch (error) {
        listener.failure(runner, error);
        runners.splice(runners.indexOf(runner), 1);
        await runner.engine.stop();
      }
    }
  }
}

/**
 * The fastest settings of an engine, tried in a separate process that does not affect peak memory.
 */
async function trial(
  name: EngineName,
  build: Build,
  { threads, patience, torchCompile, settings }: Measurement,
): Promise<Answers["trial"]> {
  const given = pythonEngines.includes(name) ? settings?.[name] : {};
  if (given) return { settings: given, tried: [] };
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
  { threads, patience }: Measurement,
): Promise<Runner> {
  const engine = new Engine(launchOf(name, threads));
  try {
    const ready = await engine.ask("build", build, 5 * patience);
    return { name, engine, ready, turns: [], busyTurns: [] };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

const ms = ({ ms, steps }: { ms: number; steps: number }) => ms / steps;
const perStep = (ms: number) => `${ms.toPrecision(4)} ms per step`;

function rowOf({ name, batch }: Network, runner: Runner): Row {
  const { name: engine, ready, turns, busyTurns } = runner;
  const msPerStep = median(turns.map(ms))!;
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
    ...busyTurns.length > 0 && { busyMsPerStep: median(busyTurns.map(ms)) },
    firstLosses: ready.losses,
    note: ready.note,
  };
}
