// SPDX-License-Identifier: Apache-2.0
#include "server/access_token.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

using Catch::Contains;

TEST_CASE("a token is let in, and nothing else") {
  const ScratchFolder folder;
  const auto file = folder.path() / "token";
  std::ofstream(file) << " 0123456789abcdef\r\n";
  const AccessToken token = AccessToken::read(file);
  CHECK(token.fits("Bearer 0123456789abcdef"));
  CHECK(token.fits("bearer  0123456789abcdef"));
  for (const char* const other :
       {"", "Bearer", "Bearer ", "0123456789abcdef", "Basic 0123456789abcdef",
        "Bearer 0123456789abcde", "Bearer 0123456789abcdef0", "Bearer 0123456789abcdeg"}) {
    CHECK(!token.fits(other));
  }
}

TEST_CASE("a file without a token is refused") {
  const ScratchFolder folder;
  const auto file = folder.path() / "token";
  CHECK_THROWS_WITH(AccessToken::read(file), Contains("token") && Contains("can't be read"));
  std::ofstream(file) << "short\n";
  CHECK_THROWS_WITH(AccessToken::read(file), Contains("5 characters; expected a token of 16"));
  std::ofstream(file) << "sixteen letters and spaces";
  CHECK_THROWS_WITH(AccessToken::read(file), Contains("spaces"));
  std::ofstream(file) << std::string(3000, 'x');
  CHECK_THROWS_AS(AccessToken::read(file), UsageError);
}

}  // namespace
}  // namespace resnext
