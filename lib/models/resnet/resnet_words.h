// SPDX-License-Identifier: Apache-2.0
#pragma once

// The words that configurations and reports have for the parameters of residual networks. Private
// to lib/models/resnet.

#include <array>

#include "models/json_fields.h"
#include "models/resnet/resnet.h"

namespace resnext {

inline constexpr std::array kBlockWords = {Word{"bottleneck", BlockKind::kBottleneck},
                                           Word{"basic", BlockKind::kBasic}};

inline constexpr std::array kStemWords = {Word{"plain", Stem::Kind::kPlain},
                                          Word{"deep", Stem::Kind::kDeep},
                                          Word{"deep_tiered", Stem::Kind::kDeepTiered}};

inline constexpr std::array kPoolWords = {Word{"max", Stem::Pool::kMax},
                                          Word{"convolution", Stem::Pool::kConvolution},
                                          Word{"none", Stem::Pool::kNone}};

inline constexpr std::array kAntiAliasingWords = {Word{"none", AntiAliasing::kNone},
                                                  Word{"average_pool", AntiAliasing::kAveragePool},
                                                  Word{"blur_pool", AntiAliasing::kBlurPool}};

inline constexpr std::array kAttentionWords = {
    Word{"none", Attention::Kind::kNone}, Word{"squeeze_excite", Attention::Kind::kSqueezeExcite},
    Word{"eca", Attention::Kind::kEca}};

inline constexpr std::array kNormWords = {Word{"batch", NormKind::kBatch},
                                          Word{"group", NormKind::kGroup}};

}  // namespace resnext
