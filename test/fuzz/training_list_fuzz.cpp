// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text/natural_order.h"
#include "base/text/quote.h"
#include "fuzz/list_target.h"
#include "training/training_set.h"

// Covers finetune's lists of images and classes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_list_or_refusal(data, size, [](std::istream& stream) {
    const auto set = resnext::training_set_in_list(stream, resnext::kListName, "photos");
    resnext::expect(std::ranges::is_sorted(set.classes, resnext::natural_less));
    resnext::expect(std::ranges::all_of(set.classes, resnext::is_utf8));
    std::vector<int> counts(set.classes.size());
    for (const resnext::TrainingImage& image : set.images) {
      ++counts.at(static_cast<std::size_t>(image.class_index));
    }
    resnext::expect(counts.size() >= 2 && std::ranges::min(counts) >= 2);
  });
}
