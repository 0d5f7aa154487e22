// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "images/source/image_source.h"
#include "resnext/resnext.h"

// The images that a caller of the C functions hands over.
namespace resnext::api {

/// Returns the caller's images in the pipeline's form. Names are copied; pixels and bytes are not.
/// `images` is an array of `count` structures, each as large as the first says. Throws
/// ArgumentError that names the image by its number and says what is wrong.
std::vector<ImageInput> read_images(const resnext_image* images, std::size_t count);

/// Returns inputs of an array one after another.
class InputsInOrder : public ImageSource {
 public:
  explicit InputsInOrder(std::vector<ImageInput> inputs) : inputs_(std::move(inputs)) {}
  std::optional<ImageInput> next() override;

 private:
  std::vector<ImageInput> inputs_;
  std::size_t next_ = 0;
};

}  // namespace resnext::api
