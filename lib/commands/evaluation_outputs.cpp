// SPDX-License-Identifier: Apache-2.0
#include "commands/evaluation_outputs.h"

#include "base/error.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

bool is_same_file(const fs::path& a, const fs::path& b) {
  std::error_code ignored;
  return fs::is_regular_file(a, ignored) && fs::equivalent(a, b, ignored);
}

}  // namespace

EvaluationOutputs::EvaluationOutputs(const EvaluateRequest& request) {
  outputs_.push_back(request.output.empty() ? Output::standard() : Output::file(request.output));
  open(request.records, records_, {request.output});
  open(request.confusion, confusion_, {request.output, request.records});
}

void EvaluationOutputs::refuse_if_same(const fs::path& input) const {
  for (const Output& output : outputs_) {
    output.refuse_if_same(input);
  }
}

void EvaluationOutputs::open(const std::string& path, std::size_t& place,
                             const std::vector<std::string>& others) {
  if (path.empty()) {
    return;
  }
  place = outputs_.size();
  outputs_.push_back(Output::file(path));
  for (const std::string& other : others) {
    if (!other.empty() && is_same_file(path, other)) {
      throw UsageError(path + ": two outputs in one file; name another for one of them");
    }
  }
}

}  // namespace resnext
