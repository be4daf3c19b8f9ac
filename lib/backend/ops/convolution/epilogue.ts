/** What follows a convolution, computed while its output is still in the cache. */
export interface Epilogue {
  /** address of one number per output channel, or 0 */
  bias: number;
  relu: boolean;
}
