// SPDX-License-Identifier: Apache-2.0
#include "commands/doctor_command.h"

#include "base/files/output.h"
#include "models/registry.h"
#include "output/summaries/diagnosis_report.h"

namespace resnext {

CommandOutcome run_doctor(const DoctorRequest& request) {
  const ModelConfig model = request.model.empty() ? default_model() : resolve_model(request.model);
  const Diagnosis diagnosis = diagnose(model, request.execution, process_environment());
  Output output = Output::standard();
  output.write(request.json ? diagnosis_to_json(diagnosis) : diagnosis_to_text(diagnosis));
  return findings(diagnosis).empty() ? CommandOutcome::kSuccess : CommandOutcome::kProblemsFound;
}

}  // namespace resnext
