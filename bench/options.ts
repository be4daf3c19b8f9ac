import { integerOption, positiveOption, readArguments } from "../tasks/options.ts";
import { typedPath } from "../tasks/project.ts";
import { type EngineName, engineNames } from "./engines/engines.ts";
import { type NetworkName, networkNames } from "./networks.ts";

/** The options of the command line. */
export interface Options {
  networks: NetworkName[];
  engines: EngineName[];
  /** number of rounds: each engine has one turn per round */
  rounds: number;
  /** length of a turn */
  seconds: number;
  threads: number;
  /** seconds after which a step is too slow to be measured */
  patience: number;
  /** the file for the rows */
  json?: string;
  /** whether each round is measured once more while another process keeps a core busy */
  busy: boolean;
  /** whether PyTorch also tries torch.compile */
  torchCompile: boolean;
}

/** The text that `--help` prints. */
export const usage = `usage: deno task bench [options]
  --networks LIST   of ${networkNames.join(", ")}; default all
  --engines LIST    of ${engineNames.join(", ")}; default all
  --rounds N        each engine has one turn per round, default 5
  --seconds S       length of a turn, default 4
  --threads N       default 2
  --patience S      skip an engine whose step takes longer, default 120
  --busy            measure each round once more while another process keeps a core busy
  --torch-compile   let PyTorch also try torch.compile (needs a C++ compiler)
  --json FILE       write the rows
Other measurements: deno run -A bench/products.ts, deno run -A bench/kernels.ts`;

/**
 * Reads the command line.
 *
 * @throws {RangeError} an option or a name is unknown, or a number is not positive
 */
export function parseOptions(args: string[]): Options {
  const config = {
    args,
    options: {
      networks: { type: "string", default: networkNames.join() },
      engines: { type: "string", default: engineNames.join() },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "4" },
      threads: { type: "string", default: "2" },
      patience: { type: "string", default: "120" },
      busy: { type: "boolean", default: false },
      "torch-compile": { type: "boolean", default: false },
      json: { type: "string" },
    },
  } as const;
  return readArguments(config, ({ values }) => ({
    networks: some("networks", values.networks, networkNames),
    engines: some("engines", values.engines, engineNames),
    rounds: integerOption("--rounds", values.rounds),
    seconds: positiveOption("--seconds", values.seconds),
    threads: integerOption("--threads", values.threads),
    patience: positiveOption("--patience", values.patience),
    busy: values.busy,
    torchCompile: values["torch-compile"],
    json: values.json === undefined ? undefined : typedPath("--json", values.json),
  }));
}

/** The names in `list`, in the order of `known`. */
export function some<Name extends string>(
  option: string,
  list: string,
  known: readonly Name[],
): Name[] {
  const wanted = list.split(",").map((name) => name.trim());
  for (const name of wanted) {
    if (!known.some((each) => each === name)) {
      throw new RangeError(`--${option} must be of ${known.join(", ")}, got "${name}"`);
    }
  }
  return known.filter((name) => wanted.includes(name));
}
