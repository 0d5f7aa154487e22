#include "task/classify.h"

#include <algorithm>
#include <cmath>
#include <new>

#include "core/error.h"
#include "pipeline/image_files.h"
#include "pipeline/preprocess.h"
#include "pipeline/thumbnail.h"

namespace resnext {

Classifier::Classifier(const LoadedModel& model, const ClassifyOptions& options)
    : model_(&model), options_(options), session_(model.engine.make_session(1)) {
  const auto size = static_cast<std::size_t>(model.engine.input_size());
  input_.resize(3 * size * size);
  logits_.resize(static_cast<std::size_t>(model.engine.num_classes()));
}

ImageResult Classifier::classify(const std::filesystem::path& path) {
  ImageResult result;
  result.path = path.string();
  result.model = model_->config.id;
  result.score_kind = options_.predictions.score_kind;
  try {
    const DecodedImage decoded = decode_image(read_image_file(path), options_.decode);
    if (decoded.exif_applied) {
      result.exif_orientation_applied = decoded.exif_orientation;
    }
    if (options_.thumbnails) {
      result.thumbnail = make_thumbnail(decoded.image);
    }
    predict(decoded.image, result);
  } catch (const ImageError& error) {
    result.failure = ImageFailure{to_string(error.code()), error.what()};
  } catch (const std::bad_alloc&) {
    result.failure = ImageFailure{to_string(ImageErrorCode::kTooLarge),
                                  "not enough memory to read and resize the image"};
  }
  return result;
}

void Classifier::predict(const Image& image, ImageResult& result) {
  const Preprocessing& preprocessing = model_->config.preprocessing;
  normalize(resize_and_crop(image, preprocessing), preprocessing, input_);
  session_.run(input_, logits_);
  if (!std::all_of(logits_.begin(), logits_.end(), [](float v) { return std::isfinite(v); })) {
    throw WeightsError(model_->weights_path.string() +
                       ": the network computed logits that are not finite for " + result.path +
                       "; the weights are damaged, get them again");
  }
  result.predictions = select_predictions(logits_, model_->labels, options_.predictions);
}

}  // namespace resnext
