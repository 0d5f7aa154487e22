// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Cuts names from files for messages.
namespace resnext {

/// Returns the text, or its beginning and "..." if it has more than `most` bytes: a file may call a
/// tensor by megabytes of text. Does not cut inside a UTF-8 character. For text in quotes, use
/// quote(), which cuts as well.
std::string shortened(std::string_view text, std::size_t most = 120);

}  // namespace resnext
