// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "server/http/http_message.h"
#include "server/served_model.h"

// What a client gets for its images.
namespace resnext {

/// How several records are put together.
enum class RecordForm {
  kJson,   ///< a record, or an array of several
  kLines,  ///< a record on each line: application/x-ndjson
};

/// Returns the form that an Accept header asks for.
RecordForm record_form(const std::string& accept);

/// Returns an image's record: the command's line, without its line feed. "cam" and "features"
/// follow where they were asked for. Throws as activation_png does.
std::string record_of(const ImageResult& result);

/// Returns the response for a request's images, in order. For one image that could not be read, the
/// status is 422.
ServerResponse response_of(const std::vector<std::string>& records, bool only_failed,
                           RecordForm form);

/// Returns {"error": {"code": ..., "message": ...}} with that status.
ServerResponse error_response(int status, const std::string& message);

}  // namespace resnext
