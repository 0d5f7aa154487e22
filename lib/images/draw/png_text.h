// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

// Labels PNG files.
namespace resnext {

/// Returns the PNG file with a text added: an iTXt chunk after its header. `keyword` is ASCII, such
/// as "Description", and `text` UTF-8 without zero bytes. Throws std::invalid_argument for what is
/// no PNG file.
/// Source: PNG specification, 3rd edition, 11.3.3.4.
std::vector<std::byte> with_png_text(std::vector<std::byte> png, const std::string& keyword,
                                     const std::string& text);

}  // namespace resnext
