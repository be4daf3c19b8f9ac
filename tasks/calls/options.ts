import { integerOption } from "../options.ts";
import type { CallOptions } from "./run_calls.ts";

/** The options with which a command says where its calls run. */
export const callOptions = {
  processes: { type: "string" },
  dask: { type: "string" },
  list: { type: "boolean", default: false },
} as const;

/** @throws {RangeError} an option is wrong, or two exclude each other */
export function readCallOptions(
  { processes, dask, list }: { processes?: string; dask?: string; list: boolean },
): CallOptions & { list: boolean } {
  const given = Object.entries({ processes, dask, list }).filter(([, value]) => value);
  if (given.length > 1) {
    const [[first], [second]] = given;
    throw new RangeError(`--${first} and --${second} exclude each other`);
  }
  if (dask !== undefined && !/^(tcp|tls|ws|wss|ucx):\/\/\S+$/.test(dask)) {
    throw new RangeError(
      `--dask must be the address of a scheduler, such as tcp://127.0.0.1:8786, got "${dask}"`,
    );
  }
  return {
    processes: processes === undefined
      ? navigator.hardwareConcurrency
      : integerOption("--processes", processes, 1, 1024),
    dask,
    list,
  };
}
