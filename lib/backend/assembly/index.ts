// All that kernels.wasm exports, a file for each family of kernels.
export * from "./gemm";
export * from "./product";
