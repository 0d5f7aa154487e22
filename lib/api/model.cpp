// SPDX-License-Identifier: Apache-2.0
#include "api/model.h"

#include <fmt/format.h>

#include <string_view>

#include "api/status.h"
#include "api/versioned.h"
#include "inference/batch_size.h"
#include "models/registry.h"

namespace resnext::api {
namespace {

/// A console that nobody reads: the library prints nothing.
class NoConsole : public Console {
 public:
  bool is_terminal() const override { return false; }
  std::size_t width() const override { return 80; }
  void write(std::string_view) override {}
  void redraw(std::string_view) override {}
};

constexpr resnext_model_options kUsual = RESNEXT_MODEL_OPTIONS_INIT;
constexpr std::size_t kSmallestOptions = sizeof(resnext_model_options);  // as in 0.1.0
constexpr std::size_t kSmallestInfo = sizeof(resnext_model_info);
constexpr std::size_t kSmallestClass = sizeof(resnext_class);

Precision precision_of(resnext_precision precision) {
  switch (precision) {
    case RESNEXT_PRECISION_OWN:
      return Precision::kOwn;
    case RESNEXT_PRECISION_F32:
      return Precision::kF32;
    case RESNEXT_PRECISION_BF16:
      return Precision::kBF16;
    case RESNEXT_PRECISION_INT8:
      return Precision::kInt8;
    case RESNEXT_PRECISION_AUTO:
      return Precision::kAuto;
    default:
      throw ArgumentError(
          fmt::format("precision is {}, not one of RESNEXT_PRECISION_...", precision));
  }
}

resnext_precision number_of(Precision precision) {
  switch (precision) {
    case Precision::kBF16:
      return RESNEXT_PRECISION_BF16;
    case Precision::kInt8:
      return RESNEXT_PRECISION_INT8;
    default:
      return RESNEXT_PRECISION_F32;
  }
}

ModelRequest request_of(const resnext_model_options& options) {
  constexpr double kMostGigabytes = 1e6;
  constexpr int kMostThreads = 4096;
  if (options.threads < 0 || options.threads > kMostThreads) {
    throw ArgumentError(fmt::format("threads is {}, not 0 to {}", options.threads, kMostThreads));
  }
  if (!(options.packed_cache_gb <= kMostGigabytes)) {
    throw ArgumentError(
        fmt::format("packed_cache_gb is {}, not 0 to {}", options.packed_cache_gb, kMostGigabytes));
  }
  ModelRequest request;
  request.model = options.model == nullptr ? "" : options.model;
  request.weights = options.weights == nullptr ? "" : options.weights;
  request.execution = {.threads = options.threads, .precision = precision_of(options.precision)};
  if (options.packed_cache_gb >= 0) {
    request.packed_cache_gb = options.packed_cache_gb;
  }
  return request;
}

std::shared_ptr<const Model> load(const resnext_model_options& options) {
  const ModelRequest request = request_of(options);
  NoConsole console;
  CancelCheck cancelled;
  if (options.is_cancelled != nullptr) {
    cancelled = [&options] { return options.is_cancelled(options.context) != 0; };
  }
  const OpenedModel opened = open_model(resolve(request, console), request.weights, cancelled);
  LoadOptions load_as = load_options(request);
  load_as.cancelled = cancelled;
  return std::make_shared<const Model>(Model{request,
                                             RunNames(opened, opened.resolved.config.preprocessing),
                                             load_model(opened, load_as)});
}

resnext_class class_of(const Model& model, std::int32_t index) {
  const std::vector<Label>& labels = model.loaded.labels;
  if (index < 0 || static_cast<std::size_t>(index) >= labels.size()) {
    throw ArgumentError(fmt::format("class {}: {} has classes 0 to {}", index,
                                    model.loaded.config.id, labels.size() - 1));
  }
  const Label& label = labels[static_cast<std::size_t>(index)];
  return {sizeof(resnext_class), index, label.imagenet_index.value_or(-1), label.wnid.c_str(),
          label.name.c_str()};
}

}  // namespace
}  // namespace resnext::api

using namespace resnext;

const char* resnext_builtin_model(size_t index) {
  static const std::vector<ModelConfig>* const models = [] {
    try {
      return new std::vector<ModelConfig>(builtin_models());
    } catch (const std::exception& error) {
      api::keep_error(error);
      return new std::vector<ModelConfig>();
    }
  }();
  return index < models->size() ? (*models)[index].id.c_str() : nullptr;
}

resnext_status resnext_model_load(const resnext_model_options* options, resnext_model** model) {
  return api::guarded([&] {
    api::check_not_null(model, "model");
    *model = nullptr;
    const resnext_model_options read =
        api::read_versioned(options, api::kUsual, api::kSmallestOptions, "resnext_model_options");
    *model = new resnext_model{api::load(read)};
  });
}

void resnext_model_free(resnext_model* model) { delete model; }

resnext_status resnext_model_keep_packed(const resnext_model* model) {
  return api::guarded([&] {
    api::check_not_null(model, "model");
    const LoadedModel& loaded = model->model->loaded;
    if (loaded.engine.reused_bytes() == 0) {
      loaded.packed_cache.keep(loaded.engine.packed_layers());
    }
  });
}

resnext_status resnext_model_describe(const resnext_model* model, resnext_model_info* info) {
  return api::guarded([&] {
    api::check_not_null(model, "model");
    const LoadedModel& loaded = model->model->loaded;
    const resnext_model_info values = {
        sizeof(resnext_model_info),        loaded.config.id.c_str(),
        loaded.weights_path.c_str(),       loaded.engine.input_size(),
        loaded.engine.num_classes(),       loaded.engine.num_features(),
        loaded.engine.threads(),           api::number_of(loaded.engine.precision()),
        batch_size_for_many(loaded.config)};
    api::write_versioned(values, info, api::kSmallestInfo, "resnext_model_info");
  });
}

resnext_status resnext_model_class(const resnext_model* model, int32_t index, resnext_class* info) {
  return api::guarded([&] {
    api::check_not_null(model, "model");
    api::write_versioned(api::class_of(*model->model, index), info, api::kSmallestClass,
                         "resnext_class");
  });
}
