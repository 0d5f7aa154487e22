// SPDX-License-Identifier: Apache-2.0
#include "output/pages/activation_files.h"

#include <catch2/catch.hpp>
#include <set>

#include "base/error.h"
#include "images/decode/decode.h"
#include "images/source/image_files.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

ImageResult activated(const std::string& path) {
  ImageResult result;
  result.path = path;
  Activation& activation = result.activation.emplace();
  activation.map = {1, 1, {1}};
  activation.photo = {2, 1, {10, 10, 10, 200, 200, 200}};
  return result;
}

TEST_CASE("no two paths share a picture's name", "[output]") {
  CHECK(activation_file_name("dog.jpg") == "dog.jpg.png");
  CHECK(activation_file_name("photos/dog.jpg") == "photos%2Fdog.jpg.png");
  CHECK(activation_file_name("-") == "-.png");
  std::set<std::string> names;
  const std::string letters(300, 'x');
  const std::vector<std::string> paths = {
      "a/b",   "a%2Fb", "a%252Fb",           "/a/b",           "./a/b",   "a.png", "a.png.png",
      "a\xFF", letters, letters + "/" + "y", letters + "%2Fy", "a/../a/b"};
  for (const std::string& path : paths) {
    const std::string name = activation_file_name(path);
    CHECK(name.size() <= 255);
    CHECK(name.find('/') == std::string::npos);
    names.insert(name);
  }
  CHECK(names.size() == paths.size());
  std::string umlauts;
  for (int i = 0; i < 200; ++i) {
    umlauts += "\xC3\xA4";
  }
  const std::string cut = activation_file_name("x" + umlauts);
  CHECK(cut.substr(197, 3) == "\xC3\xA4-");
  CHECK(cut.size() == 199 + 1 + 16 + 4);
}

TEST_CASE("pictures are upright and replace older ones as a whole", "[output]") {
  const ScratchFolder scratch;
  const ActivationFiles files(scratch.path() / "deep/cam", {});
  const auto read = [&scratch] {
    return decode_image(read_image_file(scratch.path() / "deep/cam/a.jpg.png"), {}).image;
  };
  files.write(activated("a.jpg"));
  CHECK(read().width == 2);
  ImageResult turned = activated("a.jpg");
  turned.activation->orientation = 6;
  files.write(turned);
  CHECK(read().height == 2);
  CHECK(read().rgb[0] < read().rgb[3]);
  ImageResult failed;
  failed.path = "b.jpg";
  files.write(failed);
  const auto entries = std::filesystem::directory_iterator(scratch.path() / "deep/cam");
  CHECK(std::distance(begin(entries), end(entries)) == 1);
}

TEST_CASE("folders that are not writable or hold photos are refused", "[output]") {
  const ScratchFolder scratch;
  const auto photo = scratch.write("photos/a.jpg", "x");
  const auto file = scratch.write("file", "x");
  const auto folder = [&scratch](const char* name) { return scratch.path() / name; };
  CHECK_THROWS_AS(ActivationFiles(file, {}), OutputError);
  CHECK_THROWS_AS(ActivationFiles(file / "below", {}), OutputError);
  CHECK_THROWS_WITH(ActivationFiles(folder("photos"), {photo.string()}),
                    Catch::Contains("holds the photo"));
  CHECK_THROWS_WITH(ActivationFiles(folder("photos"), {folder("photos").string()}),
                    Catch::Contains("lies in"));
  CHECK_THROWS_WITH(ActivationFiles(folder("photos/new/cam"), {folder("photos").string()}),
                    Catch::Contains("lies in"));
  CHECK_FALSE(std::filesystem::exists(folder("photos/new")));
  const ActivationFiles files(folder("photos"), {});
  CHECK_THROWS_AS(files.write(activated(photo.string())), UsageError);
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(scratch.path());
  CHECK_THROWS_WITH(ActivationFiles("cam", {"."}), Catch::Contains("lies in"));
  CHECK_THROWS_WITH(ActivationFiles("photos/cam", {"**/*.png"}), Catch::Contains("lies in"));
  CHECK_THROWS_WITH(ActivationFiles("photos/cam", {"p*"}), Catch::Contains("lies in"));
  CHECK_FALSE(std::filesystem::exists("cam"));
  CHECK_FALSE(std::filesystem::exists("photos/cam"));
  CHECK_NOTHROW(ActivationFiles("cam", {"photos/*.jpg", "**/*.jpg", "q*"}));
  std::filesystem::current_path(before);
  CHECK_NOTHROW(ActivationFiles(folder("photos2"), {folder("photos").string(), photo.string()}));
}

}  // namespace
}  // namespace resnext
