// SPDX-License-Identifier: Apache-2.0
#include "commands/classify_settings.h"

#include "commands/tta_request.h"
#include "inference/batch_size.h"

namespace resnext {
namespace {

/// An image with tiles is many images.
int batch_size_of(const ClassifyRequest& request, const ModelConfig& config) {
  return request.batch_size == 0 && tile_grid(request.tiles)
             ? batch_size_for_many(config)
             : batch_size_for(request.images, request.batch_size, config);
}

}  // namespace

RunSettings run_settings(const ClassifyRequest& request, const ModelConfig& config,
                         const PredictionOptions& predictions, std::optional<int> cam_class) {
  RunSettings settings = {
      .predictions = predictions,
      .decode = decode_options(request.decode, config, views_of(request.augmentation)),
      .batch_size = batch_size_of(request, config),
      .more = common_run_settings(request.model, config)};
  add_tta_setting(settings.more, request.augmentation);
  add_tile_setting(settings.more, tile_grid(request.tiles));
  if (!request.cam.folder.empty()) {
    settings.more.push_back(cam_setting(request.cam, cam_class));
  }
  return settings;
}

}  // namespace resnext
