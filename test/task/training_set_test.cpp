#include "task/training_set.h"

#include <catch2/catch.hpp>

#include "core/error.h"

namespace resnext {
namespace {

TEST_CASE("a split keeps back the same part of each class", "[task]") {
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

}  // namespace
}  // namespace resnext
