// Compares the native backend with PyTorch, Keras and stock tfjs: `deno task bench --help`.
import { withUsage } from "../tasks/options.ts";
import { runTask } from "../tasks/project.ts";
import { pythonEngines } from "./engines/engines.ts";
import { machine } from "./report/machine.ts";
import { networks } from "./networks.ts";
import { parseOptions, usage } from "./options.ts";
import { disagreements } from "./parity.ts";
import { report } from "./report/report.ts";
import { measure } from "./rounds.ts";
import type { Findings } from "./report/rows.ts";
import { ensureBenchVenv } from "./engines/venv.ts";

async function main(): Promise<number> {
  const options = withUsage(usage, () => parseOptions(Deno.args));
  if (options.engines.some((engine) => pythonEngines.includes(engine))) await ensureBenchVenv();

  const findings: Findings = {
    machine: machine(),
    versions: { deno: Deno.version.deno },
    threads: options.threads,
    rounds: options.rounds,
    seconds: options.seconds,
    rows: [],
    cannot: [],
    trials: [],
    disagreements: [],
  };
  for (const name of options.networks) {
    const { rows, cannot, trials, versions } = await measure(
      networks[name],
      options,
      (line) => console.error(line),
    );
    findings.rows.push(...rows);
    findings.cannot.push(...cannot);
    findings.trials.push(...trials);
    Object.assign(findings.versions, versions);
  }
  findings.disagreements = disagreements(findings.rows, networks);
  console.log(report(findings));
  if (options.json) {
    await Deno.writeTextFile(options.json, JSON.stringify(findings, null, 2) + "\n");
  }
  return findings.disagreements.length ? 1 : 0;
}

if (import.meta.main) await runTask(main);
