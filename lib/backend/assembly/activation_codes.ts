// The activations that a matrix product or a convolution can apply to its own result, by code. This
// file is both AssemblyScript and TypeScript: kernels.wasm and its callers share these constants.
export const LINEAR = 0;
export const RELU = 1;
export const SIGMOID = 2;
export const TANH = 3;
export const ELU = 4;
export const LEAKY_RELU = 5;
export const SOFTPLUS = 6;
export const GELU = 7;
export const SELU = 8;
export const RELU6 = 9;
