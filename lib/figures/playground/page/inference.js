// Runs a network in the page, step by step, on the [h, w, c] array of one image. The library also
// runs this file, to measure the effect of quantized weights.

/**
 * @typedef {{
 *   type: keyof typeof layers,
 *   input: number[],
 *   output: number[],
 *   activation?: string,
 *   kernel?: Float32Array,
 *   bias?: Float32Array,
 *   scale?: Float32Array,
 *   shift?: Float32Array,
 *   size?: number,
 *   stride?: number,
 *   top?: number,
 *   left?: number,
 * }} Step
 */

/**
 * Passes one image or code through the steps.
 * @param {Step[]} steps
 * @param {Float32Array} values
 * @returns {Float32Array}
 */
export function run(steps, values) {
  return steps.reduce((x, step) => activated(step.activation, layers[step.type](x, step)), values);
}

/** @satisfies {Record<string, (x: Float32Array, step: any) => Float32Array>} */
const layers = {
  // y[f] = b[f] + Σ_c x[c] · K[c, f]
  dense(x, { kernel, bias }) {
    const f = bias.length;
    const y = Float32Array.from(bias);
    for (let c = 0; c < x.length; c++) {
      if (x[c] === 0) continue;
      for (let j = 0; j < f; j++) y[j] += x[c] * kernel[c * f + j];
    }
    return y;
  },

  // y[i, j, f] = b[f] + Σ_{u,v,c} x[i·s+u−top, j·s+v−left, c] · K[u, v, c, f]
  convolution(x, { kernel, bias, input, output, size, stride, top, left }) {
    const [h, w, c] = input, [oh, ow, f] = output;
    const y = new Float32Array(oh * ow * f);
    for (let i = 0; i < oh; i++) {
      for (let j = 0; j < ow; j++) {
        const to = (i * ow + j) * f;
        y.set(bias, to);
        for (let u = 0; u < size; u++) {
          const row = i * stride + u - top;
          if (row < 0 || row >= h) continue;
          for (let v = 0; v < size; v++) {
            const column = j * stride + v - left;
            if (column < 0 || column >= w) continue;
            const from = (row * w + column) * c;
            for (let k = 0; k < c; k++) {
              const value = x[from + k];
              if (value === 0) continue;
              const at = ((u * size + v) * c + k) * f;
              for (let g = 0; g < f; g++) y[to + g] += value * kernel[at + g];
            }
          }
        }
      }
    }
    return y;
  },

  // y[i·s+u−top, j·s+v−left, f] += x[i, j, c] · K[u, v, f, c]
  transposedConvolution(x, { kernel, bias, input, output, size, stride, top, left }) {
    const [h, w, c] = input, [oh, ow, f] = output;
    const y = new Float32Array(oh * ow * f);
    for (let i = 0; i < oh * ow; i++) y.set(bias, i * f);
    for (let i = 0; i < h; i++) {
      for (let j = 0; j < w; j++) {
        const from = (i * w + j) * c;
        for (let u = 0; u < size; u++) {
          const row = i * stride + u - top;
          if (row < 0 || row >= oh) continue;
          for (let v = 0; v < size; v++) {
            const column = j * stride + v - left;
            if (column < 0 || column >= ow) continue;
            const to = (row * ow + column) * f;
            for (let g = 0; g < f; g++) {
              const at = ((u * size + v) * f + g) * c;
              let sum = 0;
              for (let k = 0; k < c; k++) sum += x[from + k] * kernel[at + k];
              y[to + g] += sum;
            }
          }
        }
      }
    }
    return y;
  },

  maxPooling(x, { input, output, size }) {
    const [, w, c] = input, [oh, ow] = output;
    const y = new Float32Array(oh * ow * c).fill(-Infinity);
    for (let i = 0; i < oh * size; i++) {
      for (let j = 0; j < ow * size; j++) {
        const to = (Math.floor(i / size) * ow + Math.floor(j / size)) * c;
        for (let k = 0; k < c; k++) y[to + k] = Math.max(y[to + k], x[(i * w + j) * c + k]);
      }
    }
    return y;
  },

  upSampling(x, { input, output, size }) {
    const [, w, c] = input, [oh, ow] = output;
    const y = new Float32Array(oh * ow * c);
    for (let i = 0; i < oh; i++) {
      for (let j = 0; j < ow; j++) {
        const from = (Math.floor(i / size) * w + Math.floor(j / size)) * c;
        for (let k = 0; k < c; k++) y[(i * ow + j) * c + k] = x[from + k];
      }
    }
    return y;
  },

  globalAveragePooling(x, { input }) {
    const [h, w, c] = input;
    const y = new Float32Array(c);
    for (let i = 0; i < x.length; i++) y[i % c] += x[i] / (h * w);
    return y;
  },

  zeroPadding(x, { input, output, top, left }) {
    const [h, w, c] = input, [oh, ow] = output;
    const y = new Float32Array(oh * ow * c);
    for (let i = 0; i < h; i++) {
      y.set(x.subarray(i * w * c, (i + 1) * w * c), ((i + top) * ow + left) * c);
    }
    return y;
  },

  cropping(x, { input, output, top, left }) {
    const [, w, c] = input, [oh, ow] = output;
    const y = new Float32Array(oh * ow * c);
    for (let i = 0; i < oh; i++) {
      const from = ((i + top) * w + left) * c;
      y.set(x.subarray(from, from + ow * c), i * ow * c);
    }
    return y;
  },

  // y = scale[c] · x + shift[c]
  normalization(x, { scale, shift }) {
    return x.map((value, i) => value * scale[i % scale.length] + shift[i % shift.length]);
  },

  activation(x) {
    return x;
  },
};

/** @type {Record<string, (x: number) => number>} */
const activations = {
  relu: (x) => Math.max(0, x),
  leakyRelu: (x) => x < 0 ? 0.01 * x : x,
  elu: (x) => x < 0 ? Math.expm1(x) : x,
  selu: (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x),
  gelu: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
  swish: (x) => x / (1 + Math.exp(-x)),
  mish: (x) => x * Math.tanh(softplus(x)),
  softplus,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
};

/** The activations of a step other than "linear". */
export const activationNames = Object.keys(activations);

/**
 * @param {string | undefined} name
 * @param {Float32Array} x
 */
function activated(name, x) {
  return name && name !== "linear" ? x.map(activations[name]) : x;
}

/** @param {number} x */
function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * Abramowitz & Stegun 7.1.26, accurate to 1.5e-7; tfjs uses the same.
 * @param {number} x
 */
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const sum = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t +
    0.254829592) * t;
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}

/**
 * The pixels that a decoder makes of a code, in 0–1.
 * @param {Float32Array} code
 */
export function pixelsOf(decoder, code) {
  return run(decoder, code).map((value) => Math.max(0, Math.min(1, value)));
}

/**
 * The mean squared error between two images.
 * @param {Float32Array} a
 * @param {Float32Array} b
 */
export function meanSquaredError(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum / a.length;
}
