// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "images/resize/image_view.h"

// Test-time augmentation: the network sees several views of each image, and their mean answers.
namespace resnext {

/// Which views of an image the network sees.
enum class Augmentation {
  kNone,       ///< the centre
  kFlip,       ///< the centre and its mirror image
  kFiveCrops,  ///< the centre and the four corners
  kTenCrops,   ///< these five and their mirror images
};

/// Returns the views, the centre first; see make_views.
std::vector<ImageView> views_of(Augmentation augmentation);

/// Returns "none", "hflip", "5crop" or "10crop", as --tta names them.
std::string to_string(Augmentation augmentation);

/// Returns the smallest number of images whose views fill whole batches of `batch_size` views; it
/// is at most `batch_size`.
std::size_t images_that_fill_batches(int batch_size, std::size_t views);

/// The mean of several vectors, element by element, summed in f64.
class MeanVector {
 public:
  /// All vectors must have the same size.
  void add(std::span<const float> values);

  /// Returns the mean in f32: of one vector, exactly that vector; of none, an empty one.
  std::vector<float> mean() const;

 private:
  std::vector<double> sums_;
  int count_ = 0;
};

}  // namespace resnext
