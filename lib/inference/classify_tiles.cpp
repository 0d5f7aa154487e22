// SPDX-License-Identifier: Apache-2.0
#include "inference/classify_tiles.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "images/draw/thumbnail.h"
#include "images/draw/tile_heat_map.h"
#include "images/prefetch/image_pipeline.h"
#include "images/resize/preprocess.h"

namespace resnext {
namespace {

/// The tiles of an image as inputs, named by their numbers.
class TileNumbers : public ImageSource {
 public:
  explicit TileNumbers(std::size_t count) : count_(count) {}
  std::optional<ImageInput> next() override {
    return next_ < count_ ? std::optional(ImageInput{std::to_string(next_++)}) : std::nullopt;
  }

 private:
  std::size_t count_;
  std::size_t next_ = 0;
};

ImageFailure failure_of(const ImageError& error) { return {to_string(error.code()), error.what()}; }

PreparedImage prepare_tile(const Image& photo, const Rect& box,
                           const Preprocessing& preprocessing) {
  PreparedImage tile;
  try {
    const Image seen = resize_and_crop(cut_out(photo, box), preprocessing);
    tile.tensor.resize(seen.rgb.size());
    normalize(seen, preprocessing, tile.tensor);
  } catch (const ImageError& error) {
    tile.failure = failure_of(error);
  }
  return tile;
}

/// Classifies images and their tiles, one image after another.
class TiledRun {
 public:
  TiledRun(const LoadedModel& model, const ClassifyOptions& options, StopFlag& stop)
      : model_(&model),
        options_(options),
        stop_(&stop),
        classifier_(model, for_tiles(options)),
        context_{.preprocessing = model.config.preprocessing, .decode = options.decode} {
    context_.stop = &stop;
    context_.photo_side = std::numeric_limits<int>::max();  // the photo as it is
  }

  /// Returns nullopt if the stop flag was raised.
  std::optional<ImageResult> classify(const ImageInput& input) {
    PreparedImage prepared = prepare_image(input, context_);
    const std::optional<KeptPhoto> photo = std::exchange(prepared.photo, std::nullopt);
    ImageResult result = classify_one(std::move(prepared));
    result.logits.clear();
    if (!photo) {
      return result;
    }
    try {
      if (!add_tiles(*photo, result)) {
        return std::nullopt;
      }
    } catch (const ImageError& error) {
      result.failure = failure_of(error);
      result.predictions.clear();
      result.tiles.clear();
      result.activation.reset();
    }
    return result;
  }

 private:
  static ClassifyOptions for_tiles(const ClassifyOptions& options) {
    return {.predictions = options.predictions,
            .decode = options.decode,
            .batch_size = options.batch_size,
            .run = options.run,
            .keep_logits = options.activation.has_value()};
  }

  ImageResult classify_one(PreparedImage image) {
    std::vector<PreparedImage> images;
    images.push_back(std::move(image));
    return std::move(classifier_.classify(std::move(images)).front());
  }

  bool add_tiles(const KeptPhoto& photo, ImageResult& result) {
    const std::vector<Rect> boxes =
        tiles_of(*options_.tiles, photo.image.width, photo.image.height);
    TileNumbers source(boxes.size());
    const auto workers = static_cast<std::size_t>(model_->engine.threads());
    const auto batch_size = static_cast<std::size_t>(classifier_.batch_size());
    PauseGate gate;
    ImagePipeline pipeline(
        source,
        [&](const ImageInput& input) {
          return prepare_tile(photo.image, boxes[std::stoul(input.path.string())],
                              context_.preprocessing);
        },
        {.workers = static_cast<int>(workers), .window = 2 * (batch_size + workers), .gate = &gate},
        *stop_);
    std::vector<std::vector<float>> logits;
    while (result.tiles.size() < boxes.size()) {
      std::vector<PreparedImage> batch = pipeline.next_batch(batch_size);
      if (batch.empty()) {
        return false;
      }
      for (ImageResult& tile : classifier_.classify(std::move(batch))) {
        if (tile.failure && !result.failure) {
          result.failure = std::move(tile.failure);
        }
        result.tiles.push_back({boxes[result.tiles.size()], std::move(tile.predictions)});
        logits.push_back(std::move(tile.logits));
      }
    }
    if (result.failure) {
      result.predictions.clear();
      result.tiles.clear();
    } else if (options_.activation) {
      add_activation(photo, logits, result);
    }
    return true;
  }

  /// Returns the class with the highest score in any tile; the image's best if none was reported.
  int best_class(const ImageResult& result, const std::vector<float>& logits) const {
    std::optional<Prediction> best;
    for (const TileResult& tile : result.tiles) {
      if (!tile.predictions.empty() && (!best || tile.predictions.front().score > best->score)) {
        best = tile.predictions.front();
      }
    }
    return best ? best->index : static_cast<int>(std::ranges::max_element(logits) - logits.begin());
  }

  void add_activation(const KeptPhoto& photo, const std::vector<std::vector<float>>& logits,
                      ImageResult& result) const {
    Activation& activation = result.activation.emplace();
    activation.class_index =
        options_.activation->class_index.value_or(best_class(result, logits.front()));
    activation.label = model_->labels[static_cast<std::size_t>(activation.class_index)].name;
    PredictionOptions one = classifier_.predictions();
    one.classes = {activation.class_index};
    one.renormalize = false;
    one.threshold = -std::numeric_limits<double>::infinity();
    const auto score_of = [&](const std::vector<float>& of_tile, ScoreKind kind) {
      one.score_kind = kind;
      return select_predictions(of_tile, model_->labels, one).front().score;
    };
    std::vector<float> probabilities;
    activation.score = *one.threshold;
    for (const std::vector<float>& of_tile : logits) {
      const double probability = score_of(of_tile, ScoreKind::kProbability);
      probabilities.push_back(static_cast<float>(probability));
      activation.score =
          std::max(activation.score, score_of(of_tile, options_.predictions.score_kind));
    }
    activation.map = tile_heat_map(*options_.tiles, probabilities);
    activation.photo = shrink(photo.image, options_.activation->longest_side);
    activation.orientation = photo.orientation;
  }

  const LoadedModel* model_;
  ClassifyOptions options_;
  StopFlag* stop_;
  Classifier classifier_;
  PrepareContext context_;
};

}  // namespace

RunSummary classify_tiles(const LoadedModel& model, const ClassifyOptions& options,
                          ImageSource& source, StopFlag& stop, const ResultSink& sink) {
  TiledRun run(model, options, stop);
  RunClock clock;
  while (!stop.is_raised()) {
    const std::optional<ImageInput> input = source.next();
    if (!input) {
      break;
    }
    const std::optional<ImageResult> result = run.classify(*input);
    if (!result) {
      break;
    }
    clock.count(*result);
    if (!sink(*result)) {
      break;
    }
  }
  return clock.summary();
}

}  // namespace resnext
