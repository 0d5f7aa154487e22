// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <istream>
#include <map>
#include <optional>
#include <string>

// The names of ImageNet's validation images and the numbers of its classes.
namespace resnext {

/// Returns the number in a name from ILSVRC2012_val_00000001.JPEG to ..._00050000.JPEG, whatever
/// its folder and extension; nullopt for another name. Lists of labels are in the order of the
/// numbers.
std::optional<int> validation_number(const std::filesystem::path& image);

/// Returns true for "n" and eight digits.
bool is_wordnet_id(const std::string& text);

/// Reads a map from the development kit's own ids (ILSVRC2012_ID, 1 to 1000, in an arbitrary order)
/// to WordNet ids. Each line begins with the two, in either order, as in the kit's map_clsloc.txt.
/// Throws UsageError that names the line.
std::map<int, std::string> read_synsets(const std::filesystem::path& file);

/// Does the same for a stream; `name` stands for the file in messages.
std::map<int, std::string> read_synsets(std::istream& stream, const std::string& name);

}  // namespace resnext
