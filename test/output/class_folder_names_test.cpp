// SPDX-License-Identifier: Apache-2.0
#include "output/class_folder_names.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

TEST_CASE("folders are named after labels, in names that are safe and differ", "[output]") {
  const std::vector<Label> labels = {{"tabby, tabby cat", "n02123045", {}},
                                     {"crane", "n02012849", {}},
                                     {"crane", "n03126707", {}},
                                     {"a/b\x01", "", {}},
                                     {"..", "", {}},
                                     {"", "", {}},
                                     {std::string(199, 'x') + "\xC3\xA9", "", {}}};
  CHECK(class_folder_names(labels) ==
        std::vector<std::string>{"tabby, tabby cat", "crane (n02012849)", "crane (n03126707)",
                                 "a_b_", "_.", " (class 5)", std::string(199, 'x')});
}

}  // namespace
}  // namespace resnext
