import { lines } from "../../tasks/process.ts";
import { type Answers, type Build, firstSeconds, firstSteps } from "./protocol.ts";

/** A network that is ready for training. */
export interface Trainer {
  /** makes at least one step, until `enough` is true of the losses, and returns the losses */
  train(enough: (losses: number[]) => boolean): number[] | Promise<number[]>;
  parameters: number;
  versions: Record<string, string>;
  note: string;
}

/** Answers questions from standard input until it is closed, then ends the process. */
export async function serve(build: (request: Build) => Promise<Trainer>): Promise<never> {
  let trainer: Trainer;

  const answers: { [Q in "build" | "run"]: (request: never) => Promise<Answers[Q]> } = {
    build: async (request: Build) => {
      trainer = await build(request);
      const { parameters, versions, note } = trainer;
      const end = performance.now() + firstSeconds * 1000;
      const losses = await trainer.train((losses) =>
        losses.length >= firstSteps || performance.now() > end
      );
      return { parameters, losses, versions, note };
    },
    run: async ({ seconds }: { seconds: number }) => {
      const start = performance.now();
      const end = start + seconds * 1000;
      const losses = await trainer.train(() => performance.now() > end);
      const ms = performance.now() - start;
      return { steps: losses.length, ms, loss: losses.at(-1)!, peakBytes: peakBytes() };
    },
  };

  for await (const line of lines(Deno.stdin.readable)) {
    const request = JSON.parse(line);
    try {
      write(await answers[request.ask as "build"](request as never));
    } catch (error) {
      write({ error: error instanceof Error ? error.message : String(error) });
    }
  }
  Deno.exit(0);
}

function write(reply: unknown): void {
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(reply) + "\n"));
}

/** The peak memory of this process or, if the system does not report it, the current one. */
function peakBytes(): number {
  if (Deno.build.os === "linux") {
    const peak = Deno.readTextFileSync("/proc/self/status").match(/VmHWM:\s+(\d+) kB/);
    if (peak) return Number(peak[1]) * 1024;
  }
  return Deno.memoryUsage().rss;
}
