import defer * as module from "nodejs-polars";

/**
 * Polars, which is loaded when it is first used: it is a native library, which needs permissions that
 * training and coding images do not.
 */
export function polars(): typeof module.default {
  return module.default;
}
