// SPDX-License-Identifier: Apache-2.0
#include "engine/pack_cache/packed_cache.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <numeric>
#include <thread>
#include <vector>

#include "engine/pack_cache/checked_mark.h"
#include "engine/pack_cache/packed_file.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Two layers, 64-byte aligned, and a cache for their checkpoint.
class Packed {
 public:
  Packed() : checkpoint_(scratch_.write("model.pth", "the checkpoint")) {
    std::iota(floats_.begin(), floats_.end(), 1.0F);
  }

  PackedCache cache(const std::string& settings = "AVX2", std::uint64_t limit = 1 << 20) const {
    return cache_of(checkpoint_, {folder(), limit, 0, {}}, settings);
  }

  static PackedCache cache_of(const fs::path& checkpoint, const PackedCacheOptions& options,
                              const std::string& settings = "AVX2") {
    return {options, checkpoint, MappedFile(checkpoint).version(), settings};
  }

  std::vector<PackedLayer> layers() const {
    return {{"conv1", "tiles 1", typed(std::span(floats_).first(160))},
            {"layer1.0.conv1", "f32 blocks", typed(std::span(floats_).last(64))}};
  }

  fs::path folder() const { return scratch_.path() / "cache/packed"; }
  const fs::path& checkpoint() const { return checkpoint_; }

  /// Returns the only packed file.
  fs::path file() const {
    fs::path found;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder())) {
      if (entry.path().extension() == ".safetensors") {
        CHECK(found.empty());
        found = entry.path();
      }
    }
    return found;
  }

 private:
  ScratchFolder scratch_;
  fs::path checkpoint_;
  std::vector<float> floats_ = std::vector<float>(224);
};

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Waits for the next tick of the kernel's clock: a change within a tick is not seen on a file
/// system in memory.
void write(const fs::path& file, const std::string& content) {
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::ofstream(file, std::ios::binary) << content;
}

TEST_CASE("packed weights are found by the checkpoint's content and the settings", "[engine]") {
  const Packed packed;
  CHECK(packed.cache().find().layers.empty());
  const PackedCache::Kept kept = packed.cache().keep(packed.layers());
  CHECK(kept.path == packed.file());
  CHECK(kept.reason.empty());

  const PackedLayers found = packed.cache().find();
  REQUIRE(found.layers.size() == 2);
  const std::vector<PackedLayer> layers = packed.layers();
  for (std::size_t i = 0; i < 2; ++i) {
    const PackedLayer& expected = layers[i];
    CHECK(found.layers[i].node == expected.node);
    CHECK(found.layers[i].layout == expected.layout);
    CHECK(std::ranges::equal(as_f32(found.layers[i].data), as_f32(expected.data)));
    CHECK(reinterpret_cast<std::uintptr_t>(found.layers[i].data.bytes.data()) % 64 == 0);
  }
  CHECK(packed.cache("AVX512_CORE").find().layers.empty());
  CHECK_THAT(packed.cache().keep(packed.layers()).reason, Catch::Contains("already"));

  const fs::path copy = packed.checkpoint().parent_path() / "copy.pth";
  fs::copy_file(packed.checkpoint(), copy);
  const PackedCache same = Packed::cache_of(copy, {packed.folder(), 1 << 20, 0, {}});
  CHECK(same.find().layers.empty());  // its hash is unknown until it is read
  CHECK_THAT(same.keep(packed.layers()).reason, Catch::Contains("already"));
  CHECK(same.find().layers.size() == 2);

  write(packed.checkpoint(), "another one!!!");
  CHECK(packed.cache().find().layers.empty());
}

