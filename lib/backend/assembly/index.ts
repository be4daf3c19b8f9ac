// All that kernels.wasm exports, a file for each family of kernels.
export * from "./convolution_windows";
export * from "./gemm";
export * from "./product";
export * from "./winograd";
