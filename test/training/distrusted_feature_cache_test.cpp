// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/scratch_folder.h"
#include "support/tampering.h"
#include "training/feature_cache.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

TEST_CASE("features that another user may have written are not used", "[training]") {
  const std::string one(64, '1');
  const std::vector<float> values = {1, 2};
  for (const Tampering& tampering : kTamperings) {
    INFO(tampering.name);
    const ScratchFolder scratch;
    const fs::path folder = scratch.path() / "cache";
    fs::path file;
    {
      FeatureCache cache(folder, "key", values.size());
      REQUIRE(cache.add(one, values));
      file = cache.path();
    }
    if (!tampering.apply(file)) {
      WARN("SKIPPED: only root can give files away");
      continue;
    }
    FeatureCache cache(folder, "key", values.size());
    std::vector<float> found(values.size());
    CHECK_FALSE(cache.find(one, found));
    CHECK_FALSE(cache.add(one, values));
    CHECK_THAT(cache.problem(), Catch::Contains(folder.string()));
  }
}

}  // namespace
}  // namespace resnext
