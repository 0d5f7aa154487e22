// SPDX-License-Identifier: Apache-2.0
#include "quantization/check_quantized.h"

#include <algorithm>
#include <cmath>

#include "base/stopwatch.h"
#include "inference/benchmark.h"
#include "inference/top_k.h"

namespace resnext {
namespace {

constexpr int kTop = 5;

/// Sums what the report needs of two networks' answers.
class Agreement {
 public:
  void add(const std::vector<float>& f32, const std::vector<float>& int8) {
    const std::vector<double> exact = softmax(f32);
    const std::vector<double> rounded = softmax(int8);
    const std::vector<ScoredClass> best = top_k(exact, kTop);
    const std::vector<ScoredClass> found = top_k(rounded, kTop);
    same_top1_ += best.front().index == found.front().index ? 1 : 0;
    for (const ScoredClass& wanted : best) {
      same_top5_ += std::ranges::count(found, wanted.index, &ScoredClass::index);
    }
    of_top5_ += static_cast<double>(best.size());
    const auto first = static_cast<std::size_t>(best.front().index);
    probability_ += std::abs(exact[first] - rounded[first]);
    f32_.insert(f32_.end(), f32.begin(), f32.end());
    int8_.insert(int8_.end(), int8.begin(), int8.end());
    ++images_;
  }

  void fill(QuantizationReport& report, std::size_t classes) const {
    report.held_out_images = images_;
    if (images_ == 0) {
      return;
    }
    report.logit_error = logit_error(int8_, f32_, classes);
    report.same_top1 = static_cast<double>(same_top1_) / images_;
    report.same_top5 = static_cast<double>(same_top5_) / of_top5_;
    report.probability = probability_ / images_;
  }

 private:
  int images_ = 0;
  int same_top1_ = 0;
  std::ptrdiff_t same_top5_ = 0;
  double of_top5_ = 0;
  double probability_ = 0;
  std::vector<float> f32_;
  std::vector<float> int8_;
};

/// Times both networks in turns, on an image of the calibration's size.
void measure_time(Session& f32, Session& int8, std::size_t pixels, std::size_t classes,
                  QuantizationReport& report) {
  constexpr int kRuns = 11;
  const std::vector<float> image(pixels, 0.5F);
  std::vector<float> logits(classes);
  std::vector<double> f32_seconds;
  std::vector<double> int8_seconds;
  for (int run = 0; run < kRuns; ++run) {
    Stopwatch watch;
    f32.run(image, logits);
    f32_seconds.push_back(watch.lap());
    int8.run(image, logits);
    int8_seconds.push_back(watch.lap());
  }
  report.f32.seconds = latency_of(f32_seconds).p50;
  report.int8.seconds = latency_of(int8_seconds).p50;
}

}  // namespace

void check_quantized(const CalibrationInput& input, const Engine& int8,
                     const std::vector<std::filesystem::path>& held_out,
                     QuantizationReport& report) {
  const auto classes = static_cast<std::size_t>(int8.num_classes());
  Session exact = input.f32.make_session(1);
  Session rounded = int8.make_session(1);
  std::vector<float> f32_logits(classes);
  std::vector<float> int8_logits(classes);
  Agreement agreement;
  for_each_image(input, "check", held_out, report.unused, [&](const std::vector<float>& image) {
    exact.run(image, f32_logits);
    rounded.run(image, int8_logits);
    agreement.add(f32_logits, int8_logits);
  });
  agreement.fill(report, classes);
  report.threads = int8.threads();
  report.f32.bytes = input.f32.packed_bytes();
  report.int8.bytes = int8.packed_bytes();
  const auto size = static_cast<std::size_t>(int8.input_size());
  measure_time(exact, rounded, 3 * size * size, classes, report);
}

}  // namespace resnext
