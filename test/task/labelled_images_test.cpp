#include "task/labelled_images.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

const std::vector<Label>& labels() {
  static const std::vector<Label> kLabels = {{"goldfish", "n01443537", 1},
                                             {"crane", "n02012849", 134},
                                             {"crane", "n03126707", 517},
                                             {"7", "", std::nullopt}};
  return kLabels;
}

TEST_CASE("a folder a class, by WordNet id or label", "[task]") {
  const ScratchFolder scratch;
  scratch.write("goldfish/2.jpg", "x");
  scratch.write("goldfish/10.jpg", "x");
  scratch.write("n03126707/deep/er/a.png", "x");
  scratch.write(".cache/ignored.jpg", "x");
  scratch.write("README.txt", "about these photos");
  const auto images = labelled_images_in_folder(scratch.path(), labels());
  REQUIRE(images.size() == 3);
  CHECK(images[0].path == scratch.path() / "goldfish/2.jpg");
  CHECK(images[1].path == scratch.path() / "goldfish/10.jpg");
  CHECK(images[1].class_index == 0);
  CHECK(images[2].class_index == 2);
}

TEST_CASE("a folder that is no class, or two, is named", "[task]") {
  const ScratchFolder scratch;
  scratch.write("crane/1.jpg", "x");
  CHECK_THROWS_WITH(labelled_images_in_folder(scratch.path(), labels()),
                    Catch::Contains("two classes are called \"crane\""));
  const ScratchFolder other;
  other.write("unicorn/1.jpg", "x");
  CHECK_THROWS_WITH(labelled_images_in_folder(other.path(), labels()),
                    Catch::Contains("\"unicorn\" is no class"));
  CHECK_THROWS_AS(labelled_images_in_folder(other.path() / "none", labels()), UsageError);
  const ScratchFolder empty;
  CHECK_THROWS_WITH(labelled_images_in_folder(empty.path(), labels()),
                    Catch::Contains("no images found"));
}

TEST_CASE("a list of path and class, with more columns after them", "[task]") {
  const ScratchFolder scratch;
  const auto list = scratch.write(
      "list.tsv",
      "a b.jpg\tn02012849\t0\t32\t44\t62\r\n\n/abs/c.jpg\tgoldfish\nd.jpg\t2\ne.jpg\t7");
  const auto images = labelled_images_in_list(list, "photos", labels());
  REQUIRE(images.size() == 4);
  CHECK(images[0].path == "photos/a b.jpg");
  CHECK(images[0].class_index == 1);
  CHECK(images[1].path == "/abs/c.jpg");
  CHECK(images[1].class_index == 0);
  CHECK(images[2].class_index == 2);  // an index
  CHECK(images[3].class_index == 3);  // a label that looks like one wins
}

TEST_CASE("a bad line of a list is named", "[task]") {
  const ScratchFolder scratch;
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"a.jpg\tgoldfish\nb.jpg goldfish\n", "line 2: expected \"path TAB class\""},
      {"a.jpg\tcrane\n", "line 1: two classes"},
      {"a.jpg\t4\n", "line 1: class 4 is not from 0 to 3"},
      {"a.jpg\t-1\n", "line 1: class -1"},
      {"", "the list is empty"},
  }));
  const auto list = scratch.write("list.tsv", text);
  CHECK_THROWS_WITH(labelled_images_in_list(list, ".", labels()),
                    Catch::Contains("list.tsv") && Catch::Contains(expected));
}

}  // namespace
}  // namespace resnext
