// SPDX-License-Identifier: Apache-2.0
#include "inference/augmentation.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

TEST_CASE("augmentations have the views that their names say", "[inference]") {
  CHECK(views_of(Augmentation::kNone) == std::vector<ImageView>(1));
  CHECK(views_of(Augmentation::kFlip) == make_views(1, true));
  CHECK(views_of(Augmentation::kFiveCrops) == make_views(5, false));
  CHECK(views_of(Augmentation::kTenCrops) == make_views(5, true));
  CHECK(to_string(Augmentation::kNone) == "none");
  CHECK(to_string(Augmentation::kFlip) == "hflip");
  CHECK(to_string(Augmentation::kFiveCrops) == "5crop");
  CHECK(to_string(Augmentation::kTenCrops) == "10crop");
}

TEST_CASE("images are taken in numbers whose views fill whole batches", "[inference]") {
  const auto [batch_size, views, images] = GENERATE(table<int, std::size_t, std::size_t>(
      {{1, 1, 1}, {16, 1, 16}, {1, 10, 1}, {4, 2, 2}, {4, 10, 2}, {16, 10, 8}, {7, 5, 7}}));
  CHECK(images_that_fill_batches(batch_size, views) == images);
  CHECK(images * views % static_cast<std::size_t>(batch_size) == 0);
}

TEST_CASE("the mean of one vector is that vector, of none an empty one", "[inference]") {
  const std::vector<float> one = {0.1F, -3e38F, 1e-42F};
  MeanVector mean;
  CHECK(mean.mean().empty());
  mean.add(one);
  CHECK(mean.mean() == one);
}

TEST_CASE("means are summed in f64", "[inference]") {
  MeanVector mean;
  mean.add(std::vector<float>{3e38F, 1});
  mean.add(std::vector<float>{3e38F, 1e8F});  // an f32's sum is infinite, or loses the 1
  mean.add(std::vector<float>{3e38F, -1e8F});
  mean.add(std::vector<float>{3e38F, 3});
  CHECK(mean.mean() == std::vector<float>{3e38F, 1});
}

}  // namespace
}  // namespace resnext
