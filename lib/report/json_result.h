#pragma once

#include <string>

#include "task/image_result.h"

namespace resnext {

/// One image's record as a JSON object (docs/output-schema.json), without a final newline. Always
/// valid UTF-8: a path in another encoding has U+FFFD in place of the offending bytes, and
/// "path_bytes" holds the exact bytes in hexadecimal. Scores have the shortest digits that give
/// back the same f32.
std::string to_json(const ImageResult& result, bool pretty);

}  // namespace resnext
