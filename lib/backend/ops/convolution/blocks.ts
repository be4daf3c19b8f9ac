/**
 * OpenBLAS computes products of at most this many multiplications without packing its operands,
 * which for the products of a convolution is faster by a third.
 */
export const SMALL_PRODUCT = 1e6;

/** Products of fewer rows do not fill the registers of AVX-512. */
export const MINIMUM_ROWS = 16;
