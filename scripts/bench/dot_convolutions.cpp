// SPDX-License-Identifier: Apache-2.0
// dot_convolutions [RUNS]: the times of ResNeXt-101's grouped 3x3 convolutions of bfloat16 and
// 8-bit numbers, by this project's kernels and by oneDNN, for one image on one thread. Each
// convolution is run in turn with the others of its shape, on the same data, so that weights come
// from the cache where they fit. Prints the best of RUNS (20) in ms, and for this project's kernels
// billions of operations a second, an addition and a multiplication being two.
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dnnl.hpp>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "kernels/dot_convolution.h"

namespace {

using dnnl::memory;
using resnext::DotConvolution;
using resnext::DotIsa;
using resnext::DotTypes;
using DataType = memory::data_type;

constexpr int kGroups = 32;

/// One way to compute a convolution.
struct Candidate {
  std::string name;
  std::function<void()> run;
  double seconds = 0;
};

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int out_size(const DotConvolution& shape) { return (shape.in_size - 1) / shape.stride + 1; }

/// Memory full of small numbers of any type.
class Buffer {
 public:
  explicit Buffer(std::size_t bytes)
      : data_(static_cast<std::byte*>(::operator new (bytes, std::align_val_t{64})), &release) {
    std::memset(data_.get(), 0, bytes);
  }
  std::byte* data() const { return data_.get(); }
  template <typename Element>
  Element* as() const {
    return reinterpret_cast<Element*>(data_.get());
  }

 private:
  static void release(std::byte* data) { ::operator delete (data, std::align_val_t{64}); }
  std::unique_ptr<std::byte, void (*)(std::byte*)> data_;
};

/// A kernel of this project with its data.
Candidate custom(const resnext::DotKernel& kernel, const DotConvolution& shape) {
  const auto all = static_cast<std::size_t>(shape.groups * shape.channels);
  const auto pixels = static_cast<std::size_t>(shape.in_size * shape.in_size);
  const bool int8 = kernel.types == DotTypes::kInt8;
  const std::size_t element = int8 ? 1 : 2;
  auto buffers = std::make_shared<std::vector<Buffer>>();
  buffers->emplace_back(pixels * all * element);
  buffers->emplace_back(resnext::dot_weights_size(kernel.layout, shape) * element);
  buffers->emplace_back(all * sizeof(float));
  buffers->emplace_back(pixels * all * element);
  buffers->emplace_back(kernel.scratch_bytes(shape));
  const std::vector<Buffer>& b = *buffers;
  const resnext::DotArguments arguments = {b[0].data(),      b[1].data(), b[2].as<float>(),
                                           b[2].as<float>(), b[3].data(), b[4].data()};
  return {kernel.name, [&kernel, shape, arguments, buffers] {
            kernel.run(shape, arguments, 0, kernel.units(shape));
          }};
}

/// oneDNN's convolution with ReLU, in the layouts it prefers.
Candidate onednn(const DotConvolution& shape, DataType source, DataType weights,
                 const dnnl::engine& engine, dnnl::stream& stream) {
  constexpr auto kAny = memory::format_tag::any;
  const int all = shape.groups * shape.channels;
  const int out = out_size(shape);
  const int end = (out - 1) * shape.stride + 2 - shape.in_size;
  const dnnl::convolution_forward::desc desc(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
      memory::desc({1, all, shape.in_size, shape.in_size}, source, kAny),
      memory::desc({shape.groups, shape.channels, shape.channels, 3, 3}, weights, kAny),
      memory::desc({all}, DataType::f32, memory::format_tag::x),
      memory::desc({1, all, out, out}, source, kAny), {shape.stride, shape.stride}, {1, 1},
      {end, end});
  dnnl::primitive_attr attributes;
  dnnl::post_ops relu;
  relu.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  attributes.set_post_ops(relu);
  if (source == DataType::u8) {
    attributes.set_output_scales(1 << 1, std::vector<float>(static_cast<std::size_t>(all), 0.01F));
  }
  const dnnl::convolution_forward::primitive_desc chosen(desc, attributes, engine);
  const auto zeros = [&engine](const memory::desc& layout) {
    memory result(layout, engine);
    std::memset(result.get_data_handle(), 0, layout.get_size());
    return result;
  };
  const std::unordered_map<int, memory> arguments = {
      {DNNL_ARG_SRC, zeros(chosen.src_desc())},
      {DNNL_ARG_WEIGHTS, zeros(chosen.weights_desc())},
      {DNNL_ARG_BIAS, zeros(chosen.bias_desc())},
      {DNNL_ARG_DST, zeros(chosen.dst_desc())}};
  const dnnl::convolution_forward convolution(chosen);
  return {chosen.impl_info_str(), [convolution, arguments, &stream] {
            convolution.execute(stream, arguments);
            stream.wait();
          }};
}

std::vector<Candidate> candidates(DotConvolution shape, const dnnl::engine& engine,
                                  dnnl::stream& stream) {
  std::vector<Candidate> all = {onednn(shape, DataType::f32, DataType::f32, engine, stream),
                                onednn(shape, DataType::bf16, DataType::bf16, engine, stream),
                                onednn(shape, DataType::u8, DataType::s8, engine, stream)};
  for (const DotTypes types : {DotTypes::kBf16, DotTypes::kInt8}) {
    shape.destination = types == DotTypes::kBf16 ? resnext::DType::kBF16 : resnext::DType::kU8;
    for (const DotIsa isa : resnext::kDotIsas) {
      const resnext::DotKernel* const kernel = resnext::dot_kernel(types, isa);
      if (kernel != nullptr && isa != DotIsa::kReference) {
        all.push_back(custom(*kernel, shape));
      }
    }
  }
  return all;
}

void measure(std::vector<Candidate>& all, int runs) {
  for (int run = -1; run < runs; ++run) {
    for (Candidate& candidate : all) {
      const double start = now();
      candidate.run();
      const double seconds = now() - start;
      candidate.seconds = run <= 0 ? seconds : std::min(candidate.seconds, seconds);
    }
  }
}

void report(const DotConvolution& shape, const std::vector<Candidate>& all) {
  const double out = out_size(shape);
  const double operations = 2.0 * 9 * shape.channels * shape.channels * shape.groups * out * out;
  std::printf("| %d | %d | %d |", shape.channels, shape.in_size, shape.stride);
  for (const Candidate& candidate : all) {
    std::printf(" %.3f (%.0f) |", candidate.seconds * 1e3, operations / candidate.seconds / 1e9);
  }
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::max(1, std::atoi(argv[1])) : 20;
  omp_set_num_threads(1);
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  bool first = true;
  for (const int width : {8, 16, 32, 48}) {
    for (int stage = 0; stage < 4; ++stage) {
      for (const int stride : {2, 1}) {
        if (stage == 0 && stride == 2) {
          continue;
        }
        const int size = stride * (56 >> stage);
        const DotConvolution shape = {1, kGroups, width << stage, size, stride, true};
        std::vector<Candidate> all = candidates(shape, engine, stream);
        if (first) {
          std::printf("| channels | pixels | stride |");
          for (const Candidate& candidate : all) {
            std::printf(" %s |", candidate.name.c_str());
          }
          std::printf("\n");
          first = false;
        }
        measure(all, runs);
        report(shape, all);
      }
    }
  }
}
