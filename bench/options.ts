import { parseArgs } from "node:util";
import { type EngineName, engineNames } from "./engines.ts";
import { type NetworkName, networkNames } from "./networks.ts";

/** What the bench was told on its command line. */
export interface Options {
  networks: NetworkName[];
  engines: EngineName[];
  /** turns of each engine */
  rounds: number;
  /** how long a turn is */
  seconds: number;
  threads: number;
  /** seconds after which a step is called too slow to be measured */
  patience: number;
  /** where the rows are to be written */
  json?: string;
  /** whether PyTorch's trial has torch.compile too */
  torchCompile: boolean;
}

/** What `--help` prints. */
export const usage = `deno task bench [options]
  --networks LIST   of ${networkNames.join(", ")}; all unless told
  --engines LIST    of ${engineNames.join(", ")}; all unless told
  --rounds N        turns of each engine, 5 unless told
  --seconds S       length of a turn, 4 unless told
  --threads N       2 unless told
  --patience S      give up an engine whose step takes longer, 120 unless told
  --torch-compile   let PyTorch try torch.compile as well (needs a C++ compiler)
  --json FILE       write the rows
Other measurements: deno run -A bench/products.ts, deno run -A bench/kernels.ts`;

/**
 * Reads the command line.
 *
 * @throws {RangeError} a name is unknown, or a number is not positive
 * @throws {TypeError} there is no such option
 */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      networks: { type: "string", default: networkNames.join() },
      engines: { type: "string", default: engineNames.join() },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "4" },
      threads: { type: "string", default: "2" },
      patience: { type: "string", default: "120" },
      "torch-compile": { type: "boolean", default: false },
      json: { type: "string" },
    },
  });
  return {
    networks: some("networks", values.networks, networkNames),
    engines: some("engines", values.engines, engineNames),
    rounds: positive("rounds", values.rounds, true),
    seconds: positive("seconds", values.seconds),
    threads: positive("threads", values.threads, true),
    patience: positive("patience", values.patience),
    torchCompile: values["torch-compile"],
    json: values.json,
  };
}

/** The names in `list`, in the order of `known`. */
function some<Name extends string>(option: string, list: string, known: readonly Name[]): Name[] {
  const wanted = list.split(",").map((name) => name.trim());
  for (const name of wanted) {
    if (!known.some((each) => each === name)) {
      throw new RangeError(`--${option} must be of ${known.join(", ")}, got "${name}"`);
    }
  }
  return known.filter((name) => wanted.includes(name));
}

function positive(option: string, text: string, whole = false): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value) && (!whole || Number.isInteger(value))) return value;
  throw new RangeError(
    `--${option} must be a positive ${whole ? "integer" : "number"}, got "${text}"`,
  );
}
