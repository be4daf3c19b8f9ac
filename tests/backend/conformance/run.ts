/**
 * Runs the specs of tfjs-core on the backend that the environment selects, and prints how many
 * passed and which failed, as one line of JSON: `deno run -A run.ts specs.mjs`.
 *
 * @module
 */
import jasmineCore from "npm:jasmine-core@3.99.1";
import "npm:long@4.0.0";
import "npm:seedrandom@3.0.5";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/mod.ts";

/** What is printed. */
export interface SpecResults {
  backend: string;
  passed: number;
  pending: number;
  failures: { name: string; message: string }[];
}

interface Spec {
  status: "passed" | "failed" | "pending";
  fullName: string;
  failedExpectations: { message: string }[];
}

if (import.meta.main) {
  const { name } = await useBackend();
  const results: SpecResults = { backend: name, passed: 0, pending: 0, failures: [] };
  const jasmine = jasmineCore.boot(jasmineCore), env = jasmine.getEnv();
  Object.assign(globalThis, jasmineCore.interface(jasmine, env), { jasmine, specBackend: name });
  env.configure({ random: false });
  env.addReporter({
    specDone({ status, fullName, failedExpectations }: Spec) {
      if (status === "passed") results.passed++;
      else if (status === "pending") results.pending++;
      else {
        results.failures.push({ name: fullName, message: failedExpectations[0]?.message ?? "" });
      }
    },
    jasmineDone() {
      console.log(JSON.stringify(results));
      tf.engine().reset();
      Deno.exit(0);
    },
  });
  await import(Deno.args[0]);
  env.execute();
}
