// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "fuzz/list_target.h"
#include "inference/class_names.h"

// Covers the lists of --classes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_list_or_refusal(data, size, [](std::istream& stream) {
    const auto& labels = resnext::few_labels();
    const std::vector<int> classes = resnext::read_class_list(stream, resnext::kListName, labels);
    const bool ascending =
        std::ranges::adjacent_find(classes, std::ranges::greater_equal()) == classes.end();
    resnext::expect(ascending && !classes.empty() && classes.front() >= 0 &&
                    classes.back() < static_cast<int>(labels.size()));
  });
}
