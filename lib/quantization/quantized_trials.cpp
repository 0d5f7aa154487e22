// SPDX-License-Identifier: Apache-2.0
#include "quantization/quantized_trials.h"

#include "models/quantization.h"
#include "quantization/quantization_report.h"

namespace resnext {
namespace {

ExecutionOptions int8_execution(ExecutionOptions execution) {
  execution.precision = Precision::kInt8;
  return execution;
}

}  // namespace

QuantizedTrials::QuantizedTrials(const QuantizedNetwork& quantized, const FoldedNetwork& base,
                                 const ExecutionOptions& execution, const TrialImages& images)
    : quantized_(quantized),
      base_(base),
      execution_(int8_execution(execution)),
      images_(images),
      all_int8_(folded_network(quantized, base, {}), {.execution = execution_}) {}

Engine QuantizedTrials::engine(const std::vector<std::string>& f32_layers) const {
  EngineOptions options = {.execution = execution_};
  options.packing.packed = {all_int8_.packed_layers(), nullptr};
  const FoldedNetwork folded = folded_network(quantized_, base_, f32_layers);
  if (!is_quantized(folded.network)) {
    options.execution.precision = Precision::kF32;
  }
  return Engine(folded, options);
}

double QuantizedTrials::error(const std::vector<std::string>& f32_layers) const {
  const Engine trial = engine(f32_layers);
  std::vector<float> logits(images_.logits.size());
  trial.make_session(images_.count).run(images_.images, logits);
  return logit_error(logits, images_.logits, static_cast<std::size_t>(trial.num_classes()));
}

}  // namespace resnext
