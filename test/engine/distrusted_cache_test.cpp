// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>
#include <vector>

#include "engine/pack_cache/checked_mark.h"
#include "engine/pack_cache/packed_cache.h"
#include "support/scratch_folder.h"
#include "support/tampering.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// A cache that holds one layer.
class Kept {
 public:
  Kept() { file_ = keep().path; }

  PackedCache cache() const {
    return {{scratch_.path() / "cache/packed", 1 << 20, 0, {}},
            checkpoint_,
            MappedFile(checkpoint_).version(),
            "AVX2"};
  }
  PackedCache::Kept keep() const {
    return cache().keep(std::vector<PackedLayer>{{"conv1", "f32", typed(std::span(floats_))}});
  }
  bool is_found() const { return !cache().find().layers.empty(); }
  const fs::path& file() const { return file_; }

  /// Damages the weights and says that they have been checked.
  void forge() const {
    {
      std::fstream stream(file_, std::ios::in | std::ios::out | std::ios::binary);
      stream.seekp(-4, std::ios::end);
      stream << "evil";
    }
    mark_as_checked(file_, MappedFile(file_).version());
  }

 private:
  ScratchFolder scratch_;
  fs::path checkpoint_ = scratch_.write("model.pth", "the checkpoint");
  std::vector<float> floats_ = std::vector<float>(64, 1.5F);
  fs::path file_;
};

TEST_CASE("packed weights that another user may have written are not used", "[engine]") {
  for (const Tampering& tampering : kTamperings) {
    INFO(tampering.name);
    const Kept kept;
    REQUIRE(kept.is_found());
    if (!tampering.apply(kept.file())) {
      WARN("SKIPPED: only root can give files away");
      continue;
    }
    CHECK_FALSE(kept.is_found());
    const PackedCache::Kept again = kept.keep();
    CHECK(kept.is_found() == again.reason.empty());
    if (!again.reason.empty()) {
      CHECK_THAT(again.reason, Catch::Contains(kept.file().parent_path().string()));
    }
  }
}

TEST_CASE("packed weights that another user had written are packed again", "[engine]") {
  const Kept kept;
  REQUIRE(::chmod(kept.file().c_str(), 0666) == 0);
  CHECK(kept.keep().path == kept.file());
  CHECK(kept.is_found());
}

TEST_CASE("the mark of packed weights is believed only if nobody else wrote it", "[engine]") {
  const Kept untouched;
  untouched.forge();
  REQUIRE(untouched.is_found());  // so a mark is all that is looked at
  for (const Tampering& tampering : kTamperings) {
    INFO(tampering.name);
    const Kept kept;
    kept.forge();
    if (tampering.apply(mark_of(kept.file()))) {
      CHECK_FALSE(kept.is_found());
    } else {
      WARN("SKIPPED: only root can give files away");
    }
  }
}

}  // namespace
}  // namespace resnext
