// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "fuzz/list_target.h"
#include "output/records/finished_inputs.h"

// Covers what --resume reads back. The bytes that a run keeps must hold the same records when the
// next run reads them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string run = "0123456789abcdef";
  return resnext::expect_list_or_refusal(data, size, [&](std::istream& stream) {
    using resnext::FinishedInputs;
    FinishedInputs finished = FinishedInputs::read(stream, resnext::kListName, run);
    resnext::expect(finished.bytes() <= size && finished.failed() <= finished.records());
    std::istringstream kept(std::string(reinterpret_cast<const char*>(data), finished.bytes()));
    FinishedInputs again = FinishedInputs::read(kept, resnext::kListName, run);
    resnext::expect(again.bytes() == finished.bytes() && again.failed() == finished.failed() &&
                    again.records() == finished.records());
    for (std::uint64_t i = 0; i <= finished.records(); ++i) {
      const bool taken = finished.take("a.jpg");
      resnext::expect(taken == again.take("a.jpg") && (!taken || i < finished.records()));
    }
  });
}
