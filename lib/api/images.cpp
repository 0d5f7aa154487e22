// SPDX-License-Identifier: Apache-2.0
#include "api/images.h"

#include <cstdlib>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "api/status.h"
#include "api/versioned.h"

namespace resnext::api {
namespace {

constexpr resnext_image kUsual = RESNEXT_IMAGE_INIT;
constexpr std::size_t kSmallestImage = sizeof(resnext_image);  // as in 0.1.0

ImageBytes encoded_of(const resnext_image& image) {
  if (image.data == nullptr && image.size > 0) {
    throw ArgumentError(fmt::format("{} bytes at a null pointer", image.size));
  }
  return {std::span(static_cast<const std::byte*>(image.data), image.size)};
}

PixelFormat format_of(resnext_pixel_format format) {
  switch (format) {
    case RESNEXT_PIXELS_RGB:
      return PixelFormat::kRgb;
    case RESNEXT_PIXELS_BGR:
      return PixelFormat::kBgr;
    case RESNEXT_PIXELS_GREY:
      return PixelFormat::kGrey;
    case RESNEXT_PIXELS_RGBA:
      return PixelFormat::kRgba;
    case RESNEXT_PIXELS_BGRA:
      return PixelFormat::kBgra;
    default:
      throw ArgumentError(fmt::format("format is {}, not one of RESNEXT_PIXELS_...", format));
  }
}

PixelView pixels_of(const resnext_image& image) {
  const PixelFormat format = format_of(image.format);
  const std::ptrdiff_t row = std::ptrdiff_t{image.width} * bytes_per_pixel(format);
  if (image.width <= 0 || image.height <= 0) {
    throw ArgumentError(
        fmt::format("pixels of {} x {}; both must be at least 1", image.width, image.height));
  }
  if (image.data == nullptr) {
    throw ArgumentError(
        fmt::format("pixels of {} x {} at a null pointer", image.width, image.height));
  }
  if (image.stride != 0 && image.stride < row && image.stride > -row) {
    throw ArgumentError(fmt::format(
        "stride is {}, but a row of {} pixels has {} bytes; 0 stands for rows without padding",
        image.stride, image.width, row));
  }
  return {static_cast<const std::uint8_t*>(image.data), image.width, image.height,
          image.stride == 0 ? row : image.stride, format};
}

ImageInput read_image(const resnext_image& image) {
  ImageInput input;
  input.path = image.name == nullptr ? "" : image.name;
  switch (image.kind) {
    case RESNEXT_IMAGE_FILE:
      if (input.path.empty()) {
        throw ArgumentError("a file without a name");
      }
      break;
    case RESNEXT_IMAGE_ENCODED:
      input.content = encoded_of(image);
      break;
    case RESNEXT_IMAGE_PIXELS:
      input.pixels = pixels_of(image);
      break;
    default:
      throw ArgumentError(fmt::format("kind is {}, not one of RESNEXT_IMAGE_...", image.kind));
  }
  return input;
}

}  // namespace

std::vector<ImageInput> read_images(const resnext_image* images, std::size_t count) {
  std::vector<ImageInput> inputs;
  if (count == 0) {
    return inputs;
  }
  check_not_null(images, "images");
  const std::size_t size = images->struct_size;
  const auto* next = reinterpret_cast<const std::byte*>(images);
  for (std::size_t i = 0; i < count; ++i, next += size) {
    try {
      const auto* const image = reinterpret_cast<const resnext_image*>(next);
      if (image->struct_size != size) {
        throw ArgumentError(fmt::format(
            "struct_size is {}, but {} in the first image; fill each with RESNEXT_IMAGE_INIT",
            image->struct_size, size));
      }
      inputs.push_back(read_image(read_versioned(image, kUsual, kSmallestImage, "resnext_image")));
    } catch (const ArgumentError& error) {
      throw ArgumentError(fmt::format("image {}: {}", i, error.what()));
    }
  }
  return inputs;
}

std::optional<ImageInput> InputsInOrder::next() {
  if (next_ == inputs_.size()) {
    return std::nullopt;
  }
  return std::move(inputs_[next_++]);
}

}  // namespace resnext::api
