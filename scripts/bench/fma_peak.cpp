// SPDX-License-Identifier: Apache-2.0
/// The most f32 arithmetic that this machine does: independent fused multiply-adds in registers, on
/// all threads. What a kernel's GFLOP/s are held against.
///     build/release/bench/fma_peak [THREADS]
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr int kChains = 24;  // more than latency x units of any CPU
constexpr long kRounds = 2'000'000;

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

typedef float Four __attribute__((vector_size(16)));
typedef float Eight __attribute__((vector_size(32)));
typedef float Sixteen __attribute__((vector_size(64)));

/// Runs the chains; the sum keeps the compiler from leaving them out.
template <class Vector>
[[gnu::always_inline]] inline float chains(long rounds) {
  Vector sums[kChains];
  for (int i = 0; i < kChains; ++i) {
    sums[i] = Vector{} + static_cast<float>(i);  // equal chains would be computed once
  }
  const Vector factor = Vector{} + 0.5F;
  const Vector addend = Vector{} + 1.0F;
  for (long round = 0; round < rounds; ++round) {
#pragma GCC unroll 24
    for (int i = 0; i < kChains; ++i) {
      sums[i] = sums[i] * factor + addend;
    }
  }
  float total = 0;
  for (const Vector& sum : sums) {
    total += sum[0];
  }
  return total;
}

#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] float avx2(long rounds) { return chains<Eight>(rounds); }
[[gnu::target("avx512f")]] float avx512(long rounds) { return chains<Sixteen>(rounds); }
#else
float four(long rounds) { return chains<Four>(rounds); }
#endif

void measure(const char* name, float (*run)(long), int lanes, int threads) {
  double best = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const double start = seconds();
    float total = 0;
#pragma omp parallel num_threads(threads) reduction(+ : total)
    total += run(kRounds);
    const double rate = 2.0 * lanes * kChains * kRounds * threads / (seconds() - start) / 1e9;
    best = total > 0 ? std::max(best, rate) : best;
  }
  std::printf("%s: %.0f GFLOP/s with %d threads\n", name, best, threads);
}

}  // namespace

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : omp_get_num_procs();
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    measure("AVX2", &avx2, 8, threads);
  }
  if (__builtin_cpu_supports("avx512f")) {
    measure("AVX-512", &avx512, 16, threads);
  }
#else
  measure("vectors of 4", &four, 4, threads);
#endif
}
