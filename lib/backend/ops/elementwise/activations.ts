import {
  ELU,
  GELU,
  LEAKY_RELU,
  RELU,
  RELU6,
  SELU,
  SIGMOID,
  SOFTPLUS,
  TANH,
} from "../../assembly/activation_codes.ts";

/** An activation that a product or a convolution can apply to its own result. */
export interface Activation {
  /** also the beginning of its gradient jobs' names */
  name: string;
  /** its number in assembly/activation.ts */
  number: number;
  /** what its gradient is written in: its output, or (where that cannot be inverted) its input */
  saves: "output" | "input";
}

/** All but "linear", which has no gradient of its own. */
export const activations: Activation[] = [
  { name: "relu", number: RELU, saves: "output" },
  { name: "sigmoid", number: SIGMOID, saves: "output" },
  { name: "tanh", number: TANH, saves: "output" },
  { name: "elu", number: ELU, saves: "output" },
  { name: "leakyRelu", number: LEAKY_RELU, saves: "output" },
  { name: "softplus", number: SOFTPLUS, saves: "input" },
  { name: "gelu", number: GELU, saves: "input" },
  { name: "selu", number: SELU, saves: "output" },
  { name: "relu6", number: RELU6, saves: "output" },
];

/** The activation of that name as tfjs spells it in its kernels and layers; undefined: not ours. */
export function activationNamed(name: string): Activation | undefined {
  const sought = name === "leakyrelu" ? "leakyRelu" : name;
  return activations.find((activation) => activation.name === sought);
}
