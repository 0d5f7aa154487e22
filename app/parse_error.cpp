// SPDX-License-Identifier: Apache-2.0
#include "app/parse_error.h"

#include <iostream>
#include <sstream>

#include "app/standard_error.h"

namespace resnext {

ExitCode print_parse_error(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream help;
  std::ostringstream refusal;
  const int code = app.exit(error, help, refusal);
  std::cout << help.str() << std::flush;
  if (!refusal.str().empty()) {
    StandardError().write(refusal.str());
  }
  return code == 0 ? ExitCode::kSuccess : ExitCode::kUsage;
}

}  // namespace resnext
