// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "evaluation/labelled_images.h"
#include "evaluation/measures.h"
#include "inference/classify.h"
#include "models/real_labels.h"

// Measures a model on labelled images.
namespace resnext {

/// An image that could not be classified.
struct FailedImage {
  std::string path;
  ImageFailure failure;
};

/// What every evaluation tells besides its measures, which count the images that could be read.
struct EvaluationRun {
  std::string model;                   ///< id
  std::string precision;               ///< "f32", "bf16"
  std::string title;                   ///< title_of
  std::string finetuned_from;          ///< id of its base; empty: none
  std::vector<FailedImage> failures;   ///< images that could not be read
  std::map<std::string, int> unknown;  ///< images of classes that the model doesn't have
  double seconds = 0;    ///< from the first image to the last, reading and decoding included
  std::size_t done = 0;  ///< images classified; not all if `stop` was raised
};

/// Fills in what is known of the model.
void describe(const LoadedModel& model, EvaluationRun& run);

/// The result of an evaluation of a model whose classes exclude each other. Images in `unknown` are
/// left out.
struct Evaluation : EvaluationRun {
  Augmentation augmentation = Augmentation::kNone;
  Measures measures;
  int of_other_classes = 0;  ///< images left out: of classes that were not requested
  bool has_real = false;     ///< ReaL labels were given
  int without_real = 0;  ///< images that could be read, but have no ReaL label among the answers
};

/// Returns 0 if no time has passed.
double images_per_second(const Evaluation& evaluation);

/// What `record` is called with for each image.
struct EvaluatedImage {
  const ImageResult& result;   ///< the best five answers, or the failure
  const LabelledImage& image;  ///< with its true class
  const Outcome* outcome;      ///< nullptr for a failure
};

struct EvaluateOptions {
  DecodeOptions decode;
  std::vector<int> answers = {};  ///< the only classes to answer with, ascending; empty: all
  Augmentation augmentation = Augmentation::kNone;  ///< the views whose mean logits answer
  int batch_size = 0;                ///< images that go through the network together; 0: automatic
  bool renormalize = false;          ///< probabilities sum to 1 over `answers`
  const RealLabels* real = nullptr;  ///< images must have ImageNet's validation numbers
  std::function<void(const EvaluatedImage&)> record = {};  ///< in the order of the images
};

/// Returns how the images are classified: for the best five classes.
ClassifyOptions classify_options(const EvaluateOptions& options, const ModelConfig& config);

/// Classifies every image and measures. If `stop` is raised, stops after the current batch and
/// returns what is done by then. Throws UsageError if there are ReaL labels and an image has no
/// validation_number among them; otherwise as classify_images.
Evaluation evaluate(const LoadedModel& model, std::span<const LabelledImage> images,
                    const EvaluateOptions& options, StopFlag& stop);

/// Classifies some of the images again, with thumbnails and class activation maps: which images to
/// show is known at the end only. `chosen` are indices into `images`; `sink` is called with each
/// result, in that order, until `stop` is raised.
void reclassify(const LoadedModel& model, std::span<const LabelledImage> images,
                std::span<const std::size_t> chosen, const EvaluateOptions& options,
                std::shared_ptr<const ClassifierWeights> classifier, StopFlag& stop,
                const std::function<void(std::size_t number, const ImageResult& result)>& sink);

}  // namespace resnext
