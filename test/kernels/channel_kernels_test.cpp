// SPDX-License-Identifier: Apache-2.0
#include "kernels/channel_kernels.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "kernels/checks/channel_errors.h"
#include "kernels/checks/check_numbers.h"

namespace resnext {
namespace {

std::vector<ChannelBlocks> shapes(int pixels) {
  std::vector<ChannelBlocks> all;
  for (const int channels : {32, 64, 96}) {
    for (const int inner : {1, 8, 16, channels}) {
      all.push_back({2, channels, pixels, inner});
    }
  }
  for (const int inner : {1, 8, 16, 19}) {
    all.push_back({2, 19, pixels, inner});  // blocks are filled up
  }
  return all;
}

std::string text_of(const ChannelKernels& kernels, const ChannelBlocks& s) {
  return std::string(kernels.name) + ": " + std::to_string(s.channels) + " channels, blocks of " +
         std::to_string(s.inner);
}

TEST_CASE("gates scale channels, add and rectify", "[kernels]") {
  const ChannelKernels& kernels = channel_kernels(GENERATE(0, 4, 8, 16));
  for (const ChannelBlocks& shape : shapes(21)) {
    for (const Finish finish :
         {Finish{false, false}, Finish{true, false}, Finish{false, true}, Finish{true, true}}) {
      INFO(text_of(kernels, shape));
      CHECK(gate_error(kernels, shape, finish) < 1e-6);
    }
  }
}

TEST_CASE("a blur pool is a binomial filter with mirrored edges", "[kernels]") {
  const ChannelKernels& kernels = channel_kernels(GENERATE(0, 4, 8, 16));
  const int height = GENERATE(2, 5, 8);
  const int width = GENERATE(2, 7);
  const int stride = GENERATE(1, 2);
  for (const ChannelBlocks& shape : shapes(height * width)) {
    INFO(text_of(kernels, shape) << ", " << height << " x " << width);
    CHECK(blur_error(kernels, shape, height, width, stride) < 1e-6);
  }
}

TEST_CASE("means are those of each channel's pixels", "[kernels]") {
  const ChannelKernels& kernels = channel_kernels(GENERATE(0, 4, 8, 16));
  for (const int pixels : {1, 49, 3136}) {
    for (const ChannelBlocks& shape : shapes(pixels)) {
      INFO(text_of(kernels, shape));
      CHECK(mean_error(kernels, shape) < 1e-6);
    }
  }
}

TEST_CASE("a pooled linear layer is a product of matrices", "[kernels]") {
  const ChannelKernels& kernels = channel_kernels(GENERATE(0, 4, 8, 16));
  for (const PooledLinear& layer : {PooledLinear{1, 64, 8, true}, PooledLinear{3, 19, 33, false},
                                    PooledLinear{2, 7, 5, true}}) {
    CHECK(linear_error(kernels, layer) < 1e-5);
  }
}

TEST_CASE("a group norm normalizes each image's groups", "[kernels]") {
  const ChannelKernels& kernels = channel_kernels(GENERATE(0, 4, 8, 16));
  const Finish finish = GENERATE(Finish{false, true}, Finish{true, true}, Finish{false, false});
  const int groups = GENERATE(1, 4, 32);
  for (const ChannelBlocks& shape : shapes(21)) {
    if (shape.channels % shape.inner != 0 || shape.channels % groups != 0) {
      continue;
    }
    INFO(text_of(kernels, shape) << ", " << groups << " groups");
    CHECK(norm_error(kernels, shape, groups, finish) < 1e-5);
  }
}

TEST_CASE("a convolution over channels sees zeros beyond the ends", "[kernels]") {
  const Floats source = {1, 2, 3, 4, 10, 20, 30, 40};
  Floats result(8, NAN);
  convolve_channels(2, 4, source, Floats{1, 10, 100}, result);
  CHECK(result == Floats{210, 321, 432, 43, 2100, 3210, 4320, 430});
}

}  // namespace
}  // namespace resnext
