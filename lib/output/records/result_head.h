#pragma once

#include <nlohmann/json.hpp>

#include "inference/image_result.h"
#include "output/fields.h"

namespace resnext {

/// Private to lib/output: what all JSON records of an image begin with: path, model, run, the EXIF
/// orientation that was applied and, where there is one, the error.
nlohmann::ordered_json result_head(const ImageResult& result, const Fields& fields = {});

}  // namespace resnext
