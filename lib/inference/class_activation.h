// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "images/draw/heat_overlay.h"
#include "images/draw/thumbnail.h"
#include "models/classifier_weights.h"

// Class activation maps: which parts of an image speak for a class.
namespace resnext {

/// Returns what each cell of layer4's grid adds to a class's logit: its channels weighted by the
/// classifier's row. Since the network averages the cells before the classifier, the mean of the
/// map plus the class's bias is the logit, exactly.
/// Source: Zhou et al., arXiv 1512.04150, section 2.
HeatMap class_activation_map(std::span<const float> maps, int width, int height,
                             std::span<const float> row);

/// The maps that a classification makes.
struct ActivationOptions {
  std::shared_ptr<const ClassifierWeights> classifier;
  std::optional<int> class_index = {};  ///< nullopt: each image's best class
  int longest_side = 1024;              ///< of the photo that is kept to draw on, pixels
};

/// An image's map, and what it is drawn on.
struct Activation {
  int class_index = 0;
  std::string label;
  double score = 0;  ///< of the class, in ImageResult::score_kind
  HeatMap map;
  Image photo;  ///< as the network saw it, reduced
  SeenSquare seen;
  int orientation = 1;  ///< of the photo, if it is not upright: see apply_orientation

  /// Returns the photo with the map over it, as the network saw it, its longer side at most `side`
  /// pixels.
  Image draw(int side) const { return draw_heat(shrink(photo, side), seen, map); }
};

}  // namespace resnext
