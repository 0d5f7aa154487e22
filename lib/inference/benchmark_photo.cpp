// SPDX-License-Identifier: Apache-2.0
#include "inference/benchmark_photo.h"

#include <cmath>

#include "base/error.h"
#include "base/stopwatch.h"
#include "images/decode/decode.h"
#include "images/draw/encode.h"
#include "images/resize/preprocess.h"
#include "images/source/image_files.h"
#include "models/synthetic_weights.h"

namespace resnext {
namespace {

/// Waves of several lengths and noise, so that it takes 2.2 bits a pixel as photos of that quality
/// do.
std::vector<std::byte> synthetic_photo() {
  constexpr std::size_t kPixels = std::size_t{1600} * 1200;
  Image image{1600, 1200, {}};
  image.rgb.reserve(3 * kPixels);
  std::vector<float> noise(kPixels);
  fill_uniform(noise, "photo", -7, 7);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      for (const double length : {3.0, 11.0, 47.0}) {
        const double wave = std::sin(x / length) + std::sin(y / (length * 1.3)) +
                            std::sin((x + y) / (length * 9)) * 2;
        image.rgb.push_back(
            static_cast<std::uint8_t>(128 + 30 * wave + noise[image.rgb.size() / 3]));
      }
    }
  }
  return encode_jpeg(image, 90);
}

PhotoTimes measure(const std::vector<std::byte>& file, const Preprocessing& preprocessing,
                   int runs) {
  const DecodeOptions options;
  const auto side = static_cast<std::size_t>(preprocessing.input_size);
  std::vector<float> tensor(3 * side * side);
  PhotoTimes times;
  std::vector<double> decode;
  std::vector<double> preprocess;
  std::vector<double> prepare;
  for (int run = 0; run < runs; ++run) {
    Stopwatch watch;
    const DecodedImage decoded = decode_image(file, options);
    decode.push_back(watch.lap());
    normalize(resize_and_crop(decoded.image, preprocessing), preprocessing, tensor);
    preprocess.push_back(watch.lap());
    CropResizer resizer(preprocessing);
    decode_image(file, options, resizer);
    normalize(resizer.finish(), preprocessing, tensor);
    prepare.push_back(watch.lap());
    times.width = decoded.image.width;
    times.height = decoded.image.height;
  }
  times.decode = quantile(decode, 0.5);
  times.preprocess = quantile(preprocess, 0.5);
  times.prepare = quantile(prepare, 0.5);
  return times;
}

}  // namespace

void check_photo(const std::filesystem::path& photo) {
  try {
    decode_image(read_image_file(photo), {});
  } catch (const ImageError& error) {
    throw UsageError("--photo " + photo.string() + ": " + error.what());
  }
}

PhotoTimes time_photo(const std::filesystem::path& photo, const Preprocessing& preprocessing,
                      int runs) {
  PhotoTimes times =
      measure(photo.empty() ? synthetic_photo() : read_image_file(photo), preprocessing, runs);
  times.photo = photo.empty() ? "synthetic" : photo.string();
  return times;
}

}  // namespace resnext
