// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/classify_images.h"

// Classifies the tiles of each image.
namespace resnext {

/// Does classify_images' work with options.tiles: each result has the answer for the whole image,
/// as without tiles, and one for each tile, which is what the tile would get as an image of its
/// own. An activation is the probability of one class in each tile: the one asked for, otherwise
/// the class with the highest score in any tile. Images are decoded one at a time; tiles are
/// prepared in as many threads as the model has, and go through the network in full batches, so
/// that memory holds a decoded image, a copy of it and a few tiles. Throws as classify_images does.
RunSummary classify_tiles(const LoadedModel& model, const ClassifyOptions& options,
                          ImageSource& source, StopFlag& stop, const ResultSink& sink);

}  // namespace resnext
