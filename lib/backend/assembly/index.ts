// All that kernels.wasm exports, a file for each family of kernels.
export * from "./convolution_one";
export * from "./convolution_windows";
export * from "./gemm";
export * from "./pooling";
export * from "./pooling_gradient";
export * from "./resize";
export * from "./winograd";
export * from "./winograd_small";
export * from "./activation";
export * from "./binary";
export * from "./gradients";
export * from "./losses";
export * from "./movement";
export * from "./optimizers";
export * from "./sums";
export * from "./unary";
export * from "./normalization";
