// SPDX-License-Identifier: Apache-2.0
#include "engine/onednn/threads.h"

#include <filesystem>
#include <iterator>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "engine/onednn/matrix_product.h"

namespace resnext {
namespace {

/// Counts this process's threads.
std::ptrdiff_t count_threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

TEST_CASE("oneDNN computes on the team's threads and starts none of its own", "[engine]") {
  std::thread([] {
    const std::ptrdiff_t before = count_threads();
    REQUIRE(use_threads(3) == 3);
    CHECK(count_threads() == before + 2);
    constexpr std::size_t kSize = 400;
    const std::vector<float> ones(kSize * kSize, 1.0F);
    std::vector<float> product(kSize * kSize);
    matrix_product({ones, kSize, kSize}, {ones, kSize, kSize}, 0.0F, product);
    CHECK(product == std::vector<float>(kSize * kSize, float{kSize}));
    CHECK(count_threads() == before + 2);
  }).join();
}

}  // namespace
}  // namespace resnext
