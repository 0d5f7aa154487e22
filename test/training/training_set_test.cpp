// SPDX-License-Identifier: Apache-2.0
#include "training/training_set.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

TEST_CASE("a split takes the same fraction of each class", "[training]") {
  std::vector<int> classes(10, 0);
  classes.insert(classes.end(), 3, 1);
  classes.insert(classes.end(), 100, 2);
  const std::vector<std::string> names = {"a", "b", "c"};
  const Split split = stratified_split(classes, names, 0.2, 1);
  std::vector<int> kept(3);
  for (const std::size_t image : split.validation) {
    ++kept[static_cast<std::size_t>(classes[image])];
  }
  CHECK(kept == std::vector<int>{2, 1, 20});
  CHECK(split.training.size() + split.validation.size() == classes.size());
  CHECK(stratified_split(classes, names, 0.2, 1).validation == split.validation);
  CHECK(stratified_split(classes, names, 0.2, 2).validation != split.validation);
  const std::vector<int> pairs = {0, 0, 1, 1};
  CHECK(stratified_split(pairs, {{"a", "b"}}, 0.9, 0).training.size() == 2);
  const std::vector<int> lonely = {0, 0, 1};
  CHECK_THROWS_WITH(stratified_split(lonely, {{"a", "b"}}, 0.2, 0),
                    Catch::Contains("\"b\" has one image"));
  CHECK_THROWS_AS(stratified_split(pairs, {{"a", "b", "c"}}, 0.2, 0), UsageError);
}

TEST_CASE("class names are kept unchanged or refused", "[training]") {
  const ScratchFolder scratch;
  const auto with_classes = [&scratch](const std::vector<std::string>& names) {
    const std::filesystem::path folder = scratch.path() / std::to_string(names.size());
    for (const std::string& name : names) {
      std::filesystem::create_directories(folder / name);
      std::ofstream(folder / name / "1.png");
      std::ofstream(folder / name / "2.png");
    }
    return training_set_in_folder(folder);
  };
  CHECK(with_classes({"10", "2", "\"<b>\n\\ \xC3\xA9"}).classes ==
        std::vector<std::string>{"\"<b>\n\\ \xC3\xA9", "2", "10"});
  CHECK_THROWS_WITH(with_classes({"a", "caf\xE9"}), Catch::Contains("not UTF-8"));
  const std::string lines = "1.png\tcup \textra\n2.png\tcup\r\n\n3.png\ta cat\n4.png\ta cat\n";
  const TrainingSet listed = training_set_in_list(scratch.write("list.tsv", lines), "photos");
  CHECK(listed.classes == std::vector<std::string>{"a cat", "cup"});
  CHECK(listed.images.at(2).path == "photos/1.png");
  CHECK_THROWS_WITH(training_set_in_list(scratch.write("bad.tsv", "1.png\tcaf\xE9\n"), ""),
                    Catch::Contains("bad.tsv, line 1"));
}

}  // namespace
}  // namespace resnext
