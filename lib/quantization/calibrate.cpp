// SPDX-License-Identifier: Apache-2.0
#include "quantization/calibrate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/cancelled.h"
#include "base/error.h"
#include "base/random_order.h"
#include "images/prefetch/image_batches.h"
#include "models/quantization.h"

namespace resnext {
namespace {

constexpr int kFewestImages = 8;
constexpr std::size_t kImagesForMeans = 64;

/// Returns how many images layers are tried on: more for small networks, whose runs are short.
std::size_t trial_images(const Network& network) {
  constexpr std::int64_t kWork = 64'000'000'000;  // multiply-adds
  return static_cast<std::size_t>(std::clamp<std::int64_t>(kWork / multiply_adds(network), 8, 64));
}

}  // namespace

ImageSplit split_images(const std::vector<std::filesystem::path>& images, int samples) {
  constexpr std::size_t kMostHeldOut = 200;
  const std::size_t held_out = std::min(kMostHeldOut, images.size() / 4);
  const std::size_t last = std::min(images.size(), held_out + static_cast<std::size_t>(samples));
  const std::vector<std::size_t> order = random_order(images.size(), 0, 0);
  ImageSplit split;
  for (std::size_t i = 0; i < last; ++i) {
    (i < held_out ? split.held_out : split.calibration).push_back(images[order[i]]);
  }
  return split;
}

void for_each_image(const CalibrationInput& input, const char* stage,
                    const std::vector<std::filesystem::path>& images,
                    std::vector<UnusedImage>& unused,
                    const std::function<void(const std::vector<float>& tensor)>& visit) {
  PathsInOrder source(images);
  std::size_t done = 0;
  prepare_batches(input.config.preprocessing, input.f32.threads(),
                  {.decode = input.decode, .batch_size = 1}, source, input.stop,
                  [&](const std::vector<PreparedImage>& batch) {
                    for (const PreparedImage& image : batch) {
                      if (image.failure) {
                        unused.push_back({image.path, *image.failure});
                      } else {
                        visit(image.tensor);
                      }
                      ++done;
                      if (input.progress) {
                        input.progress({stage, done, images.size()});
                      }
                    }
                    return true;
                  });
  if (input.stop.is_raised()) {
    throw Cancelled("stopped while images were looked at");
  }
}

CalibratedRanges calibrate(const CalibrationInput& input,
                           const std::vector<std::filesystem::path>& images,
                           std::vector<UnusedImage>& unused) {
  const Network network = quantized_network(network_of(input.config), {}, "quantization");
  Session session = input.f32.make_session(1);
  std::vector<float> logits(static_cast<std::size_t>(input.f32.num_classes()));
  RangeMeter ranges(network);
  CalibratedRanges calibration;
  const std::size_t trials = trial_images(network);
  std::vector<std::vector<float>> kept;
  for_each_image(input, "ranges", images, unused, [&](const std::vector<float>& image) {
    session.run_observed(image, logits, [&](const Observation& seen) { ranges.add(seen); });
    ++calibration.images;
    if (kept.size() < kImagesForMeans) {
      kept.push_back(image);
    }
    if (kept.size() <= trials && kept.size() == static_cast<std::size_t>(calibration.images)) {
      TrialImages& trial = calibration.trial;
      trial.images.insert(trial.images.end(), image.begin(), image.end());
      trial.logits.insert(trial.logits.end(), logits.begin(), logits.end());
      ++trial.count;
    }
  });
  if (calibration.images < kFewestImages) {
    throw UsageError(fmt::format(
        "--images: {} images can be read and are not held out; calibration needs at least {}, "
        "better 300",
        calibration.images, kFewestImages));
  }
  calibration.scales = ranges.scales();
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    calibration.largest.push_back(ranges.of(i).magnitudes.largest());
  }
  MeanMeter means(network, calibration.scales);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (input.stop.is_raised()) {
      throw Cancelled("stopped while means were measured");
    }
    session.run_observed(kept[i], logits, [&](const Observation& seen) { means.add(seen); });
    if (input.progress) {
      input.progress({"means", i + 1, kept.size()});
    }
  }
  calibration.means = means.means();
  return calibration;
}

}  // namespace resnext
