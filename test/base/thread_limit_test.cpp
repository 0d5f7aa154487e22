// SPDX-License-Identifier: Apache-2.0
#include "base/thread_limit.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

TEST_CASE("as many threads as are wanted can be started, and none is left", "[base]") {
  CHECK(startable_threads(0) == 0);
  CHECK(startable_threads(3) == 3);
  CHECK(startable_threads(3) == 3);
}

}  // namespace
}  // namespace resnext
