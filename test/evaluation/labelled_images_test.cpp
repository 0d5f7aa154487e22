// SPDX-License-Identifier: Apache-2.0
#include "evaluation/labelled_images.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "evaluation/imagenet_validation.h"
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

TEST_CASE("folders name classes by WordNet id or label", "[evaluation]") {
  const ScratchFolder scratch;
  scratch.write("goldfish/2.jpg", "x");
  scratch.write("goldfish/10.jpg", "x");
  scratch.write("n03126707/deep/er/a.png", "x");
  scratch.write(".cache/ignored.jpg", "x");
  scratch.write("README.txt", "about these photos");
  const auto images = labelled_images_in_folder(scratch.path(), labels()).images;
  REQUIRE(images.size() == 3);
  CHECK(images[0].path == scratch.path() / "goldfish/2.jpg");
  CHECK(images[1].path == scratch.path() / "goldfish/10.jpg");
  CHECK(images[1].class_index == 0);
  CHECK(images[2].class_index == 2);
}

TEST_CASE("folders that name no class or two are reported", "[evaluation]") {
  const ScratchFolder scratch;
  scratch.write("crane/1.jpg", "x");
  CHECK_THROWS_WITH(labelled_images_in_folder(scratch.path(), labels()),
                    Catch::Contains("two classes are called \"crane\""));
  const ScratchFolder other;
  other.write("unicorn/1.jpg", "x");
  CHECK_THROWS_WITH(labelled_images_in_folder(other.path(), labels()),
                    Catch::Contains("\"unicorn\" is not a class"));
  CHECK_THROWS_AS(labelled_images_in_folder(other.path() / "none", labels()), UsageError);
  const ScratchFolder empty;
  CHECK_THROWS_WITH(labelled_images_in_folder(empty.path(), labels()),
                    Catch::Contains("no images found"));
}

TEST_CASE("lists of path and class may have more columns", "[evaluation]") {
  const ScratchFolder scratch;
  const auto list = scratch.write(
      "list.tsv",
      "a b.jpg\tn02012849\t0\t32\t44\t62\r\n\n/abs/c.jpg\tgoldfish\nd.jpg\t2\ne.jpg\t7");
  const auto images = labelled_images_in_list(list, labels(), {"photos"}).images;
  REQUIRE(images.size() == 4);
  CHECK(images[0].path == "photos/a b.jpg");
  CHECK(images[0].class_index == 1);
  CHECK(images[1].path == "/abs/c.jpg");
  CHECK(images[1].class_index == 0);
  CHECK(images[2].class_index == 2);  // an index
  CHECK(images[3].class_index == 3);  // a label that looks like an index wins
}

TEST_CASE("malformed lines of a list are reported", "[evaluation]") {
  const ScratchFolder scratch;
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"a.jpg\tgoldfish\nb.jpg goldfish\n", "line 2: expected \"path TAB class\""},
      {"a.jpg\tcrane\n", "line 1: two classes"},
      {"a.jpg\t4\n", "line 1: class 4 is not from 0 to 3"},
      {"a.jpg\t-1\n", "line 1: \"-1\" is not a class"},
      {"a.jpg\t\n", "line 1: expected \"path TAB class\", found \"a.jpg\t\""},
      {"a.jpg\t2\nb.jpg\t\t3\n", "line 2: expected \"path TAB class\", found \"b.jpg\t\t3\""},
      {"", "the list is empty"},
  }));
  const auto list = scratch.write("list.tsv", text);
  CHECK_THROWS_WITH(labelled_images_in_list(list, labels(), {"."}),
                    Catch::Contains("list.tsv") && Catch::Contains(expected));
}

/// Writes empty files with the names of ImageNet's validation images.
void write_validation_images(const ScratchFolder& scratch, std::initializer_list<int> numbers) {
  for (const int number : numbers) {
    const std::string digits = std::to_string(number);
    scratch.write("val/ILSVRC2012_val_" + std::string(8 - digits.size(), '0') + digits + ".JPEG",
                  "x");
  }
}

std::vector<int> classes_of(const LabelledImages& images) {
  std::vector<int> classes;
  for (const LabelledImage& image : images.images) {
    classes.push_back(image.class_index);
  }
  return classes;
}

TEST_CASE("numbers for ImageNet's validation images are ImageNet's classes", "[evaluation]") {
  const ScratchFolder scratch;
  write_validation_images(scratch, {1, 2, 3, 4});
  const auto [text, expected] = GENERATE(table<std::string, std::vector<int>>({
      {"ILSVRC2012_val_00000001.JPEG 517\nILSVRC2012_val_00000002.JPEG 1\n", {2, 0}},
      {"ILSVRC2012_val_00000001.JPEG\t134\r\n", {1}},
      {"ILSVRC2012_val_00000004.JPEG n03126707\n", {2}},
      {"a b.jpg 3\n", {3}},  // another name: the model's index
      {"ImageId,PredictionString\nILSVRC2012_val_00000003,n02012849 85 1 499 272 n02012849 1 2 3 4"
       "\n",
       {1}},
      {"n01443537\nn03126707\nn03126707\nn02012849\n", {0, 2, 2, 1}},
  }));
  const LabelListOptions options = {scratch.path() / "val"};
  const auto images = labelled_images_in_list(scratch.write("list", text), labels(), options);
  CHECK(classes_of(images) == expected);
  for (const LabelledImage& image : images.images) {
    CHECK((image.path.filename() == "a b.jpg" || std::filesystem::exists(image.path)));
  }
}

