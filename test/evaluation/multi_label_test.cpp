// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "evaluation/multi_label_list.h"
#include "evaluation/multi_label_measures.h"

namespace resnext {
namespace {

std::vector<ListedImage> read(const std::string& text) {
  std::istringstream stream(text);
  return read_multi_label_list(stream, "list", "photos");
}

TEST_CASE("a list has as many classes a line as an image shows", "[evaluation]") {
  const std::vector<ListedImage> images =
      read("a.jpg\tcat\tdog\r\n\n/b.jpg\nc d.jpg\t cat \t\tbig dog\t\n");
  REQUIRE(images.size() == 3);
  CHECK(images[0].path == "photos/a.jpg");
  CHECK(images[0].classes == std::vector<std::string>{"cat", "dog"});
  CHECK(images[1].path == "/b.jpg");
  CHECK(images[1].classes.empty());
  CHECK(images[2].path == "photos/c d.jpg");
  CHECK(images[2].classes == std::vector<std::string>{"cat", "big dog"});
  CHECK(images[2].where == "list, line 4");
  CHECK_THROWS_WITH(read("\tcat\n"), Catch::Contains("list, line 1: expected \"path TAB class"));
  CHECK_THROWS_WITH(read("a\tcat\nb\na\tdog\n"),
                    Catch::Contains("line 3: photos/a is listed already in list, line 1"));
  CHECK_THROWS_WITH(read("\n"), Catch::Contains("list: lists no images"));
}

TEST_CASE("average precision sums steps of recall, equal scores as one", "[evaluation]") {
  // sklearn.metrics.average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
  CHECK(*average_precision({{0.1F, false}, {0.4F, false}, {0.35F, true}, {0.8F, true}}) ==
        Approx(0.8333333333333333));
  // Equal scores: no order among them counts.
  CHECK(*average_precision({{0.5F, true}, {0.5F, false}}) == Approx(0.5));
  CHECK(*average_precision({{0.5F, false}, {0.5F, true}}) == Approx(0.5));
  CHECK(*average_precision({{0.9F, true}, {0.1F, false}}) == 1.0);
  CHECK_FALSE(average_precision({{0.9F, false}}));
  CHECK_FALSE(average_precision({}));
}

TEST_CASE("the best threshold lies between two scores", "[evaluation]") {
  const Threshold best =
      best_threshold({{0.9F, true}, {0.8F, true}, {0.4F, false}, {0.2F, true}, {0.1F, false}});
  CHECK(best.f1 == Approx(6.0 / 7.0));  // three right of four reported
  CHECK(best.value == Approx(0.15));
  CHECK(best_threshold({{0.9F, false}}).value == 0.5);
  CHECK(best_threshold({{0.6F, true}}).value == Approx(0.3));
}

TEST_CASE("measures of images that show several classes", "[evaluation]") {
  ScoredImages images;
  images.classes = 3;
  images.probabilities = {0.9F, 0.8F, 0.1F,   // shows 0 and 1: exact
                          0.7F, 0.2F, 0.1F,   // shows 1: 0 is wrong, 1 is missed
                          0.1F, 0.1F, 0.1F};  // shows nothing: exact
  images.truth = {{0, 1}, {1}, {}};
  const std::vector<Label> labels = {{"a", "", {}}, {"b", "", {}}, {"c", "", {}}};
  const std::vector<double> thresholds = {0.5, 0.5, 0.5};
  const MultiLabelMeasures measures = measure(images, labels, thresholds);
  CHECK(measures.images == 3);
  CHECK(measures.exact == 2);
  CHECK(measures.mean_average_precision == 1.0);  // of a and b; no image shows c
  CHECK(measures.macro_f1 == Approx(2.0 / 3));
  CHECK(measures.micro_f1 == Approx(2.0 * 2 / (3 + 3)));
  CHECK(measures.classes[0].reported == 2);
  CHECK(*measures.classes[0].precision() == 0.5);
  CHECK(*measures.classes[1].recall() == 0.5);
  CHECK_FALSE(measures.classes[2].average_precision);
  CHECK_FALSE(measures.classes[2].precision());
  CHECK(measures.classes[2].f1() == 0);
  CHECK(measure({3, {}, {}}, labels, thresholds).images == 0);
}

}  // namespace
}  // namespace resnext
