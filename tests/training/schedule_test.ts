import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fit } from "@autoencoders";
import { Schedule } from "../../lib/training/optimizers/schedule.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

const close = (got: number, wanted: number) =>
  ok(Math.abs(got - wanted) < 1e-12, `${got}, not ${wanted}`);

Deno.test("a constant schedule keeps its rate, after a warm-up that climbs to it", () => {
  const plain = new Schedule("constant", 0.1, 10, 4);
  deepStrictEqual([0, 5, 39].map((step) => plain.rate(step)), [0.1, 0.1, 0.1]);
  const warm = new Schedule({ kind: "constant", warmUpEpochs: 0.5 }, 0.1, 10, 4);
  [0.02, 0.04, 0.06, 0.08, 0.1, 0.1].forEach((rate, step) => close(warm.rate(step), rate));
});

Deno.test("a cosine schedule falls from the rate to its floor along half a wave", () => {
  const cosine = new Schedule("cosine", 2, 10, 10);
  close(cosine.rate(0), 2);
  close(cosine.rate(50), 1);
  close(cosine.rate(25), 1 + Math.SQRT1_2);
  ok(cosine.rate(99) > 0 && cosine.rate(99) < 0.001);
  const warm = new Schedule({ kind: "cosine", warmUpEpochs: 2, floor: 0.1 }, 2, 10, 10);
  close(warm.rate(9), 1);
  close(warm.rate(20), 2);
  close(warm.rate(60), 0.2 + 1.8 / 2);
  close(warm.rate(100), 0.2);
});

Deno.test("a warm-up may take the whole run, and reaches the rate with its last step", async () => {
  const schedule = { kind: "cosine", warmUpEpochs: 2 } as const;
  close(new Schedule(schedule, 0.1, 10, 2).rate(19), 0.1);
  const model = tiny();
  const { last } = await fit(model, crosses(8, 1), { epochs: 2, seed: 1, schedule });
  close(last!.learningRate, 1e-3);
  model.dispose();
});

Deno.test("a plateau schedule halves the rate when the loss stays, down to its minimum", () => {
  const plateau = new Schedule({ kind: "plateau", patience: 2, minimum: 0.3 }, 1, 1, 20);
  const rates = [5, 4, 4, 4.5, 3, 3, 3, 3, 3, 3, 3].map((loss) => {
    plateau.epoch(loss);
    return plateau.rate(0);
  });
  deepStrictEqual(rates, [1, 1, 1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3, 0.3]);
});

Deno.test("fit() follows its schedule and records the rate of each epoch's last batch", async () => {
  const model = tiny();
  const history = await fit(model, crosses(32, 1), {
    epochs: 4,
    batchSize: 8,
    seed: 1,
    learningRate: 0.01,
    schedule: "cosine",
  });
  history.records.forEach(({ learningRate }, i) =>
    close(learningRate, 0.01 * (1 + Math.cos(Math.PI * (4 * i + 3) / 16)) / 2)
  );
  strictEqual(history.frame().getColumn("learningRate").length, 4);
  model.dispose();
});
