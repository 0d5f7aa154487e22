// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Parts of the pages that lib/output/pages/assets/report.css styles. All arguments are HTML.
namespace resnext {

/// Returns a figure with its name above and a note below, for a <dl class="tiles">.
std::string html_tile(const std::string& name, const std::string& value, const std::string& note);

/// Returns a table's cell with a percentage and a bar of that length. `share`: from 0 to 1.
std::string html_share_cell(double share);

/// Returns a table's cell with a bar below its text. `length`: part of the cell's width; what is
/// below 0 or above 1 counts as 0 or 1.
std::string html_bar_cell(double length, const std::string& text);

}  // namespace resnext
