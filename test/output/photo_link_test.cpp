// SPDX-License-Identifier: Apache-2.0
#include "output/pages/photo_link.h"

#include <catch2/catch.hpp>

#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a page links to its photos relative to its own folder", "[output]") {
  CHECK(photo_link("photos/dog.jpg", "") == "photos/dog.jpg");
  CHECK(photo_link("photos/dog.jpg", "r.html") == "photos/dog.jpg");
  CHECK(photo_link("photos/dog.jpg", "out/r.html") == "../photos/dog.jpg");
  CHECK(photo_link("./a/./b.jpg", "a/r.html") == "b.jpg");
  CHECK(photo_link("/data/b.jpg", "/data/pages/r.html") == "../b.jpg");
  CHECK(photo_link("//data//b.jpg", "/data/r.html") == "b.jpg");
  CHECK(photo_link("-", "r.html").empty());
  CHECK(photo_link("", "r.html").empty());
}

TEST_CASE("no photo's name is taken for a scheme, a query or markup", "[output]") {
  CHECK(photo_link("javascript:alert(1)", "") == "javascript%3Aalert%281%29");
  CHECK(photo_link("50%.jpg?a#b", "") == "50%25.jpg%3Fa%23b");
  CHECK(photo_link("a\"b'<c>&\n.jpg", "") == "a%22b%27%3Cc%3E%26%0A.jpg");
  CHECK(photo_link("caf\xE9 \\.jpg", "") == "caf%E9%20%5C.jpg");
}

TEST_CASE("links in a photo's path are followed before \"..\"", "[output]") {
  const ScratchFolder scratch;
  const fs::path photo = scratch.write("deep/photos/a.jpg", "x");
  fs::create_directory(scratch.path() / "deep/below");
  fs::create_directory_symlink(scratch.path() / "deep/below", scratch.path() / "link");
  const std::string page = (fs::canonical(scratch.path()) / "r.html").string();
  CHECK(photo_link((scratch.path() / "link/../photos/a.jpg").string(), page) ==
        "deep/photos/a.jpg");
}

}  // namespace
}  // namespace resnext
