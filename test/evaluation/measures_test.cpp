// SPDX-License-Identifier: Apache-2.0
#include "evaluation/measures.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

const std::vector<Label>& labels() {
  static const std::vector<Label> kLabels = {{"ant", "", {}}, {"bee", "", {}}, {"cat", "", {}}};
  return kLabels;
}

/// Truth, answer, within five, confidence.
std::vector<Outcome> outcomes() {
  return {{0, 0, 0, true, 0.95}, {1, 0, 0, true, 0.5},  {2, 0, 1, true, 0.6},
          {3, 0, 1, false, 0.9}, {4, 1, 1, true, 0.99}, {5, 1, 0, true, 0.2}};
}

TEST_CASE("accuracy, precision, recall and F1 are counted", "[evaluation]") {
  const Measures measures = measure(outcomes(), labels());
  CHECK(measures.top1.count == 3);
  CHECK(measures.top5.count == 5);
  CHECK(measures.top1.of == 6);
  REQUIRE(measures.classes.size() == 2);  // no image is of a cat
  const ClassMeasures& ant = measures.classes[0];
  CHECK(ant.images == 4);
  CHECK(ant.predicted == 3);
  CHECK(ant.recall() == Approx(2 / 4.0));
  CHECK(ant.precision().value() == Approx(2 / 3.0));
  CHECK(ant.f1() == Approx(4 / 7.0));
  CHECK(measures.macro.recall == Approx((2 / 4.0 + 1 / 2.0) / 2));
  CHECK(measures.macro.precision == Approx((2 / 3.0 + 1 / 3.0) / 2));
  CHECK_FALSE(measures.real.has_value());
}

TEST_CASE("a class that is never the answer has no precision and counts as 0", "[evaluation]") {
  const Measures measures = measure(std::vector<Outcome>{{0, 2, 1, true, 0.5}}, labels());
  REQUIRE(measures.classes.size() == 1);
  CHECK_FALSE(measures.classes[0].precision().has_value());
  CHECK(measures.classes[0].f1() == 0);
  CHECK(measures.macro.precision == 0);
}

TEST_CASE("confusions list their surest images, and worst pairs come by frequency",
          "[evaluation]") {
  const Measures measures = measure(outcomes(), labels());
  REQUIRE(measures.confusions.size() == 4);
  const auto pairs = worst_pairs(measures, 1);
  REQUIRE(pairs.size() == 1);
  CHECK(pairs[0].truth == 0);
  CHECK(pairs[0].predicted == 1);
  CHECK(pairs[0].images == 2);
  CHECK(pairs[0].surest == std::vector<std::size_t>{3, 2});
  std::vector<Outcome> many(20, Outcome{0, 0, 1, true, 0.5});
  CHECK(measure(many, labels()).confusions[0].surest.size() == Confusion::kExamples);
  CHECK(worst_pairs(measure({}, labels()), 5).empty());
}

TEST_CASE("calibration compares confidence with accuracy in each bin", "[evaluation]") {
  // (0.9333, 1]: 0.95 right, 0.99 right; (0.4667, 0.5333]: 0.5 right; (0.8667, 0.9333]: 0.9 wrong;
  // (0.5333, 0.6]: 0.6 wrong; (0.1333, 0.2]: 0.2 wrong.
  const Calibration calibration = measure(outcomes(), labels()).calibration;
  REQUIRE(calibration.bins.size() == 15);
  CHECK(calibration.bins[14].images == 2);
  CHECK(calibration.bins[14].confidence == Approx(0.97));
  CHECK(calibration.bins[14].accuracy == 1);
  CHECK(calibration.bins[8].images == 1);  // 0.6 is its upper edge
  CHECK(calibration.bins[0].images == 0);
  CHECK(calibration.expected_error == Approx((2 * 0.03 + 0.5 + 0.9 + 0.6 + 0.2) / 6));
  CHECK(calibration.mean_confidence == Approx((0.95 + 0.5 + 0.6 + 0.9 + 0.99 + 0.2) / 6));
  const Measures edges =
      measure(std::vector<Outcome>{{0, 0, 0, true, 0.0}, {1, 0, 0, true, 1.0}}, labels());
  CHECK(edges.calibration.bins[0].images == 1);
  CHECK(edges.calibration.bins[14].images == 1);
}

TEST_CASE("images without ReaL labels do not count", "[evaluation]") {
  std::vector<Outcome> given = outcomes();
  given[0].real = true;
  given[3].real = true;  // another class than the one it is filed under
  given[4].real = false;
  const auto real = measure(given, labels()).real.value();
  CHECK(real.count == 2);
  CHECK(real.of == 3);
}

TEST_CASE("Wilson's intervals match published values", "[evaluation]") {
  // Newcombe, Statistics in Medicine 17 (1998), p. 857, table I, method 3.
  const auto check = [](int count, int of, double low, double high) {
    const Interval interval = wilson_interval({count, of});
    CHECK(interval.low == Approx(low).margin(5e-5));
    CHECK(interval.high == Approx(high).margin(5e-5));
  };
  check(81, 263, 0.2553, 0.3662);
  check(15, 148, 0.0624, 0.1605);
  check(0, 20, 0.0, 0.1611);
  check(1, 29, 0.0061, 0.1718);
  check(20, 20, 1 - 0.1611, 1);
  check(0, 0, 0, 1);
}

}  // namespace
}  // namespace resnext
