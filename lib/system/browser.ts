/**
 * The parts of Deno that the library uses, for browsers: they have no files, no signals and no
 * environment variables.
 *
 * @module
 */
const refuse = (name: string) => (): never => {
  throw new TypeError(`Deno.${name} needs Deno or Node: a browser has no files and processes`);
};

const show = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value) : String(value);

const system: Record<string, unknown> = {
  build: { os: "browser" },
  version: { deno: "none" },
  env: { get: () => undefined },
  errors: {
    AlreadyExists: class AlreadyExists extends Error {},
    NotADirectory: class NotADirectory extends Error {},
    NotCapable: class NotCapable extends Error {},
    NotFound: class NotFound extends Error {},
  },
  inspect: show,
  stderr: {
    isTerminal: () => false,
    writeSync: (text: Uint8Array) => console.info(new TextDecoder().decode(text).trimEnd()),
  },
  addSignalListener() {},
  removeSignalListener() {},
};

const theSystem = new Proxy(system, {
  get: (known, name) => known[name as string] ?? refuse(String(name)),
}) as unknown as typeof globalThis.Deno;
export { theSystem as Deno };