TEST_CASE("line N of a list without paths belongs to validation image N", "[evaluation]") {
  const ScratchFolder scratch;
  write_validation_images(scratch, {1, 3});  // a part of the folder is enough
  LabelListOptions options = {scratch.path() / "val"};
  const auto list = scratch.write("list", "134\n0\n1\n517\n");
  CHECK(classes_of(labelled_images_in_list(list, labels(), options)) == std::vector<int>{1, 0});

  options.synsets = read_synsets(
      scratch.write("map_clsloc.txt", "n02012849 1 crane\nn03126707 2 crane\n3 n01443537\n"));
  CHECK_THROWS_WITH(read_synsets(scratch.write("meta.mat", "MATLAB 5.0 MAT-file, Platform\n")),
                    Catch::Contains("docs/evaluation.md"));
  const auto ids = scratch.write("ids", "2\n2\n3\n1\n");
  CHECK(classes_of(labelled_images_in_list(ids, labels(), options)) == std::vector<int>{2, 0});

  scratch.write("photos/b.jpg", "x");
  scratch.write("photos/a.jpg", "x");
  options.folder = scratch.path() / "photos";
  const auto two = scratch.write("two", "1\n3\n");
  CHECK(classes_of(labelled_images_in_list(two, labels(), options)) == std::vector<int>{1, 0});
  CHECK_THROWS_WITH(labelled_images_in_list(ids, labels(), options),
                    Catch::Contains("4 lines without paths, the folder 2 images"));
}

TEST_CASE("ambiguous numbers are refused", "[evaluation]") {
  const ScratchFolder scratch;
  write_validation_images(scratch, {1, 2, 3});
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"490\n361\n1000\n", "the numbers go up to 1000"},
      {"490\n361\n171\n", "no line is 0 and none is 1000"},
      {"0\n361\nspoon\n", "line 3: expected a number or a WordNet id"},
      {"1\n0\n", "and none for this image"},
      {"ILSVRC2012_val_00000001.JPEG 1000\n", "0 to 999, found 1000"},
      {"ILSVRC2012_val_00000001.JPEG 1\nb\n", "line 2: expected \"path class\""},
      {"ImageId,PredictionString\nx\n", "line 2: expected \"ImageId"},
      {"ImageId,PredictionString\nx,\n", "line 2: expected \"ImageId,WordNet id\", found \"x,\""},
  }));
  const LabelListOptions options = {scratch.path() / "val"};
  CHECK_THROWS_WITH(labelled_images_in_list(scratch.write("list", text), labels(), options),
                    Catch::Contains(expected));
}

TEST_CASE("malformed tables of ids are refused", "[evaluation]") {
  const ScratchFolder scratch;
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"1 n02012849\n1 n03126707\n", "line 2: id 1 already stands for n02012849"},
      {"n01440764 tench\n", "line 1: expected an id and a WordNet id"},
      {"n02012849\n", "line 1: expected"},
      {"\n", "no ids in the list"},
  }));
  CHECK_THROWS_WITH(read_synsets(scratch.write("synsets", text)), Catch::Contains(expected));
  const LabelListOptions options = {scratch.path(), {{1, "n02012849"}}};
  CHECK_THROWS_WITH(labelled_images_in_list(scratch.write("list", "a.jpg 2\n"), labels(), options),
                    Catch::Contains("line 1: 2 is not an id in --synsets"));
}

TEST_CASE("classes that the model does not have are refused or left out and counted",
          "[evaluation]") {
  const ScratchFolder scratch;
  scratch.write("data/goldfish/1.jpg", "x");
  scratch.write("data/unicorn/1.jpg", "x");
  scratch.write("data/unicorn/2.jpg", "x");
  scratch.write("data/n99999999/1.jpg", "x");
  const auto data = scratch.path() / "data";
  CHECK_THROWS_WITH(labelled_images_in_folder(data, labels()),
                    Catch::Contains("\"n99999999\" is not a class of the model") &&
                        Catch::Contains("1 more such class") && Catch::Contains("--skip-unknown"));
  const auto found = labelled_images_in_folder(data, labels(), UnknownClasses::kLeaveOut);
  CHECK(found.images.size() == 1);
  CHECK(found.unknown == std::map<std::string, int>{{"unicorn", 2}, {"n99999999", 1}});

  const auto list = scratch.write("list.tsv",
                                  "a.jpg\tgoldfish\nb.jpg\tunicorn\n"
                                  "ILSVRC2012_val_00000001.JPEG\t2\n");
  LabelListOptions options = {"."};
  CHECK_THROWS_WITH(labelled_images_in_list(list, labels(), options),
                    Catch::Contains("list.tsv, line 2"));
  options.unknown = UnknownClasses::kLeaveOut;
  const auto listed = labelled_images_in_list(list, labels(), options);
  CHECK(listed.images.size() == 1);
  CHECK(listed.unknown == std::map<std::string, int>{{"unicorn", 1}, {"ImageNet class 2", 1}});
  CHECK_THROWS_WITH(
      labelled_images_in_list(scratch.write("x", "b.jpg\tunicorn\n"), labels(), options),
      Catch::Contains("neither is any other"));
}

TEST_CASE("a flat folder of validation images needs a list", "[evaluation]") {
  const ScratchFolder scratch;
  write_validation_images(scratch, {1});
  CHECK_THROWS_WITH(labelled_images_in_folder(scratch.path() / "val", labels()),
                    Catch::Contains("--labels"));
}

TEST_CASE("images of other classes are left out", "[evaluation]") {
  LabelledImages images = {{{"a", 0}, {"b", 2}, {"c", 1}}, {}};
  const std::vector<int> classes = {1, 2};
  CHECK(leave_out_other_classes(images, classes) == 1);
  CHECK(classes_of(images) == std::vector<int>{2, 1});
}

}  // namespace
}  // namespace resnext
