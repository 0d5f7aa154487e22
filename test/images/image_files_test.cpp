// SPDX-License-Identifier: Apache-2.0
#include "images/source/image_files.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/text/natural_order.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

constexpr const char* kJpegBytes = "\xFF\xD8\xFF\xE0 and so on";

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "image_files_test.XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    root_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(root_); }

  const fs::path& root() const { return root_; }

  fs::path add(const fs::path& name, std::string_view content = kJpegBytes) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << content;
    return root_ / name;
  }

  // What list_images finds here, relative to the folder.
  Names list() const {
    Names names;
    for (const fs::path& path : list_images({root_}))
      names.push_back(path.lexically_relative(root_).string());
    return names;
  }

 private:
  fs::path root_;
};

ImageErrorCode code_of(const fs::path& path) {
  try {
    read_image_file(path);
  } catch (const ImageError& error) {
    CHECK_THAT(error.what(), Catch::Contains(path.string()));
    return error.code();
  }
  FAIL(path << " was read");
  return {};
}

TEST_CASE("names are in natural order", "[source]") {
  const Names ordered = {
      "",        "1",     "01",       "2",        "10",    "0100000000000000000000000",
      "a",       "A1",    "a1b",      "a01c",     "b",     "B",
      "img",     "IMG1",  "img2",     "img2.jpg", "img10", "img10b",
      "img010c", "zebra", "\xC3\xA4", "\xFF"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      CAPTURE(ordered[i], ordered[j]);
      // "B" sorts before "b": equal but for case, so by bytes.
      const bool swapped =
          (ordered[i] == "b" && ordered[j] == "B") || (ordered[i] == "B" && ordered[j] == "b") ||
          (ordered[i] == "1" && ordered[j] == "01") || (ordered[i] == "01" && ordered[j] == "1");
      CHECK(natural_less(ordered[i], ordered[j]) == (swapped ? i > j : i < j));
    }
  }
}

TEST_CASE("a file's bytes are read, or the reason is named", "[source]") {
  const Folder folder;
  const std::string content("a\0b\xFF\n", 5);
  const std::vector<std::byte> bytes = read_image_file(folder.add("x", content));
  REQUIRE(bytes.size() == 5);
  CHECK(bytes[1] == std::byte{0});
  CHECK(bytes[3] == std::byte{0xFF});
  const std::string jpeg = "\xFF\xD8\xFF\xE0" + std::string(300'000, 'x');
  CHECK(read_image_file(folder.add("big", jpeg)).size() == jpeg.size());

  CHECK(code_of(folder.root() / "missing") == ImageErrorCode::kNotFound);
  CHECK(code_of(folder.root() / "x" / "below a file") == ImageErrorCode::kNotFound);
  CHECK(code_of(folder.add("empty", "")) == ImageErrorCode::kEmpty);
  CHECK(code_of(folder.root()) == ImageErrorCode::kUnreadable);
}

TEST_CASE("folders are walked in natural order", "[source]") {
  const Folder folder;
  for (const char* name : {"img10.jpg", "img2.jpg", "IMG1.jpg", "set2/b.jpg", "set10/a.jpg",
                           "set2/a.jpg", "set2/deep/er/c.jpg", "zz.jpg"})
    folder.add(name);
  CHECK(folder.list() == Names{"IMG1.jpg", "img2.jpg", "img10.jpg", "set2/a.jpg", "set2/b.jpg",
                               "set2/deep/er/c.jpg", "set10/a.jpg", "zz.jpg"});
}

TEST_CASE("in folders, content or an image's name decides", "[source]") {
  const Folder folder;
  folder.add("README.txt", "about these photos");
  folder.add("no_extension");
  folder.add("photo.txt");
  folder.add("page.jpg", "<html>not found</html>");
  folder.add("empty.png", "");
  folder.add("empty.txt", "");
  folder.add("anim.bin", "GIF89a");
  folder.add(".hidden.jpg");
  folder.add(".cache/a.jpg");
  fs::create_symlink("nowhere", folder.root() / "dangling.jpg");
  fs::create_symlink("nowhere", folder.root() / "dangling");
  CHECK(folder.list() ==
        Names{"anim.bin", "dangling.jpg", "empty.png", "no_extension", "page.jpg", "photo.txt"});
}

TEST_CASE("named files are kept, whatever they are", "[source]") {
  const Folder folder;
  const std::vector<fs::path> inputs = {folder.add("b.txt", "text"), folder.root() / "missing.jpg",
                                        folder.add(".a.jpg"), folder.add("b.txt", "text")};
  CHECK(list_images(inputs) == inputs);
  CHECK(list_images({}).empty());
}

TEST_CASE("loops of links end, and linked folders are walked", "[source]") {
  const Folder folder;
  const Folder elsewhere;
  elsewhere.add("e.jpg");
  folder.add("a/b/x.jpg");
  fs::create_directory_symlink(folder.root(), folder.root() / "a" / "b" / "up");
  fs::create_directory_symlink("self", folder.root() / "self");
  fs::create_directory_symlink(elsewhere.root(), folder.root() / "linked");
  fs::create_directory_symlink(elsewhere.root(), folder.root() / "linked_too");
  CHECK(folder.list() == Names{"a/b/x.jpg", "linked/e.jpg", "linked_too/e.jpg"});
}

TEST_CASE("files that are not images or never end are not read completely", "[source]") {
  const Folder folder;
  CHECK(read_image_file(folder.add("video", std::string(300'000, 'x'))).size() < 1000);
  if (fs::exists("/dev/zero")) CHECK(read_image_file("/dev/zero").size() < 1000);
  const fs::path sparse = folder.add("sparse.png", "\x89PNG\r\n\x1A\n");
  fs::resize_file(sparse, std::uintmax_t{5} << 30);
  CHECK(code_of(sparse) == ImageErrorCode::kTooLarge);
  const fs::path jpeg = folder.add("a.jpg", "\xFF\xD8\xFF\xE0" + std::string(5000, 'x'));
  CHECK_THROWS_AS(read_image_file(jpeg, {.max_bytes = 5003}), ImageError);
  CHECK(read_image_file(jpeg, {.max_bytes = 5004}).size() == 5004);
}

TEST_CASE("names that are not UTF-8 survive", "[source]") {
  const Folder folder;
  const std::string name = "caf\xE9.jpg";
  folder.add(name);
  CHECK(folder.list() == Names{name});
  CHECK_FALSE(read_image_file(folder.root() / name).empty());
}

}  // namespace
}  // namespace resnext
