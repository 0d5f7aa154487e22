// SPDX-License-Identifier: Apache-2.0
#include "inference/top_k.h"

#include <array>
#include <cmath>

#include <catch2/catch.hpp>
#include <numeric>

namespace resnext {
namespace {

TEST_CASE("softmax sums to one for any logits", "[inference]") {
  const std::vector<double> scores = softmax(std::array<float, 3>{1.0F, 2.0F, 3.0F});
  CHECK(scores[2] == Approx(0.6652409557748219).epsilon(1e-12));
  CHECK(std::accumulate(scores.begin(), scores.end(), 0.0) == Approx(1.0).epsilon(1e-15));

  const std::vector<double> extreme = softmax(std::array<float, 3>{3e38F, -3e38F, 3e38F});
  CHECK(extreme == std::vector<double>{0.5, 0.0, 0.5});
  CHECK(softmax({}).empty());
}

TEST_CASE("top-k is sorted, and ties go by index", "[inference]") {
  const std::array<double, 5> scores = {0.1, 0.4, 0.2, 0.4, 0.2};
  const std::vector<ScoredClass> best = top_k(scores, 4);
  REQUIRE(best.size() == 4);
  CHECK(best[0].index == 1);
  CHECK(best[1].index == 3);
  CHECK(best[2].index == 2);
  CHECK(best[3].index == 4);
  CHECK(best[0].score == 0.4);
  CHECK(top_k(scores, 99).size() == 5);
  CHECK(top_k(scores, 0).empty());
}

TEST_CASE("a sigmoid doesn't overflow", "[inference]") {
  CHECK(sigmoid(0) == 0.5);
  CHECK(sigmoid(1000) == 1.0);
  CHECK(sigmoid(-1000) == 0.0);
  CHECK(sigmoid(-30) == Approx(std::exp(-30)).epsilon(1e-9));
}

}  // namespace
}  // namespace resnext
