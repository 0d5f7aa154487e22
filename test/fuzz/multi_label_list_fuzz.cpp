// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "evaluation/multi_label_list.h"
#include "fuzz/list_target.h"

// Covers lists of images that show several classes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_list_or_refusal(data, size, [](std::istream& stream) {
    const auto images = resnext::read_multi_label_list(stream, resnext::kListName, "photos");
    resnext::expect(!images.empty());
    std::set<std::filesystem::path> paths;
    for (const resnext::ListedImage& image : images) {
      resnext::expect(paths.insert(image.path).second);
      resnext::expect(std::ranges::all_of(image.classes, [](const std::string& name) {
        return !name.empty() && name.front() != ' ' && name.back() != ' ' &&
               name.find('\t') == std::string::npos;
      }));
    }
  });
}