TEST_CASE("a checkpoint that changes during use is not mistaken for the old one", "[engine]") {
  const Packed packed;
  const PackedCache opened = packed.cache();
  write(packed.checkpoint(), "longer than it was before");
  CHECK_THAT(opened.keep(packed.layers()).reason, Catch::Contains("changed"));
  CHECK(packed.file().empty());
  packed.cache().keep(packed.layers());
  CHECK(opened.find().layers.empty());
  write(packed.checkpoint(), "short");
  const PackedCache removed = packed.cache();
  fs::remove(packed.checkpoint());
  CHECK_THAT(removed.keep(packed.layers()).reason, Catch::Contains("changed"));
}

TEST_CASE("a torn packed file is never used and is rewritten", "[engine]") {
  const Packed packed;
  packed.cache().keep(packed.layers());
  const fs::path file = packed.file();
  const std::string whole = content_of(file);
  std::vector<std::string> torn;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{7}, std::size_t{100}, std::size_t{4096}, whole.size() - 1}) {
    torn.push_back(whole.substr(0, size));
  }
  std::string zeros = whole;  // like pages that a power cut has lost
  std::fill(zeros.begin() + 4096, zeros.end(), '\0');
  torn.push_back(zeros);
  for (const std::size_t at : {std::size_t{3}, std::size_t{20}, std::size_t{4096},
                               std::size_t{4096 + 500}, whole.size() - 1}) {
    torn.push_back(whole);
    torn.back()[at] = static_cast<char>(torn.back()[at] ^ 4);
  }
  torn.push_back(whole + "more");
  for (const std::string& content : torn) {
    INFO(content.size() << " bytes");
    write(file, content);
    CHECK(packed.cache().find().layers.empty());
    CHECK(packed.cache().keep(packed.layers()).path == file);
    CHECK(packed.cache().find().layers.size() == 2);
    CHECK(content_of(file) == whole);
  }
}

TEST_CASE("a file is checked again when it has changed or the system has restarted", "[engine]") {
  const Packed packed;
  packed.cache().keep(packed.layers());
  const fs::path file = packed.file();
  const auto is_marked = [&] {
    return is_marked_as_checked(file, PackedFile::open(file).value().version());
  };
  CHECK(is_marked());
  write(mark_of(file), "another start\n");
  CHECK_FALSE(is_marked());
  CHECK(packed.cache().find().layers.size() == 2);
  CHECK(is_marked());
  fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(1));
  CHECK_FALSE(is_marked());
  CHECK(PackedFile::open(file)->is_intact());
}

TEST_CASE("replacing a torn file does not mark it as checked", "[engine]") {
  const Packed packed;
  packed.cache().keep(packed.layers());
  const fs::path file = packed.file();
  std::string torn = content_of(file);
  torn.back() = static_cast<char>(torn.back() ^ 1);
  write(file, torn);
  const PackedFile opened = PackedFile::open(file).value();
  fs::remove(file);
  packed.cache().keep(packed.layers());
  CHECK_FALSE(opened.is_intact());
  CHECK_FALSE(is_marked_as_checked(file, opened.version()));
  CHECK(is_marked_as_checked(file, PackedFile::open(file).value().version()));
}

TEST_CASE("a hash that is recorded elsewhere is not computed again", "[engine]") {
  const Packed packed;
  const HashRecord others(packed.folder().parent_path() / "verified.json");
  others.add(HashRecord::stamp(packed.checkpoint()).value(), std::string(64, 'a'));
  const PackedCacheOptions options{packed.folder(), 1 << 20, 0, others.path()};
  Packed::cache_of(packed.checkpoint(), options).keep(packed.layers());
  CHECK_THAT(PackedFile::open(packed.file()).value().key(),
             Catch::Contains("sha256 " + std::string(64, 'a')));
  CHECK(Packed::cache_of(packed.checkpoint(), options).find().layers.size() == 2);
}

