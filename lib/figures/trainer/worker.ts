/** The program of the page's worker: trains what the page asks for, and tells it how it goes. */
import { useBackend } from "../../backend/mod.ts";
import { droppedImages, summaryOf, syntheticDigits, type TrainingData } from "./data.ts";
import type { Reply, Request } from "./protocol.ts";
import { Session } from "./session.ts";
import { buffersOf } from "./view.ts";

/** The part of a worker's global scope that is used here. */
const scope = globalThis as unknown as {
  postMessage(reply: Reply, transfer?: ArrayBuffer[]): void;
  onmessage: (event: { data: Request }) => void;
};

function tell(reply: Reply): void {
  scope.postMessage(reply, reply.type === "view" ? buffersOf(reply.view) : []);
}

let data: TrainingData = syntheticDigits();
let session: Session | undefined;
let running: Promise<void> = Promise.resolve();

const handlers: { [T in Request["type"]]: (request: Request & { type: T }) => void } = {
  start({ settings, running: now }) {
    const next = new Session(settings, data, now, tell);
    session?.end();
    session = next;
    running = running.then(() => next.run())
      .catch((error) => tell({ type: "ended", message: messageOf(error) }));
  },
  data({ files }) {
    data = files.length > 0 ? droppedImages(files) : syntheticDigits();
    tell({ type: "data", data: summaryOf(data) });
  },
  resume: () => session?.resume(),
  pause: () => session?.pause(),
  step: () => session?.step(),
  rate: ({ learningRate }) => session?.setLearningRate(learningRate),
};

function refuse(error: unknown): void {
  tell({ type: "refused", message: messageOf(error) });
}

const messageOf = (error: unknown) => error instanceof Error ? error.message : String(error);

/** Chooses the backend, then listens; the page asks for nothing before it is told that this is done. */
async function listen(): Promise<void> {
  const { name, simd, threads, note } = await useBackend({ prefer: "wasm" });
  scope.onmessage = ({ data: request }) => {
    try {
      handlers[request.type](request as never);
    } catch (error) {
      refuse(error);
    }
  };
  tell({ type: "ready", name: simd === "none" ? name : simd, threads, note });
  tell({ type: "data", data: summaryOf(data) });
}

listen().catch(refuse);
