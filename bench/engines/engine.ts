import { lines } from "../../tasks/process.ts";
import type { Answers, Questions } from "./protocol.ts";

/** How the process of an engine is started. */
export interface Launch {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

/** An engine reported an error, ended or took too long. */
export class EngineError extends Error {
  override name = "EngineError";
}

/** The process of one engine, and one network in it. */
export class Engine {
  #process: Deno.ChildProcess;
  #input: WritableStreamDefaultWriter<Uint8Array>;
  #output: AsyncGenerator<string>;
  #lastLines: string[] = [];

  constructor({ command, args, env }: Launch) {
    this.#process = new Deno.Command(command, {
      args,
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#output = lines(this.#process.stdout);
    this.#listen();
  }

  /**
   * Asks a question and waits for the answer.
   *
   * @param limit seconds before the process is ended
   * @throws {EngineError} the engine reported an error, ended or did not answer in time
   */
  async ask<Q extends keyof Questions>(
    question: Q,
    details: Questions[Q],
    limit: number,
  ): Promise<Answers[Q]> {
    const line = JSON.stringify({ ask: question, ...details }) + "\n";
    await this.#input.write(new TextEncoder().encode(line)).catch(() => {}); // reported below
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#process.kill("SIGKILL");
    }, limit * 1000);
    try {
      for (;;) {
        const { value, done } = await this.#output.next();
        if (late) throw new EngineError(`no answer to "${question}" within ${limit} s`);
        if (done) throw new EngineError(`ended without an answer: ${this.#lastLines.join(" ")}`);
        if (!value.startsWith("{")) continue; // a message that a library prints
        const answer = JSON.parse(value);
        if (answer.error) throw new EngineError(answer.error);
        return answer;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process by closing its input. */
  async stop(): Promise<void> {
    await this.#input.close().catch(() => {});
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 5000);
    await this.#process.status;
    clearTimeout(timer);
    await this.#output.return(undefined);
  }

  /** Keeps the last lines, for the error message if the process ends. */
  async #listen(): Promise<void> {
    for await (const line of lines(this.#process.stderr)) {
      this.#lastLines = [...this.#lastLines, line].slice(-5);
    }
  }
}
