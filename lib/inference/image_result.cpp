// SPDX-License-Identifier: Apache-2.0
#include "inference/image_result.h"

#include <utility>

#include "images/prefetch/prepared_image.h"

namespace resnext {

ImageResult begin_result(PreparedImage& image, std::string model, std::string run) {
  ImageResult result;
  result.path = std::move(image.path);
  result.has_file = image.has_file;
  result.model = std::move(model);
  result.run = std::move(run);
  result.failure = std::move(image.failure);
  result.exif_orientation_applied = image.exif_orientation_applied;
  result.thumbnail = std::move(image.thumbnail);
  return result;
}

}  // namespace resnext
