// SPDX-License-Identifier: Apache-2.0
#include "evaluation/label_list.h"

#include "evaluation/listed_classes.h"
#include "fuzz/list_target.h"

// Covers evaluate's lists of labels, and what their names and numbers stand for.
namespace resnext {
namespace {

void resolve(const ListedClasses& classes, const std::vector<ListedLabel>& lines) {
  const auto count = static_cast<int>(few_labels().size());
  for (const ListedLabel& line : lines) {
    expect_refusal_with_name([&] {
      const std::optional<int> index = classes.find(line);
      expect(!index || (*index >= 0 && *index < count));
      expect(!classes.name(line).empty());
    });
  }
}

void read(std::istream& stream) {
  static const std::map<int, std::string> none;
  static const std::map<int, std::string> synsets = {{1, "n02012849"}, {490, "n01443537"}};
  static const ListedClasses by_index(few_labels(), none);
  static const ListedClasses by_synset(few_labels(), synsets);
  const std::vector<ListedLabel> lines = read_label_list(stream, kListName);
  resolve(by_index, lines);
  resolve(by_synset, lines);
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_list_or_refusal(data, size, resnext::read);
}
