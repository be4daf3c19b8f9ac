// The peak performance of this machine: multiplications with additions in registers, and moving numbers.
// bench/native.ts compiles it for the machine it runs on.
#include <stddef.h>
#include <time.h>

#define WIDTH 16
typedef float vector __attribute__((vector_size(4 * WIDTH), aligned(4)));

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

// 16 independent sums in registers hide the latency of four cycles on two pipelines.
#define SUMS 16

double fma_gflops(double seconds) {
  vector sum[SUMS];
  for (int i = 0; i < SUMS; i++) sum[i] = (vector){0} + (float)i;
  vector a = (vector){0} + 0.999f, b = (vector){0} + 1e-3f;
  double start = now(), elapsed, loops = 0;
  do {
    for (int loop = 0; loop < 1 << 16; loop++) {
      for (int i = 0; i < SUMS; i++) sum[i] = sum[i] * a + b;
      __asm__ volatile("" : "+x"(a));
    }
    loops += 1 << 16;
  } while ((elapsed = now() - start) < seconds);
  volatile float keep = 0;
  for (int i = 0; i < SUMS; i++) keep += sum[i][0];
  return loops * SUMS * WIDTH * 2 / elapsed / 1e9;
}

// c[i] = a[i] + 3 b[i]: 12 bytes per number, as in most kernels between the products.
double triad_gbytes(float *a, float *b, float *c, size_t n, double seconds) {
  double start = now(), elapsed, bytes = 0;
  do {
    for (size_t i = 0; i + WIDTH <= n; i += WIDTH)
      *(vector *)(c + i) = *(vector *)(a + i) + 3 * *(vector *)(b + i);
    __asm__ volatile("" ::: "memory");
    bytes += 12.0 * n;
  } while ((elapsed = now() - start) < seconds);
  return bytes / elapsed / 1e9;
}
