#include "pipeline/thumbnail.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "core/error.h"
#include "pipeline/resize.h"

namespace resnext {
namespace {

constexpr int kJpegQuality = 75;

Image shrink(const Image& image, int longest_side) {
  const double scale =
      std::min(1.0, static_cast<double>(longest_side) / std::max(image.width, image.height));
  const int width = std::max(1, static_cast<int>(std::lround(image.width * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(image.height * scale)));
  return resize_window(image, width, height, {0, 0, width, height}, Interpolation::kBilinear);
}

}  // namespace

std::vector<std::byte> make_thumbnail(const Image& image, int longest_side) {
  Image small = shrink(image, longest_side);
  for (std::size_t i = 0; i < small.rgb.size(); i += 3) {
    std::swap(small.rgb[i], small.rgb[i + 2]);  // OpenCV's order is B G R
  }
  const cv::Mat pixels(small.height, small.width, CV_8UC3, small.rgb.data());
  std::vector<unsigned char> file;
  try {
    if (!cv::imencode(".jpg", pixels, file, {cv::IMWRITE_JPEG_QUALITY, kJpegQuality})) {
      throw ImageError(ImageErrorCode::kCorrupt, "a thumbnail can't be made");
    }
  } catch (const cv::Exception& error) {
    throw ImageError(ImageErrorCode::kCorrupt, "a thumbnail can't be made: " + error.err);
  }
  const auto bytes = std::as_bytes(std::span(file));
  return {bytes.begin(), bytes.end()};
}

}  // namespace resnext
