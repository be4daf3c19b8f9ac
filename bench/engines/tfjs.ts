// Stock tfjs: `deno run -A bench/engines/tfjs.ts wasm` or `cpu`.
import * as tf from "@tensorflow/tfjs";
import { batches } from "./material.ts";
import type { Build } from "./protocol.ts";
import type { Network } from "../networks.ts";
import { layersModel, setWeights } from "./layers.ts";
import { serve, type Trainer } from "./serve.ts";

const name = Deno.args[0];
if (name === "wasm") await import("npm:@tensorflow/tfjs-backend-wasm@4.22.0");
else if (name !== "cpu") throw new RangeError(`the backend must be wasm or cpu, got ${name}`);

async function build(request: Build): Promise<Trainer> {
  const { network, images, weights, patience } = request;
  await tf.setBackend(name);
  const model = layersModel(network);
  setWeights(model, weights);
  refuseTheHopeless(model, network, patience);

  const shape = [network.batch, ...network.input];
  const pixels = Deno.readFileSync(images);
  const size = pixels.length / batches;
  const xs = Array.from(
    { length: batches },
    (_, i) => tf.tensor(Float32Array.from(pixels.subarray(i * size, (i + 1) * size)), shape),
  );
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-7);
  let steps = 0;
  const step = () => {
    const x = xs[steps++ % batches];
    const loss = optimizer.minimize(() => lossOf(model, network, x), true)!;
    const [value] = loss.dataSync();
    loss.dispose();
    return value;
  };
  const train = (enough: (losses: number[]) => boolean) => {
    const losses: number[] = [];
    do losses.push(step()); while (!enough(losses));
    return losses;
  };
  const note = name === "wasm" ? "one thread: its threaded build does not start under Deno" : "";
  return { train, parameters: model.countParams(), versions: { tfjs: tf.version.tfjs }, note };
}

function lossOf(model: tf.LayersModel, { loss }: Network, x: tf.Tensor): tf.Scalar {
  const y = model.apply(x, { training: true }) as tf.Tensor;
  return loss === "bce"
    ? tf.losses.sigmoidCrossEntropy(x, y) as tf.Scalar
    : tf.losses.meanSquaredError(x, y) as tf.Scalar;
}

/** Times the gradient of one image, and throws if a batch would take too long. */
function refuseTheHopeless(model: tf.LayersModel, network: Network, patience: number): void {
  const start = performance.now();
  tf.tidy(() => {
    const { value } = tf.variableGrads(() =>
      lossOf(model, network, tf.zeros([1, ...network.input]))
    );
    value.dataSync();
  });
  const image = (performance.now() - start) / 1000;
  const step = image * network.batch;
  if (step > patience) {
    throw new RangeError(
      `a step would take about ${step.toFixed(0)} s (one image took ${image.toFixed(1)} s)`,
    );
  }
}

await serve(build);
