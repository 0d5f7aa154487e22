// SPDX-License-Identifier: Apache-2.0
// Compares the built-in models with timm's own table, which scripts/dev/make_timm_configs.py keeps
// in timm_models.tsv.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "models/network.h"
#include "models/registry.h"

namespace resnext {
namespace {

struct Row {
  std::string name;
  std::int64_t parameters = 0;
  int classes = 0;
  int input_size = 0;
  double crop_pct = 0;
  std::string interpolation;
  std::string license;
};

std::vector<Row> timm_models() {
  std::ifstream file(RESNEXT_TEST_DIR "/models/timm_models.tsv");
  std::string line;
  std::getline(file, line);  // the version
  std::getline(file, line);  // the columns
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    Row row;
    cells >> row.name >> row.parameters >> row.classes >> row.input_size >> row.crop_pct >>
        row.interpolation >> row.license;
    REQUIRE(cells);
    rows.push_back(row);
  }
  return rows;
}

std::string lower_case(std::string text) {
  for (char& letter : text) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return text;
}

TEST_CASE("timm's 149 models are here, with its preprocessing and licences", "[models]") {
  const std::vector<Row> rows = timm_models();
  CHECK(rows.size() == 149);
  for (const Row& row : rows) {
    INFO(row.name);
    const std::optional<ModelConfig> model = find_builtin_model("timm/" + row.name);
    REQUIRE(model);
    CHECK(model->architecture_name == row.name.substr(0, row.name.find('.')));
    CHECK(model->architecture.num_classes == row.classes);
    CHECK(model->preprocessing.input_size == row.input_size);
    CHECK(model->preprocessing.crop_pct == row.crop_pct);
    const bool bicubic = model->preprocessing.interpolation == Interpolation::kBicubic;
    CHECK((bicubic ? "bicubic" : "bilinear") == row.interpolation);
    CHECK(lower_case(model->card.license.id) == row.license);
    CHECK(model->weights.hub_repo == "timm/" + row.name);
  }
}

TEST_CASE("timm's 149 models have as many parameters as in timm", "[models]") {
  for (const Row& row : timm_models()) {
    INFO(row.name);
    const ModelConfig model = find_builtin_model(row.name).value();
    CHECK(parameter_count(build_network(model.architecture, model.preprocessing.input_size)) ==
          row.parameters);
  }
}

}  // namespace
}  // namespace resnext
