// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "inference/image_result.h"
#include "output/fields.h"

// What all JSON records of an image begin with. Private to lib/output.
namespace resnext {

/// Returns path, model, run, the EXIF orientation that was applied and, if there is one, the error.
nlohmann::ordered_json result_head(const ImageResult& result, const Fields& fields = {});

}  // namespace resnext