TEST_CASE("the least recently used files make room for a new one", "[engine]") {
  const Packed packed;
  const std::uint64_t size = [&] {
    packed.cache("measured").keep(packed.layers());
    return fs::file_size(packed.file());
  }();
  fs::remove(packed.file());
  const std::uint64_t limit = 2 * size;
  const auto use = [&](const std::string& settings, std::chrono::hours before) {
    const PackedCache cache = packed.cache(settings, limit);
    const fs::path path = cache.keep(packed.layers()).path;
    REQUIRE(!path.empty());
    fs::last_write_time(mark_of(path), fs::last_write_time(mark_of(path)) - before);
  };
  use("used long ago", std::chrono::hours(3));
  use("used once", std::chrono::hours(2));
  CHECK(packed.cache("used long ago", limit).find().layers.size() == 2);  // counts as a use
  const fs::path parked = packed.folder() / "parked.safetensors";
  write(parked, std::string(limit, 'x'));
  use("new", std::chrono::hours(0));
  CHECK(fs::exists(parked));  // not ours
  CHECK(packed.cache("used long ago", limit).find().layers.size() == 2);
  CHECK(packed.cache("new", limit).find().layers.size() == 2);
  CHECK(packed.cache("used once", limit).find().layers.empty());
}

TEST_CASE("nothing is kept if it does not pay", "[engine]") {
  const Packed packed;
  CHECK_THAT(packed.cache("AVX2", 10).keep(packed.layers()).reason, Catch::Contains("larger"));
  CHECK_FALSE(fs::exists(packed.folder()));
  const PackedCache small = Packed::cache_of(packed.checkpoint(), {packed.folder(), 1 << 20});
  CHECK_THAT(small.keep(packed.layers()).reason, Catch::Contains("no time"));
  CHECK_FALSE(fs::exists(packed.folder()));

  packed.cache().keep(packed.layers());
  CHECK(packed.cache("AVX2", 0).find().layers.empty());

  const PackedCache nowhere =
      Packed::cache_of(packed.checkpoint(), {packed.checkpoint() / "folder", 1 << 20, 0, {}});
  CHECK_THAT(nowhere.keep(packed.layers()).reason, Catch::Contains("can't be opened"));
  CHECK(nowhere.find().layers.empty());
}

TEST_CASE("a checkpoint whose name can't be recorded costs only time", "[engine]") {
  const Packed packed;
  const fs::path odd = packed.checkpoint().parent_path() / "caf\xe9.pth";
  fs::copy_file(packed.checkpoint(), odd);
  const PackedCache cache = Packed::cache_of(odd, {packed.folder(), 1 << 20, 0, {}});
  CHECK_THAT(cache.keep(packed.layers()).reason, Catch::Contains("noted"));
  CHECK(packed.file().empty());
}

TEST_CASE("only one process writes at a time", "[engine]") {
  const Packed packed;
  std::string reason;
  const FileLock lock = PackedFolder(packed.folder()).lock(reason);
  REQUIRE(lock.is_held());
  CHECK_THAT(packed.cache().keep(packed.layers()).reason, Catch::Contains("another process"));
}

TEST_CASE("interrupted runs leave no file, and files of killed runs are removed", "[engine]") {
  const Packed packed;
  CHECK_THROWS_AS(packed.cache().keep(packed.layers(), [] { return true; }), Cancelled);
  CHECK(packed.file().empty());
  const fs::path left_behind = packed.folder() / "0123456789abcdef.safetensors.17.tmp";
  const fs::path mark = packed.folder() / "0123456789abcdef.safetensors.checked";
  const fs::path mark_left_behind =
      packed.folder() / "0123456789abcdef.safetensors.checked.0123456789abcdef.tmp";
  const fs::path other = packed.folder() / "notes.tmp";
  write(left_behind, "half of it");
  write(mark_left_behind, "half of it");
  write(mark, "of a file that is gone");
  write(other, "somebody's");
  CHECK(!packed.cache().keep(packed.layers()).path.empty());
  CHECK_FALSE(fs::exists(left_behind));
  CHECK_FALSE(fs::exists(mark_left_behind));
  CHECK_FALSE(fs::exists(mark));
  CHECK(fs::exists(other));
}

}  // namespace
}  // namespace resnext
