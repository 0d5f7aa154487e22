// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/files/output.h"
#include "commands/command_io.h"
#include "commands/evaluate_command.h"

// The files that an evaluation writes.
namespace resnext {

/// Returns the format that is named, otherwise the one of the report's extension, otherwise the
/// first of evaluation_formats().
const EvaluationFormat& report_format(const EvaluateRequest& request);

/// Reports an interruption. Images come class by class, so figures of the first of them would say
/// nothing about the whole.
CommandOutcome end_without_report(const EvaluateRequest& request, std::size_t done,
                                  std::size_t images, Console& console);

/// Opens them before anything that takes long. Throws OutputError; UsageError if two are one file.
class EvaluationOutputs {
 public:
  explicit EvaluationOutputs(const EvaluateRequest& request);

  /// Throws UsageError if `input`, which the run reads, is one of the files.
  void refuse_if_same(const std::filesystem::path& input) const;

  /// Throws UsageError if one of the files holds something.
  void refuse_to_replace() const;

  Output& report() { return outputs_.front(); }

  /// Return nullptr if the file is not asked for.
  Output* records() { return records_ == 0 ? nullptr : &outputs_[records_]; }
  Output* confusion() { return confusion_ == 0 ? nullptr : &outputs_[confusion_]; }

 private:
  void open(const std::string& path, std::size_t& place, const std::vector<std::string>& others);

  std::vector<Output> outputs_;
  std::size_t records_ = 0;
  std::size_t confusion_ = 0;
};

}  // namespace resnext
