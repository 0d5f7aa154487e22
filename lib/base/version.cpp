// SPDX-License-Identifier: Apache-2.0
#include "base/version.h"

namespace resnext {

const char* program_version() { return RESNEXT_VERSION; }

}  // namespace resnext
