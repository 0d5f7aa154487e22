// SPDX-License-Identifier: Apache-2.0
#include "evaluation/imagenet_validation.h"
#include "fuzz/list_target.h"

// Covers evaluate's tables of ids and WordNet ids.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_list_or_refusal(data, size, [](std::istream& stream) {
    const auto synsets = resnext::read_synsets(stream, resnext::kListName);
    resnext::expect(!synsets.empty());
    for (const auto& [id, synset] : synsets) {
      resnext::expect(id >= 0 && resnext::is_wordnet_id(synset));
    }
  });
}
