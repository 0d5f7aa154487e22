// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/labels.h"

// Names folders after classes.
namespace resnext {

/// Returns the name of the folder for each class: its label, with "_" for what a file name can't
/// have; of classes with one label, each with its WordNet id or index.
std::vector<std::string> class_folder_names(std::span<const Label> labels);

}  // namespace resnext
