// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

// What a download needs to know of a URL.
namespace resnext {

/// Returns the URL without user name, password and query, which may be secrets: for messages.
std::string presentable_url(const std::string& url);

/// Returns the lower-case scheme; empty if there is none.
std::string url_scheme(const std::string& url);

/// Returns the path that a file URL names, or nothing if it is malformed.
std::optional<std::string> path_of_file_url(const std::string& url);

}  // namespace resnext
