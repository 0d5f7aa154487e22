// SPDX-License-Identifier: Apache-2.0
#include "models/resnet/build_stem.h"

#include "models/resnet/build_block.h"

namespace resnext {
namespace {

constexpr int kPlainChannels = 64;

int add_plain(ResNetNodes& nodes, const Stem& stem) {
  return nodes.convolution({.name = "conv1",
                            .batch_norm = "bn1",
                            .relu = true,
                            .out_channels = kPlainChannels,
                            .kernel = stem.kernel,
                            .stride = stem.stride,
                            .padding = stem.kernel / 2});
}

int add_deep(ResNetNodes& nodes, const Stem& stem) {
  const int first = stem.kind == Stem::Kind::kDeepTiered ? stem.width / 4 * 3 : stem.width;
  const auto add = [&nodes](const char* name, const char* norm, int input, int channels,
                            int stride) {
    return nodes.convolution({.name = name,
                              .batch_norm = norm,
                              .input = input,
                              .relu = true,
                              .out_channels = channels,
                              .kernel = 3,
                              .stride = stride,
                              .padding = 1});
  };
  int last = add("conv1.0", "conv1.1", -1, first, stem.stride);
  last = add("conv1.3", "conv1.4", last, stem.width, 1);
  return add("conv1.6", "bn1", last, stem_channels(stem), 1);
}

/// Appends timm's module "maxpool", which may hold other things than a max-pool.
int add_pool(ResNetNodes& nodes, const ResNet& parameters, int input) {
  const bool is_blurred = parameters.anti_aliasing == AntiAliasing::kBlurPool;
  if (parameters.stem.pool == Stem::Pool::kNone) {
    return input;
  }
  if (parameters.stem.pool == Stem::Pool::kConvolution) {
    return nodes.convolution({.name = "maxpool.0",
                              .batch_norm = "maxpool.1",
                              .input = input,
                              .relu = true,
                              .out_channels = stem_channels(parameters.stem),
                              .kernel = 3,
                              .stride = 2,
                              .padding = 1});
  }
  if (parameters.anti_aliasing == AntiAliasing::kAveragePool) {
    return add_anti_aliasing(nodes, parameters.anti_aliasing, "maxpool", input, 2);
  }
  const int pool = nodes.add({.kind = NodeKind::kMaxPool,
                              .name = is_blurred ? "maxpool.0" : "maxpool",
                              .input = input,
                              .kernel = 3,
                              .stride = is_blurred ? 1 : 2,
                              .padding = 1});
  return is_blurred ? add_anti_aliasing(nodes, parameters.anti_aliasing, "maxpool.1", pool, 2)
                    : pool;
}

}  // namespace

int stem_channels(const Stem& stem) {
  return stem.kind == Stem::Kind::kPlain ? kPlainChannels : 2 * stem.width;
}

int add_stem(ResNetNodes& nodes, const ResNet& parameters) {
  const Stem& stem = parameters.stem;
  const int last = stem.kind == Stem::Kind::kPlain ? add_plain(nodes, stem) : add_deep(nodes, stem);
  return add_pool(nodes, parameters, last);
}

}  // namespace resnext
