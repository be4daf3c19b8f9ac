/** An activation that a product or a convolution can apply to its own result. */
export interface Activation {
  /** also the beginning of its gradient jobs' names */
  name: string;
  /** its number in assembly/activation.ts */
  number: number;
  /** what its gradient is written in: its output, or (where that cannot be inverted) its input */
  saves: "output" | "input";
}

/** All but "linear", which is number 0 and has no gradient of its own. */
export const activations: Activation[] = [
  { name: "relu", number: 1, saves: "output" },
  { name: "sigmoid", number: 2, saves: "output" },
  { name: "tanh", number: 3, saves: "output" },
  { name: "elu", number: 4, saves: "output" },
  { name: "leakyRelu", number: 5, saves: "output" },
  { name: "softplus", number: 6, saves: "input" },
  { name: "gelu", number: 7, saves: "input" },
  { name: "selu", number: 8, saves: "output" },
  { name: "relu6", number: 9, saves: "output" },
];

/** The activation of that name as tfjs spells it in its kernels and layers; undefined: not ours. */
export function activationNamed(name: string): Activation | undefined {
  const sought = name === "leakyrelu" ? "leakyRelu" : name;
  return activations.find((activation) => activation.name === sought);
}
