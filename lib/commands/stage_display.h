// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "commands/progress_display.h"
#include "quantization/quantize_model.h"

// Shows a person which stage a quantization is in.
namespace resnext {

/// A progress display that starts anew with each stage and names it. Not thread-safe.
class StageDisplay {
 public:
  /// `shown`: false shows nothing.
  StageDisplay(Console& console, bool shown) : console_(&console), shown_(shown) {}

  void update(const QuantizeProgress& progress);

  /// Takes the progress off the terminal.
  void clear() { display_.reset(); }

 private:
  Console* console_;
  bool shown_;
  std::string stage_;
  std::optional<ProgressDisplay> display_;
};

}  // namespace resnext
