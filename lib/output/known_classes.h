// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "models/labels.h"

// Says which classes a model can answer with.
namespace resnext {

/// Returns half a line for people: "200 of ImageNet's 1000 classes", or the number of classes and
/// the names of the first.
std::string known_classes(std::span<const Label> labels);

}  // namespace resnext
