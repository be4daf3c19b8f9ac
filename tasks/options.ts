import { parseArgs, type ParseArgsConfig } from "node:util";
import { requireInteger } from "../lib/require.ts";
import { TaskError } from "./project.ts";

/**
 * Reads the arguments of a command as `parseArgs` does. None may be empty, as it is if a shell variable
 * is not set: it would mean "all", "here" or nothing.
 *
 * @param read makes the command's options of what was parsed, and refuses what is wrong in its own words
 * @throws {RangeError} an argument is empty, or an option that has one value is given twice
 * @throws {TypeError} an option is unknown or lacks its value
 */
export function readArguments<T extends ParseArgsConfig, Options>(
  config: T,
  read: (parsed: ReturnType<typeof parseArgs<T>>) => Options,
): Options {
  const { tokens } = parseArgs({ ...config, tokens: true });
  const options = read(parseArgs(config)), seen = new Set<string>();
  for (const token of tokens!) {
    if (token.kind === "option-terminator") continue;
    const name = token.kind === "option" ? token.rawName : "an argument";
    if (token.value?.trim() === "") {
      throw new RangeError(`${name} must not be empty, got "${token.value}"`);
    }
    if (token.kind === "positional" || config.options?.[token.name]?.multiple) continue;
    if (seen.has(token.name)) throw new RangeError(`${name} must be given once, got it twice`);
    seen.add(token.name);
  }
  return options;
}

/** @throws {TaskError} the arguments are wrong: the message of `read`, and the usage */
export function withUsage<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new TaskError(`${(error as Error).message}\n${usage}`);
  }
}

/**
 * The integer that an option of a command is set to, in decimal digits.
 *
 * @param name of the option, with its dashes
 * @throws {RangeError} the text is not an integer in `least`–`most`
 */
export function integerOption(name: string, text: string, least = 1, most?: number): number {
  const number = /^\s*[-+]?\d*\.?\d+\s*$/.test(text);
  const value = number ? Number(text) : text;
  requireInteger(name, value, least, most);
  return value;
}

/** @throws {TaskError} a task that has no arguments was given one */
export function refuseArguments(task: string, args: string[] = Deno.args): void {
  if (args.length === 0) return;
  throw new TaskError(`deno task ${task} has no arguments, got "${args.join('" "')}"`);
}
