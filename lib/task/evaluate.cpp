#include "task/evaluate.h"

#include <algorithm>

#include "task/classify_images.h"

namespace resnext {
namespace {

class ImagesInOrder : public ImageSource {
 public:
  explicit ImagesInOrder(std::span<const LabelledImage> images) : images_(images) {}
  std::optional<ImageInput> next() override {
    return next_ < images_.size() ? std::optional(ImageInput{images_[next_++].path}) : std::nullopt;
  }

 private:
  std::span<const LabelledImage> images_;
  std::size_t next_ = 0;
};

void count(const ImageResult& result, const LabelledImage& image, ClassAccuracy& of_class) {
  const auto found =
      std::find_if(result.predictions.begin(), result.predictions.end(),
                   [&image](const Prediction& p) { return p.index == image.class_index; });
  ++of_class.images;
  of_class.top1 += found == result.predictions.begin() ? 1 : 0;
  of_class.top5 += found != result.predictions.end() ? 1 : 0;
}

}  // namespace

Evaluation evaluate(const LoadedModel& model, std::span<const LabelledImage> images,
                    const DecodeOptions& decode,
                    const std::function<void(std::size_t done)>& progress) {
  std::vector<ClassAccuracy> classes;
  for (const Label& label : model.labels) {
    classes.push_back({static_cast<int>(classes.size()), label.wnid, label.name});
  }
  ClassifyOptions options;
  options.predictions.top_k = 5;
  options.decode = decode;
  options.batch_size = automatic_batch_size(model.config);
  Evaluation evaluation;
  evaluation.model = model.config.id;
  ImagesInOrder source(images);
  StopFlag stop;
  std::size_t done = 0;
  const RunSummary summary =
      classify_images(model, options, source, stop, [&](const ImageResult& result) {
        const LabelledImage& image = images[done++];
        if (result.failure) {
          evaluation.failures.push_back({result.path, *result.failure});
        } else {
          count(result, image, classes[static_cast<std::size_t>(image.class_index)]);
        }
        if (progress) {
          progress(done);
        }
        return true;
      });
  evaluation.seconds = summary.seconds;
  for (ClassAccuracy& of_class : classes) {
    evaluation.images += of_class.images;
    evaluation.top1 += of_class.top1;
    evaluation.top5 += of_class.top5;
    if (of_class.images > 0) {
      evaluation.classes.push_back(std::move(of_class));
    }
  }
  return evaluation;
}

}  // namespace resnext
