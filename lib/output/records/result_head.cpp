// SPDX-License-Identifier: Apache-2.0
#include "output/records/result_head.h"

#include "base/text/encoding.h"

namespace resnext {

nlohmann::ordered_json result_head(const ImageResult& result, const Fields& fields) {
  auto json = nlohmann::ordered_json::object();
  if (fields.has("path")) {
    json["path"] = valid_utf8(result.path);
  }
  if ((fields.has("path") || fields.has("path_bytes")) && valid_utf8(result.path) != result.path) {
    json["path_bytes"] = hexadecimal(result.path);
  }
  if (fields.has("model")) {
    json["model"] = result.model;
  }
  if (!result.run.empty() && fields.has("run")) {
    json["run"] = result.run;
  }
  if (result.exif_orientation_applied && fields.has("exif_orientation_applied")) {
    json["exif_orientation_applied"] = *result.exif_orientation_applied;
  }
  if (result.failure) {
    json["error"] = {{"code", result.failure->code},
                     {"message", valid_utf8(result.failure->message)}};
  }
  return json;
}

}  // namespace resnext
