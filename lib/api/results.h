// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/model.h"
#include "inference/image_result.h"
#include "resnext/resnext.h"

/// What a session found, in the order of the images. The JSON text of a result is made when it is
/// asked for first.
struct resnext_results {
  std::vector<resnext::ImageResult> results;
  std::vector<std::string> json;  ///< as long as `results`; empty: not made yet
};
