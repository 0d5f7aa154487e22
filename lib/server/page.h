// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "server/endpoints.h"

// The page on which a photo can be dropped: lib/server/assets/, compiled in.
namespace resnext {

/// Returns the page, its style or its script.
std::string page_part(EndpointId id);

/// Returns the headers that go with them: nothing is loaded from or sent to anywhere else, and no
/// other site shows the page in a frame.
std::vector<std::pair<std::string, std::string>> page_headers();

}  // namespace resnext
