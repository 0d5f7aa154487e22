// SPDX-License-Identifier: Apache-2.0
// pointwise_convolutions [RUNS [BATCH [COLD_MIB]]]: the times of ResNeXt-101 32x8d's 1x1
// convolutions of 8-bit numbers, by this project's kernels and by oneDNN, on one thread. Each
// convolution is run in turn with the others of its shape, on data of its own, so that weights come
// from the cache where they fit. With COLD_MIB (0), so much other memory is read before each run,
// so that they don't. Prints the best of RUNS (20) in ms of CPU time, and billions of operations a
// second, an addition and a multiplication being two.
#include <omp.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dnnl.hpp>
#include <functional>
#include <memory>
#include <new>
#include <numeric>
#include <string>
#include <vector>

#include "kernels/dot_pointwise.h"

namespace {

using dnnl::memory;
using resnext::DotIsa;
using resnext::DotPointwise;
using resnext::DType;
using DataType = memory::data_type;

/// One way to compute a convolution.
struct Candidate {
  std::string name;
  std::function<void()> run;
  double seconds = 0;
};

/// Returns the calling thread's CPU time: other programs may be running.
double now() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

int out_size(const DotPointwise& shape) { return (shape.in_size - 1) / shape.stride + 1; }

/// Memory full of zeros, 64-byte aligned.
std::shared_ptr<std::byte> zeros(std::size_t bytes) {
  auto* const data = static_cast<std::byte*>(::operator new (bytes, std::align_val_t{64}));
  std::memset(data, 0, bytes);
  return {data, [](std::byte* used) { ::operator delete (used, std::align_val_t{64}); }};
}

std::size_t elements(int batch, int size, int channels) {
  return static_cast<std::size_t>(batch) * static_cast<std::size_t>(size * size) *
         static_cast<std::size_t>(channels);
}

/// A kernel of this project with its data.
Candidate custom(const resnext::DotPointwiseKernel& kernel, const DotPointwise& shape) {
  const auto source = zeros(elements(shape.batch, shape.in_size, shape.in_channels));
  const auto weights = zeros(resnext::dot_pointwise_weights_size(kernel.layout, shape));
  const auto numbers = zeros(static_cast<std::size_t>(shape.out_channels) * sizeof(float));
  const auto destination = zeros(elements(shape.batch, out_size(shape), shape.out_channels));
  const auto scratch = zeros(kernel.scratch_bytes(shape));
  return {kernel.name, [&kernel, shape, source, weights, numbers, destination, scratch] {
            const auto* const floats = reinterpret_cast<const float*>(numbers.get());
            kernel.run(shape,
                       {source.get(), weights.get(), floats, floats, 0.5F, destination.get(),
                        scratch.get()},
                       0, kernel.units(shape));
          }};
}

/// oneDNN's convolution in the layouts it prefers.
Candidate onednn(const DotPointwise& shape, const dnnl::engine& engine, dnnl::stream& stream) {
  constexpr auto kAny = memory::format_tag::any;
  const int out = out_size(shape);
  const int end = (out - 1) * shape.stride + 1 - shape.in_size;
  const dnnl::convolution_forward::desc desc(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
      memory::desc({shape.batch, shape.in_channels, shape.in_size, shape.in_size}, DataType::u8,
                   kAny),
      memory::desc({shape.out_channels, shape.in_channels, 1, 1}, DataType::s8, kAny),
      memory::desc({shape.out_channels}, DataType::f32, memory::format_tag::x),
      memory::desc({shape.batch, shape.out_channels, out, out}, DataType::u8, kAny),
      {shape.stride, shape.stride}, {0, 0}, {end, end});
  dnnl::primitive_attr attributes;
  dnnl::post_ops operations;
  if (shape.residual != DType::kF32) {
    operations.append_sum(0.5F, 0, DataType::u8);
  }
  operations.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  attributes.set_post_ops(operations);
  attributes.set_output_scales(
      1 << 1, std::vector<float>(static_cast<std::size_t>(shape.out_channels), 0.01F));
  const dnnl::convolution_forward::primitive_desc chosen(desc, attributes, engine);
  const auto memory_for = [&engine](const memory::desc& layout) {
    memory result(layout, engine);
    std::memset(result.get_data_handle(), 0, layout.get_size());
    return result;
  };
  const std::unordered_map<int, memory> arguments = {
      {DNNL_ARG_SRC, memory_for(chosen.src_desc())},
      {DNNL_ARG_WEIGHTS, memory_for(chosen.weights_desc())},
      {DNNL_ARG_BIAS, memory_for(chosen.bias_desc())},
      {DNNL_ARG_DST, memory_for(chosen.dst_desc())}};
  const dnnl::convolution_forward convolution(chosen);
  return {chosen.impl_info_str(), [convolution, arguments, &stream] {
            convolution.execute(stream, arguments);
            stream.wait();
          }};
}

std::vector<Candidate> candidates(const DotPointwise& shape, const dnnl::engine& engine,
                                  dnnl::stream& stream) {
  std::vector<Candidate> all = {onednn(shape, engine, stream)};
  for (const DotIsa isa : resnext::kDotIsas) {
    const resnext::DotPointwiseKernel* const kernel = resnext::dot_pointwise_kernel(isa);
    if (kernel != nullptr && isa != DotIsa::kReference) {
      all.push_back(custom(*kernel, shape));
    }
  }
  return all;
}

void measure(std::vector<Candidate>& all, int runs, const std::vector<int>& other) {
  volatile int kept = 0;
  for (int run = -1; run < runs; ++run) {
    for (Candidate& candidate : all) {
      kept = std::accumulate(other.begin(), other.end(), 0);
      const double start = now();
      candidate.run();
      const double seconds = now() - start;
      candidate.seconds = run <= 0 ? seconds : std::min(candidate.seconds, seconds);
    }
  }
  static_cast<void>(kept);
}

void report(const DotPointwise& shape, const std::vector<Candidate>& all) {
  const double outputs =
      static_cast<double>(elements(shape.batch, out_size(shape), shape.out_channels));
  std::printf("| %d | %d to %d | %d | %d | %s |", shape.batch, shape.in_channels,
              shape.out_channels, shape.in_size, shape.stride,
              shape.residual == DType::kF32 ? "" : "yes");
  for (const Candidate& candidate : all) {
    std::printf(" %.3f (%.0f) |", candidate.seconds * 1e3,
                2 * outputs * shape.in_channels / candidate.seconds / 1e9);
  }
  std::printf("\n");
  std::fflush(stdout);
}

/// Returns the network's 1x1 convolutions, each once.
std::vector<DotPointwise> shapes(int batch) {
  std::vector<DotPointwise> result;
  for (int stage = 0; stage < 4; ++stage) {
    const int width = 256 << stage;
    const int size = 56 >> stage;
    const int before = stage == 0 ? 64 : width / 2;
    const int size_before = stage == 0 ? size : 2 * size;
    const int stride = stage == 0 ? 1 : 2;
    const auto add = [&](int in, int in_size, int by, DType residual) {
      result.push_back({batch, in, width, in_size, by, true, residual, DType::kU8});
    };
    add(before, size_before, 1, DType::kF32);  // to the first block's 3x3 convolution
    if (stage > 0) {
      add(before, size_before, stride, DType::kF32);  // its shortcut
    }
    add(width, size, 1, DType::kF32);  // to another block's
    add(width, size, 1, DType::kU8);   // from it
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  const auto argument = [&](int index, int otherwise) {
    return argc > index ? std::max(0, std::atoi(argv[index])) : otherwise;
  };
  const std::vector<int> other(static_cast<std::size_t>(argument(3, 0)) << 18, 1);
  omp_set_num_threads(1);
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  bool first = true;
  for (const DotPointwise& shape : shapes(std::max(1, argument(2, 1)))) {
    std::vector<Candidate> all = candidates(shape, engine, stream);
    if (first) {
      std::printf("| batch | channels | pixels | stride | sum |");
      for (const Candidate& candidate : all) {
        std::printf(" %s |", candidate.name.c_str());
      }
      std::printf("\n");
      first = false;
    }
    measure(all, std::max(1, argument(1, 20)), other);
    report(shape, all);
  }
}
