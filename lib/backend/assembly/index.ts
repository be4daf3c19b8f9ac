// Everything that kernels.wasm exports.
export * from "./convolution/one_channel.ts";
export * from "./convolution/windows.ts";
export * from "./convolution/winograd.ts";
export * from "./convolution/winograd_small.ts";
export * from "./elementwise/activation.ts";
export * from "./elementwise/activation_gradient.ts";
export * from "./elementwise/binary.ts";
export * from "./elementwise/unary.ts";
export * from "./images/pooling.ts";
export * from "./images/pooling_gradient.ts";
export * from "./images/resize.ts";
export * from "./loss.ts";
export * from "./matmul/gemm.ts";
export * from "./movement.ts";
export * from "./normalization.ts";
export * from "./optimizers.ts";
export * from "./reduction.ts";
