#pragma once

#include <memory>
#include <string>

#include "report/output.h"
#include "task/image_result.h"

namespace resnext {

/// Writes results in one format, one after another as they come. `output` must outlive it.
class Reporter {
 public:
  virtual ~Reporter() = default;
  /// Throws OutputError if the result can't be written.
  virtual void write(const ImageResult& result) = 0;
  /// After the last result: what the format needs at its end. Throws OutputError.
  virtual void finish() {}
};

enum class ReportFormat { kJson, kTable };

/// `pretty`: JSON over several lines, for a person; else one line an image.
std::unique_ptr<Reporter> make_reporter(ReportFormat format, bool pretty, Output& output);

}  // namespace resnext
