/**
 * The program of a process of `runTrials`: trains what it is sent, until the process that has started it
 * lets it go or ends.
 *
 * @module
 */
import process from "node:process";
import { useBackend } from "../backend/mod.ts";
import { plannedOf, replyOf, type TrialReply, type TrialRequest } from "./messages.ts";
import { trainTrial } from "./trial.ts";

async function answer(request: TrialRequest): Promise<TrialReply> {
  try {
    await useBackend(request.backend);
    const trial = await trainTrial(plannedOf(request));
    return trial ? replyOf(trial) : { interrupted: true };
  } catch (error) {
    const { name, message } = error as Error;
    return { name, error: message };
  }
}

// Only a process that was forked can send.
if (process.send) {
  const send = process.send.bind(process);
  process.on("message", async (request) => send(await answer(request as TrialRequest)));
  process.on("disconnect", () => process.exit());
}
