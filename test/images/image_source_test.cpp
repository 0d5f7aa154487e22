// SPDX-License-Identifier: Apache-2.0
#include "images/source/image_source.h"

#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/stable_hash.h"
#include "images/source/glob.h"
#include "images/source/image_files.h"
#include "images/source/path_entries.h"
#include "images/source/path_list.h"
#include "images/source/shard.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

void add(const fs::path& path, const std::string& content = "GIF89a") {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

Names all_of(ImageSource& source, const fs::path& root = {}) {
  Names names;
  while (const std::optional<ImageInput> input = source.next()) {
    names.push_back(root.empty() ? input->path.string()
                                 : input->path.lexically_relative(root).string());
  }
  return names;
}

Names matches(const fs::path& root, const std::string& pattern) {
  const StopFlag never;
  return all_of(*make_image_source({.inputs = {root / pattern}}, never), root);
}

Names listed(const fs::path& list, bool nul_separated = false) {
  const StopFlag never;
  PathList source(list.string(), nul_separated, never);
  return all_of(source);
}

TEST_CASE("patterns match as the shell's do, in natural order", "[source]") {
  const ScratchFolder folder;
  const fs::path& root = folder.path();
  for (const char* name : {"a/img10.jpg", "a/img2.jpg", "a/.hidden.jpg", "a/deep/er/x.jpg",
                           "a/deep/y.png", "b/img1.jpg", "c[1].jpg", ".d/z.jpg"}) {
    add(root / name);
  }
  fs::create_directory_symlink(root, root / "b" / "loop");
  CHECK(matches(root, "a/*.jpg") == Names{"a/img2.jpg", "a/img10.jpg"});
  CHECK(matches(root, "[ab]/img?.jpg") == Names{"a/img2.jpg", "b/img1.jpg"});
  CHECK(matches(root, "*/img1*") == Names{"a/img10.jpg", "b/img1.jpg"});
  CHECK(matches(root, "a/d*") == Names{"a/deep/er/x.jpg", "a/deep/y.png"});  // folders are walked
  CHECK(matches(root, "a/.h*") == Names{"a/.hidden.jpg"});
  CHECK(matches(root, "**/*.jpg") ==
        Names{"a/deep/er/x.jpg", "a/img2.jpg", "a/img10.jpg", "b/img1.jpg", "c[1].jpg"});
  CHECK(matches(root, "a/**") ==
        Names{"a/deep/er/x.jpg", "a/deep/y.png", "a/img2.jpg", "a/img10.jpg"});
  CHECK(matches(root, "**/de*/*") == Names{"a/deep/y.png"});
  CHECK(matches(root, "c[1].jpg") == Names{"c[1].jpg"});    // exists: not a pattern
  CHECK(matches(root, "none*.jpg") == Names{"none*.jpg"});  // an error record will say so
  CHECK_THROWS_AS(matches(root, "**/a/**"), UsageError);
}

TEST_CASE("a list of files has lines or NULs, and needs none at its end", "[source]") {
  const ScratchFolder folder;
  const fs::path list = folder.path() / "list";
  add(list, "a.jpg\n\nb c.jpg\r\nd\xE9.jpg\nlast");
  CHECK(listed(list) == Names{"a.jpg", "b c.jpg", "d\xE9.jpg", "last"});
  add(list, std::string("a\nb.jpg\0\0c\r\0last", 16));
  CHECK(listed(list, true) == Names{"a\nb.jpg", "c\r", "last"});
  add(list, "");
  CHECK(listed(list).empty());
  std::string many;
  for (int i = 0; i < 30'000; ++i) many += "folder/image" + std::to_string(i) + ".jpg\n";
  add(list, many);
  CHECK(listed(list).size() == 30'000);
  add(list, std::string(3 << 20, 'x'));
  CHECK_THROWS_AS(listed(list), UsageError);
  CHECK_THROWS_AS(listed(folder.path() / "missing"), UsageError);
  CHECK_THROWS_AS(listed(folder.path()), UsageError);
}

TEST_CASE("a list has the same entries however its bytes arrive", "[source]") {
  const auto [nul_separated, list, expected] = GENERATE(table<bool, std::string, Names>(
      {{false, "a.jpg\n\r\nb c.jpg\r\n\nlast\r", {"a.jpg", "b c.jpg", "last"}},
       {true, std::string("a\n\0\0c\r\0last\0", 12), {"a\n", "c\r", "last"}}}));
  for (std::size_t piece = 1; piece <= list.size(); ++piece) {
    PathEntries entries("list", nul_separated);
    Names found;
    for (std::size_t at = 0; at <= list.size(); at += piece) {
      entries.append(std::string_view(list).substr(at, piece));
      if (at + piece > list.size()) entries.end();
      while (std::optional<std::string> entry = entries.next()) found.push_back(std::move(*entry));
    }
    CAPTURE(piece);
    CHECK(found == expected);
    CHECK_FALSE(entries.next());
  }
}

TEST_CASE("lines are given as they arrive, and the wait can be ended", "[source]") {
  std::array<int, 2> pipe_ends;
  REQUIRE(pipe(pipe_ends.data()) == 0);
  StopFlag stop;
  PathList source("/dev/fd/" + std::to_string(pipe_ends[0]), false, stop);
  const auto send = [&](std::string_view text) {
    return write(pipe_ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
  };
  REQUIRE(send("one.jpg\ntw"));
  CHECK(source.next()->path == "one.jpg");
  CHECK_FALSE(source.is_waiting());
  bool sent = false;  // Catch's assertions are for one thread
  std::thread rest([&] {
    while (!source.is_waiting()) std::this_thread::yield();
    sent = send("o.jpg\n");
  });
  CHECK(source.next()->path == "two.jpg");
  rest.join();
  CHECK(sent);
  std::thread stopper([&] {
    while (!source.is_waiting()) std::this_thread::yield();
    stop.raise();
  });
  CHECK_FALSE(source.next());
  stopper.join();
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST_CASE("listed folders are walked; sources follow one another", "[source]") {
  const ScratchFolder folder;
  const fs::path& root = folder.path();
  add(root / "photos/a.jpg");
  add(root / "photos/b.jpg");
  add(root / "list", (root / "photos").string() + "\n" + (root / "photos/*.jpg").string());
  const StopFlag never;
  const auto source = make_image_source(
      {.inputs = {root / "first.jpg"}, .files_from = (root / "list").string()}, never);
  // In a list, nothing is a pattern.
  CHECK(all_of(*source, root) ==
        Names{"first.jpg", "photos/a.jpg", "photos/b.jpg", "photos/*.jpg"});
  const auto piped = make_image_source({.stdin_image = true}, never);
  const std::optional<ImageInput> input = piped->next();
  REQUIRE(input);
  CHECK(input->standard_input);
  CHECK(input->path == "-");
  CHECK_FALSE(piped->next());
}

TEST_CASE("a folder that can't be read is returned itself", "[source]") {
  const ScratchFolder folder;
  add(folder.path() / "a.jpg");
  fs::create_directory(folder.path() / "locked");
  fs::permissions(folder.path() / "locked", fs::perms::none);
  if (geteuid() == 0) {
    WARN("SKIPPED: root may read every folder");
    return;
  }
  CHECK(matches(folder.path(), "") == Names{"a.jpg", "locked"});
}

TEST_CASE("shards cover every path once, and evenly", "[source]") {
  constexpr std::uint64_t kCount = 7;
  constexpr int kPaths = 7'000;
  std::array<int, kCount> sizes = {};
  for (int i = 0; i < kPaths; ++i) {
    const std::string path = "photos/img" + std::to_string(i) + ".jpg";
    int shards = 0;
    for (std::uint64_t number = 1; number <= kCount; ++number) {
      const bool inside = is_in_shard(path, {number, kCount});
      shards += inside ? 1 : 0;
      sizes[number - 1] += inside ? 1 : 0;
    }
    REQUIRE(shards == 1);
  }
  for (const int size : sizes) CHECK(std::abs(size - 1000) < 150);  // 5 standard deviations
}

TEST_CASE("the hash of a path never changes", "[source]") {
  CHECK(stable_hash("") == 0xefd01f60ba992926U);
  CHECK(stable_hash("photos/img1.jpg") == 0x8de5d8513ab30060U);
  CHECK(stable_hash("caf\xE9.jpg") == 0x376cb7b6573bb48dU);
}

TEST_CASE("a shard is K/N", "[source]") {
  CHECK(parse_shard("3/8").number == 3);
  CHECK(parse_shard("8/8").count == 8);
  for (const char* wrong : {"", "3", "0/8", "9/8", "1/0", "-1/8", "1/8x", "1//8", "a/b", "1 /8",
                            "1/99999999999999999999"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(parse_shard(wrong), UsageError);
  }
}

TEST_CASE("inputs outside the shard are left out", "[source]") {
  const ScratchFolder folder;
  for (int i = 0; i < 40; ++i) add(folder.path() / (std::to_string(i) + ".jpg"));
  const StopFlag never;
  std::multiset<std::string> seen;
  for (std::uint64_t number = 1; number <= 3; ++number) {
    const auto in_shard = [number](const fs::path& path) {
      return is_in_shard(path.native(), {number, 3});
    };
    const auto source = make_image_source({.inputs = {folder.path()}, .keep = in_shard}, never);
    for (const std::string& name : all_of(*source)) seen.insert(name);
  }
  CHECK(seen.size() == 40);
  CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 40);
}

}  // namespace
}  // namespace resnext
