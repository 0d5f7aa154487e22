// SPDX-License-Identifier: Apache-2.0
#include "commands/evaluation_outputs.h"

#include "commands/output_files.h"

namespace resnext {

EvaluationOutputs::EvaluationOutputs(const EvaluateRequest& request) {
  outputs_.push_back(request.output.empty() ? Output::standard() : Output::file(request.output));
  open(request.records, records_, {request.output});
  open(request.confusion, confusion_, {request.output, request.records});
}

void EvaluationOutputs::refuse_if_same(const std::filesystem::path& input) const {
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
  refuse_shared_output(path, others);
  outputs_.push_back(Output::file(path));
}

}  // namespace resnext
