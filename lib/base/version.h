// SPDX-License-Identifier: Apache-2.0
#pragma once

// The version of the program.
namespace resnext {

/// Returns the version as CMakeLists.txt states it: "0.1.0".
const char* program_version();

}  // namespace resnext
