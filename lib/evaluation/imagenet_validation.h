#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace resnext {

/// ImageNet's validation images are called ILSVRC2012_val_00000001.JPEG to ..._00050000.JPEG, and
/// lists of their labels go by that number.

/// The number in such a name, whatever its folder and extension; nullopt for another name.
std::optional<int> validation_number(const std::filesystem::path& image);

/// "n" and eight digits.
bool is_wordnet_id(const std::string& text);

/// From the development kit's own ids (ILSVRC2012_ID, 1 to 1000, which are in no order that could
/// be computed) to WordNet ids. The file has a line for each class that begins with the two, in
/// either order, as the kit's map_clsloc.txt does. Throws UsageError that names the line.
std::map<int, std::string> read_synsets(const std::filesystem::path& file);

}  // namespace resnext
