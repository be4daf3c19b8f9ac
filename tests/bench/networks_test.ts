import { strictEqual } from "node:assert/strict";
import { buildAutoencoder } from "@autoencoders";
import { layersModel } from "../../bench/engines/layers.ts";
import { specOf } from "../../bench/engines/spec.ts";
import { networkNames, networks, parameterCount } from "../../bench/networks.ts";

Deno.test("the networks have the parameters that their publications give", () => {
  strictEqual(parameterCount(networks.dense), 1_141_296);
  strictEqual(parameterCount(networks.plain), 784 * 32 + 32 + 32 * 784 + 784);
  strictEqual(parameterCount(networks.conv64), 62_905);
  strictEqual(parameterCount(networks.emnist1), 1_037_601);
});

for (const name of networkNames) {
  Deno.test(`${name} is one network for our models and for stock tfjs`, () => {
    const ours = buildAutoencoder(specOf(networks[name]), 1);
    const stock = layersModel(networks[name]);
    const shapes = (weights: { shape: number[] }[]) => weights.map(({ shape }) => shape.join("×"));
    strictEqual(ours.countParams(), parameterCount(networks[name]));
    strictEqual(stock.countParams(), parameterCount(networks[name]));
    strictEqual(
      shapes(ours.logits.getWeights()).join(),
      shapes(stock.getWeights()).join(),
    );
    ours.dispose();
    stock.dispose();
  });
}
