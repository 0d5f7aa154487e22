#include "task/evaluate.h"

#include <algorithm>
#include <chrono>

namespace resnext {

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
  Classifier classifier(model, options);
  Evaluation evaluation;
  evaluation.model = model.config.id;
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < images.size(); ++i) {
    const LabelledImage& image = images[i];
    const ImageResult result = classifier.classify(image.path);
    if (result.failure) {
      evaluation.failures.push_back({result.path, *result.failure});
    } else {
      const auto found =
          std::find_if(result.predictions.begin(), result.predictions.end(),
                       [&image](const Prediction& p) { return p.index == image.class_index; });
      ClassAccuracy& of_class = classes[static_cast<std::size_t>(image.class_index)];
      ++of_class.images;
      of_class.top1 += found == result.predictions.begin() ? 1 : 0;
      of_class.top5 += found != result.predictions.end() ? 1 : 0;
    }
    if (progress) {
      progress(i + 1);
    }
  }
  evaluation.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
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
