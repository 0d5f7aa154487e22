// SPDX-License-Identifier: Apache-2.0
#include "training/feature_cache.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "support/as_nobody.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

const std::string kOne(64, '1');
const std::string kTwo(64, '2');

TEST_CASE("features are found again, also by another process", "[training]") {
  const ScratchFolder scratch;
  const std::vector<float> values = {1.5F, -2, 3e-20F};
  std::vector<float> found(3);
  {
    FeatureCache cache(scratch.path() / "deep/cache", "key", 3);
    CHECK(!cache.find(kOne, found));
    CHECK(cache.add(kOne, values));
    CHECK(cache.find(kOne, found));
  }
  found = {};
  found.resize(3);
  const FeatureCache again(scratch.path() / "deep/cache", "key", 3);
  CHECK(again.find(kOne, found));
  CHECK(found == values);
  CHECK(!again.find(kTwo, found));
  CHECK(!FeatureCache(scratch.path() / "deep/cache", "other", 3).find(kOne, found));
}

TEST_CASE("records torn by a crash are not returned", "[training]") {
  const ScratchFolder scratch;
  std::filesystem::path path;
  std::vector<float> found(2);
  {
    FeatureCache cache(scratch.path(), "key", 2);
    cache.add(kOne, std::vector<float>{1, 2});
    cache.add(kTwo, std::vector<float>{3, 4});
    path = cache.path();
  }
  const auto size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size - 3);  // torn
  {
    FeatureCache cache(scratch.path(), "key", 2);
    CHECK(cache.find(kOne, found));
    CHECK(!cache.find(kTwo, found));
    CHECK(cache.add(kTwo, std::vector<float>{3, 4}));
  }
  CHECK(std::filesystem::file_size(path) == size);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(66);  // among the first record's values
    file.put('x');
  }
  const FeatureCache cache(scratch.path(), "key", 2);
  CHECK(!cache.find(kOne, found));
  CHECK(cache.find(kTwo, found));
  CHECK(found == std::vector<float>{3, 4});
}

TEST_CASE("a cache that can't be written costs only time", "[training]") {
  FeatureCache cache("/proc/nowhere", "key", 2);
  std::vector<float> values(2);
  CHECK(!cache.add(kOne, values));
  CHECK(!cache.find(kOne, values));
}

TEST_CASE("a read-only cache is read", "[training]") {
  const ScratchFolder scratch;
  std::vector<float> values = {1, 2};
  std::filesystem::path path;
  {
    FeatureCache cache(scratch.path() / "shared", "key", 2);
    cache.add(kOne, values);
    cache.add(kTwo, values);
    path = cache.path();
  }
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);  // torn
  using std::filesystem::perms;
  std::filesystem::permissions(scratch.path(), perms(0755));
  std::filesystem::permissions(scratch.path() / "shared", perms(0555));
  std::filesystem::permissions(path, perms(0444));
  {
    const AsNobody nobody;
    FeatureCache cache(scratch.path() / "shared", "key", 2);
    CHECK(cache.find(kOne, values));
    CHECK(!cache.find(kTwo, values));
    CHECK(!cache.add(kTwo, values));
    CHECK(cache.find(kOne, values));
  }
  std::filesystem::permissions(scratch.path() / "shared", perms(0755));
}

TEST_CASE("records torn by another process do not harm later ones", "[training]") {
  const ScratchFolder scratch;
  std::vector<float> values = {1, 2};
  {
    FeatureCache cache(scratch.path(), "key", 2);
    cache.add(kOne, values);
    std::ofstream(cache.path(), std::ios::app | std::ios::binary) << "the beginning of a record";
    CHECK(cache.add(kTwo, values));
    CHECK(cache.find(kTwo, values));
  }
  const FeatureCache cache(scratch.path(), "key", 2);
  CHECK(cache.find(kOne, values));
  CHECK(cache.find(kTwo, values));
}

TEST_CASE("processes that compute the same features write them once", "[training]") {
  const ScratchFolder scratch;
  const std::vector<float> values = {1, 2};
  std::vector<float> found(2);
  FeatureCache first(scratch.path(), "key", 2);
  FeatureCache second(scratch.path(), "key", 2);
  CHECK(first.add(kOne, values));
  const auto size = std::filesystem::file_size(first.path());
  CHECK(second.add(kOne, values));
  CHECK(std::filesystem::file_size(first.path()) == size);
  CHECK(second.find(kOne, found));
  CHECK(second.add(kTwo, values));
  CHECK(first.add(kTwo, values));
  CHECK(std::filesystem::file_size(first.path()) == 2 * size);
  CHECK(first.find(kTwo, found));
  CHECK(found == values);
}

TEST_CASE("a damaged record is written again", "[training]") {
  const ScratchFolder scratch;
  const std::vector<float> values = {1, 2};
  std::vector<float> found(2);
  FeatureCache cache(scratch.path(), "key", 2);
  cache.add(kOne, values);
  {
    std::fstream file(cache.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(66);  // among the values
    file.put('x');
  }
  CHECK(!cache.find(kOne, found));
  CHECK(cache.add(kOne, values));
  CHECK(cache.find(kOne, found));
}

}  // namespace
}  // namespace resnext
