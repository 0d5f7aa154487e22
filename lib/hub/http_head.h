// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include "hub/http.h"

// Reads the header of a response. Private to lib/hub, as it shows libcurl.
namespace resnext {

/// Returns the header of the response that `easy` has received last.
HttpHead read_head(CURL* easy);

}  // namespace resnext
