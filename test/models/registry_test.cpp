// SPDX-License-Identifier: Apache-2.0
#include "models/registry.h"

#include <catch2/catch.hpp>
#include <set>
#include <span>

#include "base/error.h"
#include "models/embedded.h"
#include "models/labels.h"
#include "models/resnet/resnet.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

TEST_CASE("every IG model is found by all of its names", "[models]") {
  const std::string width = GENERATE("8", "16", "32", "48");
  const std::string arch = "resnext101_32x" + width + "d";
  const std::string id = "ig_" + arch;
  for (const std::string& name :
       {id, arch + ".fb_wsl_ig1b_ft_in1k", arch + "_wsl", "timm/" + arch + ".fb_wsl_ig1b_ft_in1k",
        "hf-hub:timm/" + arch + ".fb_wsl_ig1b_ft_in1k", "IG_" + arch}) {
    INFO(name);
    const auto model = find_builtin_model(name);
    REQUIRE(model);
    CHECK(model->id == id);
    CHECK(
        model->architecture ==
        resnet({.layers = {3, 4, 23, 3}, .cardinality = 32, .base_width = std::stoi(width)}, 1000));
    CHECK(model->preprocessing == Preprocessing{});
    CHECK(model->weights.file ==
          "ig_resnext101_32x" + width + "-" + model->weights.sha256_prefix + ".pth");
    CHECK(model->weights.url == "https://download.pytorch.org/models/" + model->weights.file);
    CHECK(model->card.license.id == "CC-BY-NC-4.0");
    CHECK(model->card.training.epochs == 100);
    CHECK(model->card.training.batch_size == 8064);
    CHECK(model->card.accuracy.size() == 2);
  }
}

TEST_CASE("no two models share a name, and file names, hashes and ids agree", "[models]") {
  std::set<std::string> names;
  const std::vector<ModelConfig> models = builtin_models();
  CHECK(models.size() >= 152);
  for (const ModelConfig& model : models) {
    INFO(model.id);
    CHECK(names.insert(model.id).second);
    for (const std::string& alias : model.aliases) {
      CHECK(names.insert(alias).second);
    }
    CHECK(labels_of(model).size() == static_cast<std::size_t>(model.architecture.num_classes));
    if (!model.weights.sha256_prefix.empty()) {
      CHECK(model.weights.url.ends_with("/" + model.weights.file));
      CHECK(model.weights.file.find("-" + model.weights.sha256_prefix) != std::string::npos);
    }
  }
}

TEST_CASE("every model is found by its file's name and by each of its aliases", "[models]") {
  const std::vector<ModelConfig> models = builtin_models();
  const std::span<const EmbeddedFile> files = embedded_model_configs();
  REQUIRE(models.size() == files.size());
  for (std::size_t i = 0; i < models.size(); ++i) {
    CHECK(models[i].id == files[i].name);
    for (const std::string& alias : models[i].aliases) {
      INFO(alias);
      const std::optional<ModelConfig> found = find_builtin_model(alias);
      REQUIRE(found);
      CHECK(found->id == models[i].id);
    }
  }
}

TEST_CASE("names without a tag keep their meaning", "[models]") {
  const auto [name, id, crop_pct] = GENERATE(table<std::string, std::string, double>({
      {"resnet50", "resnet50", 0.875},  // torchvision's recipe 1
      {"tv_resnet50", "resnet50", 0.875},
      {"resnet50.tv_in1k", "resnet50", 0.875},
      {"resnext50_32x4d", "resnext50_32x4d", 0.875},
      {"resnext101_32x4d", "gluon_resnext101_32x4d", 0.875},
      {"resnext101_64x4d", "resnext101_64x4d", 0.965},                  // torchvision's crop
      {"resnext101_64x4d.tv_in1k", "resnext101_64x4d.tv_in1k", 0.875},  // timm's
      {"wide_resnet50_2", "wide_resnet50_2", 0.875},
      {"resnet18", "resnet18.a1_in1k", 1.0},  // timm's default
      {"gluon_resnet50_v1d", "resnet50d.gluon_in1k", 0.875},
      {"resnet18_swsl", "resnet18.fb_swsl_ig1b_ft_in1k", 0.875},
      {"seresnextaa101d_32x8d", "seresnextaa101d_32x8d.sw_in12k_ft_in1k_288", 1.0},
  }));
  INFO(name);
  const std::optional<ModelConfig> model = find_builtin_model(name);
  REQUIRE(model);
  CHECK(model->id == id);
  CHECK(model->preprocessing.crop_pct == crop_pct);
}

TEST_CASE("the models of an architecture are found", "[models]") {
  const std::vector<ModelConfig> models = builtin_models_of("resnext101_64x4d");
  std::vector<std::string> ids;
  for (const ModelConfig& model : models) {
    ids.push_back(model.id);
  }
  CHECK(ids == std::vector<std::string>{"resnext101_64x4d", "resnext101_64x4d.c1_in1k",
                                        "resnext101_64x4d.gluon_in1k", "resnext101_64x4d.tv_in1k"});
  CHECK(builtin_models_of("imagenet1k").empty());
}

TEST_CASE("an unknown model is refused with the nearest ids", "[models]") {
  CHECK_THROWS_WITH(resolve_model("ig_resnext101_32x49d"),
                    Catch::Contains("ig_resnext101_32x49d") &&
                        Catch::Contains("Nearest: ig_resnext101_32x48d") &&
                        Catch::Contains("resnext-classify models"));
  CHECK_THROWS_WITH(resolve_model("resnet50.a1_in1"), Catch::Contains("Nearest: resnet50.a1_in1k"));
  CHECK_THROWS_WITH(resolve_model("seresnextaa201d"),
                    Catch::Contains("Nearest: seresnextaa201d_32x8d,"));
  CHECK_THROWS_AS(resolve_model(""), ConfigError);
}

TEST_CASE("a folder without config.json is refused", "[models]") {
  const ScratchFolder scratch;
  const std::filesystem::path& folder = scratch.path();
  CHECK_THROWS_WITH(resolve_model(folder.string()), Catch::Contains("config.json"));
  scratch.write(
      "config.json",
      R"({"architecture": "resnext50_32x4d", "num_classes": 2, "label_names": ["cat", "dog"]})");
  const ModelConfig config = resolve_model(folder.string());
  CHECK(config.directory == folder.string());
  CHECK(config.architecture.num_classes == 2);
  CHECK(resolve_model((folder / "config.json").string()).architecture == config.architecture);
}

TEST_CASE("the default model is the one whose weights ship with the program", "[models]") {
  const ModelConfig config = default_model();
  CHECK(config.id == "resnext23_8x8d_tiny");
  CHECK(config.weights.bundled == "resnext23_8x8d_tiny.safetensors");
  CHECK(config.weights.sha256.size() == 64);
  CHECK(labels_of(config).size() == 200);
}

}  // namespace
}  // namespace resnext
