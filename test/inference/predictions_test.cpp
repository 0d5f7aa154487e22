// SPDX-License-Identifier: Apache-2.0
#include "inference/predictions.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "inference/class_names.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

// Probabilities 0.1, 0.4, 0.2, 0.3.
const std::array<float, 4> kLogits = {std::log(0.1F), std::log(0.4F), std::log(0.2F),
                                      std::log(0.3F)};
const std::vector<Label> kLabels = {
    {"cat", "n1", 0}, {"dog", "", std::nullopt}, {"crane", "n2", 7}, {"crane", "n3", 8}};

std::vector<int> indices(const std::vector<Prediction>& predictions) {
  std::vector<int> found;
  for (const Prediction& prediction : predictions) {
    found.push_back(prediction.index);
  }
  return found;
}

TEST_CASE("predictions are the best classes with their labels", "[inference]") {
  const std::vector<Prediction> best = select_predictions(kLogits, kLabels, {.top_k = 3});
  CHECK(indices(best) == std::vector{1, 3, 2});
  CHECK(best[0].score == Approx(0.4).epsilon(1e-6));
  CHECK(best[0].label == "dog");
  CHECK(best[1].imagenet_index == 8);
  CHECK(best[1].wnid == "n3");
}

TEST_CASE("a threshold drops lower scores, possibly all", "[inference]") {
  CHECK(indices(select_predictions(kLogits, kLabels, {.threshold = 0.25})) == std::vector{1, 3});
  CHECK(select_predictions(kLogits, kLabels, {.threshold = 0.5}).empty());
  CHECK(indices(select_predictions(
            kLogits, kLabels, {.score_kind = ScoreKind::kLogit, .threshold = std::log(0.15)})) ==
        std::vector{1, 3, 2});
}

TEST_CASE("a subset keeps probabilities over all classes unless renormalised", "[inference]") {
  const std::vector<Prediction> kept = select_predictions(kLogits, kLabels, {.classes = {0, 2, 3}});
  CHECK(indices(kept) == std::vector{3, 2, 0});
  CHECK(kept[0].score == Approx(0.3).epsilon(1e-6));
  CHECK(kept[0].label == "crane");
  const std::vector<Prediction> shared =
      select_predictions(kLogits, kLabels, {.classes = {0, 2, 3}, .renormalize = true});
  CHECK(indices(shared) == std::vector{3, 2, 0});
  CHECK(shared[0].score == Approx(0.5).epsilon(1e-6));
  const std::vector<Prediction> logits = select_predictions(
      kLogits, kLabels, {.score_kind = ScoreKind::kLogit, .classes = {2}, .renormalize = true});
  CHECK(indices(logits) == std::vector{2});
  CHECK(logits[0].score == kLogits[2]);
}

TEST_CASE("a list of classes may use WordNet ids, labels or indices", "[inference]") {
  const ScratchFolder scratch;
  const std::filesystem::path list = scratch.path() / "classes.txt";
  const auto read = [&list](const std::string& text) {
    std::ofstream(list, std::ios::binary) << text;
    return read_class_list(list, kLabels);
  };
  CHECK(read("\xEF\xBB\xBF# animals\r\nn3\tCrane\r\n\r\ncat\n1\n1\ndog") == std::vector{0, 1, 3});
  CHECK_THROWS_WITH(read("cat\nbird\n"), Catch::Contains("classes.txt, line 2: \"bird\""));
  CHECK_THROWS_WITH(read("crane\n"), Catch::Contains("two classes are called \"crane\""));
  CHECK_THROWS_WITH(read("4\n"), Catch::Contains("class 4 is not from 0 to 3"));
  CHECK_THROWS_WITH(read("# none\n"), Catch::Contains("no classes"));
  CHECK_THROWS_WITH(read_class_list(scratch.path() / "gone", kLabels),
                    Catch::Contains("can't be read"));
}

}  // namespace
}  // namespace resnext
