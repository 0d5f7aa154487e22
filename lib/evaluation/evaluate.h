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

namespace resnext {

/// An image that could not be classified.
struct FailedImage {
  std::string path;
  ImageFailure failure;
};

/// A model measured on labelled images. What is measured counts the images that could be read; the
/// others are listed in `failures`.
struct Evaluation {
  std::string model;
  Measures measures;
  std::vector<FailedImage> failures;
  std::map<std::string, int> unknown;  ///< images not looked at: of classes the model doesn't have
  int of_other_classes = 0;            ///< images not looked at: of classes not asked for
  bool has_real = false;               ///< ReaL labels were given
  int without_real = 0;  ///< images that could be read, but have no ReaL label among the answers
  double seconds = 0;    ///< from the first image to the last, reading and decoding included
  std::size_t done = 0;  ///< images looked at; fewer than there are if `stop` was raised
};

/// 0 if no time has passed.
double images_per_second(const Evaluation& evaluation);

/// What `record` hears of each image.
struct EvaluatedImage {
  const ImageResult& result;   ///< the best five answers, or the failure
  const LabelledImage& image;  ///< with its true class
  const Outcome* outcome;      ///< nullptr for a failure
};

struct EvaluateOptions {
  DecodeOptions decode;
  std::vector<int> answers = {};     ///< the only classes to answer with, ascending; empty: all
  int batch_size = 0;                ///< images that go through the network together; 0: automatic
  bool renormalize = false;          ///< probabilities sum to 1 over `answers`
  const RealLabels* real = nullptr;  ///< images must have ImageNet's validation numbers
  std::function<void(const EvaluatedImage&)> record = {};  ///< in the order of the images
};

/// Classifies every image and measures; ends behind the current batch when `stop` is raised, with
/// what is done up to there. Throws UsageError if there are ReaL labels and an image has no
/// validation_number or one that they don't have; else as classify_images.
Evaluation evaluate(const LoadedModel& model, std::span<const LabelledImage> images,
                    const EvaluateOptions& options, StopFlag& stop);

/// Classifies some of the images once more, with thumbnails and maps of what speaks for the answer:
/// which are worth a look is known at the end only. `chosen` are numbers of `images`; `sink` hears
/// of each, in that order, until `stop` is raised.
void reclassify(const LoadedModel& model, std::span<const LabelledImage> images,
                std::span<const std::size_t> chosen, const EvaluateOptions& options,
                std::shared_ptr<const ClassifierWeights> classifier, StopFlag& stop,
                const std::function<void(std::size_t number, const ImageResult& result)>& sink);

}  // namespace resnext
