// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/command_io.h"

// The console of the program: standard error.
namespace resnext {

class StandardError : public Console {
 public:
  bool is_terminal() const override;
  bool shares_standard_output() const override;

  /// Returns 79 where the terminal does not say.
  std::size_t width() const override;
  void write(std::string_view text) override;
  void redraw(std::string_view text) override;
};

}  // namespace resnext
