// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Reads multipart/form-data (RFC 7578), as browsers and curl send files.
namespace resnext {

struct FormFile {
  std::string name;          ///< as the client calls the file; bytes of any encoding
  std::string_view content;  ///< a view into the body
};

/// Returns whether this Content-Type announces form data.
bool is_form_data(std::string_view content_type);

/// Returns the files of a form in order. Throws RequestError 400 for a malformed or shortened body,
/// for fields that are no files (options belong in the query), for none, and for more than
/// `most_files`: 413. The result is valid as long as the body.
std::vector<FormFile> parse_form_data(std::string_view content_type, std::string_view body,
                                      std::size_t most_files);

}  // namespace resnext
