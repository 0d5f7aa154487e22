// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

// Links a page to the photos that it shows.
namespace resnext {

/// Returns the URL of a photo, relative to the page's folder, so that page and photos can be moved
/// together. Every byte but letters, digits, "-", ".", "_", "~" and "/" is percent-encoded: a name
/// can neither end an attribute nor begin with a scheme, and names that are not UTF-8 are kept.
/// `page`: the page's file; empty: standard output, taken for a file in the working directory.
/// Returns nothing for an image on standard input, "-".
std::string photo_link(const std::string& photo, const std::filesystem::path& page);

}  // namespace resnext
