import * as codes from "../../assembly/activation_codes.ts";

/** An activation that a matrix product or a convolution can apply to its own result. */
export interface Activation {
  /** also the beginning of the names of its gradient jobs */
  name: string;
  code: number;
  /** what its gradient is a function of: its output or, if it cannot be inverted, its input */
  saves: "output" | "input";
}

/** All activations but "linear", which has no gradient of its own. */
export const activations: Activation[] = [
  { name: "relu", code: codes.RELU, saves: "output" },
  { name: "sigmoid", code: codes.SIGMOID, saves: "output" },
  { name: "tanh", code: codes.TANH, saves: "output" },
  { name: "elu", code: codes.ELU, saves: "output" },
  { name: "leakyRelu", code: codes.LEAKY_RELU, saves: "output" },
  { name: "softplus", code: codes.SOFTPLUS, saves: "input" },
  { name: "gelu", code: codes.GELU, saves: "input" },
  { name: "selu", code: codes.SELU, saves: "output" },
  { name: "relu6", code: codes.RELU6, saves: "output" },
];

/**
 * The activation of that name, as tfjs spells it in kernels and layers; undefined if there is none.
 */
export function activationNamed(name: string): Activation | undefined {
  const spelled = name === "leakyrelu" ? "leakyRelu" : name;
  return activations.find((activation) => activation.name === spelled);
}
