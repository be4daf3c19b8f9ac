import { parseArgs, type ParseArgsConfig } from "node:util";
import { join } from "@std/path";
import { requireInteger, requireKnown } from "../lib/require.ts";
import { root, TaskError } from "./project.ts";

/**
 * Reads the arguments of a command as `parseArgs` does. None may be empty, as it is if a shell variable
 * is not set: it would mean "all", "here" or nothing.
 *
 * @param read makes the command's options of what was parsed, and refuses what is wrong in its own words
 * @throws {RangeError} an option is unknown, lacks its value or has one too many, or an argument is
 * empty or unexpected
 * @throws {HelpRequest} `--help` is among them
 */
export function readArguments<T extends ParseArgsConfig, Options>(
  config: T,
  read: (parsed: ReturnType<typeof parseArgs<T>>) => Options,
): Options {
  const { args = [], allowPositionals = false } = config, known = typedOptions(config);
  const lenient = { strict: false, allowPositionals: true, allowNegative: false };
  const { tokens } = parseArgs({ ...config, ...lenient, tokens: true });
  const given = new Map<string, (string | undefined)[]>();
  let ended = false;
  for (const token of tokens!) {
    if (token.kind === "option-terminator") ended = true;
    else if (token.kind === "option") {
      const [typed] = args[token.index].split("=");
      if (isHelp(typed)) throw new HelpRequest();
      requireOption(Object.hasOwn(known, token.rawName) ? token.rawName : typed, known);
      const option = known[token.rawName], values = [...given.get(option.name) ?? [], token.value];
      requireValue(token, option);
      requireOnce(token.rawName, values, option);
      given.set(option.name, values);
    } else {
      // A dash from a text processor is none of the shell's.
      if (!ended && /^[\u2010-\u2015\u2212]/.test(token.value)) requireOption(token.value, known);
      if (!allowPositionals) throw new RangeError(unexpected(token.value, known, ended));
    }
  }
  const parsed = read(parseArgs(config));
  for (const token of tokens!) {
    if (token.kind === "option-terminator" || token.value?.trim() !== "") continue;
    const name = token.kind === "option" ? token.rawName : "an argument";
    throw new RangeError(`${name} must not be empty, got "${token.value}"`);
  }
  return parsed;
}

/** An option, by the names with which it may be typed. */
interface KnownOption {
  name: string;
  type: "string" | "boolean";
  multiple: boolean;
}
type KnownOptions = Readonly<Record<string, KnownOption>>;

/** The options of a command; with `allowNegative` a switch that is on by default is turned off by `--no-…`. */
function typedOptions({ options = {}, allowNegative = false }: ParseArgsConfig): KnownOptions {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, { type, multiple = false, default: value }]) => {
      const typed = allowNegative && value === true ? [`--no-${name}`, `--${name}`] : [`--${name}`];
      return typed.map((each) => [each, { name, type, multiple }]);
    }),
  );
}

/** @throws {RangeError} there is no such option; the message has the nearest and the known ones */
function requireOption(typed: string, known: KnownOptions): void {
  if (Object.keys(known).length === 0) {
    throw new RangeError(`unknown option ${typed}: the command has no options`);
  }
  requireKnown<Record<string, unknown>>("the command line", { [typed]: true }, known);
}

/** @throws {RangeError} a switch has a value, or another option has none */
function requireValue(
  { rawName, value, inlineValue }: { rawName: string; value?: string; inlineValue?: boolean },
  { type }: KnownOption,
): void {
  if (type === "boolean" && value !== undefined) {
    throw new RangeError(`${rawName} has no value, got "${value}": write ${rawName} or omit it`);
  }
  if (type === "string" && (value === undefined || !inlineValue && value.startsWith("-"))) {
    throw new RangeError(
      `${rawName} must be followed by its value, got ${value ? `"${value}"` : "nothing"}; ` +
        `a value that begins with "-" is written ${rawName}=VALUE`,
    );
  }
}

/** @throws {RangeError} an option that has one value has several */
function requireOnce(
  rawName: string,
  values: readonly (string | undefined)[],
  { type, multiple }: KnownOption,
): void {
  if (multiple || values.length < 2) return;
  const got = type === "string" ? `got "${values.join('" and "')}"` : "not twice";
  throw new RangeError(`${rawName} must be given once, ${got}`);
}

function unexpected(argument: string, known: KnownOptions, ended: boolean): string {
  const names = Object.keys(known).join(", ");
  return `expected only options (${names}), got "${argument}"` +
    (ended && argument.startsWith("-") ? ' after "--", which ends the options: omit it' : "");
}

/** Whether an argument asks for the usage. */
export const isHelp = (argument: string) => argument === "--help" || argument === "-h";

/** `--help`: the usage is printed instead of an error. */
export class HelpRequest extends Error {
  override name = "HelpRequest";
}

/** Prints the usage of a task and what it does, as `deno task` lists it, and ends the program. */
function showHelp(usage: string): never {
  const [, name] = /^usage: deno task (\S+)/.exec(usage) ?? [];
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(root, "deno.json")));
  const description = tasks[name]?.description;
  console.log(description ? `${usage}\n\n${description}` : usage);
  Deno.exit(0);
}

/**
 * The options that `read` reads; for `--help` it prints the usage and ends the program.
 *
 * @throws {TaskError} the arguments are wrong: the message of `read`, and the usage
 */
export function withUsage<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof HelpRequest) showHelp(usage);
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

/**
 * The number that an option of a command is set to, in decimal digits.
 *
 * @param name of the option, with its dashes
 * @throws {RangeError} the text is not a number above 0
 */
export function positiveOption(name: string, text: string): number {
  const value = /^\s*\+?\d*\.?\d+\s*$/.test(text) ? Number(text) : NaN;
  if (value > 0 && Number.isFinite(value)) return value;
  throw new RangeError(`${name} must be a positive number, got "${text}"`);
}

/** @throws {TaskError} a command that has no arguments was given another one than `--help` */
export function refuseArguments(command: string, args: string[] = Deno.args): void {
  if (args.length === 0) return;
  if (args.some(isHelp)) showHelp(`usage: ${command}`);
  throw new TaskError(`${command} has no arguments, got "${args.join('" "')}"`);
}
