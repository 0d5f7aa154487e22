#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "task/classify.h"
#include "task/labelled_images.h"

namespace resnext {

/// How often a class's images were recognised.
struct ClassAccuracy {
  int index = 0;
  std::string wnid;
  std::string label;
  int images = 0;  ///< that could be read
  int top1 = 0;    ///< of them, with this class first
  int top5 = 0;    ///< of them, with this class among the first five
};

/// An image that could not be classified.
struct FailedImage {
  std::string path;
  ImageFailure failure;
};

/// Accuracy over the images that could be read; the others are listed in `failures`.
struct Evaluation {
  std::string model;
  int images = 0;
  int top1 = 0;
  int top5 = 0;
  std::vector<ClassAccuracy> classes;  ///< those that have images, in class order
  std::vector<FailedImage> failures;
  double seconds = 0;  ///< from the first image to the last, reading and decoding included
};

/// Classifies every image and counts. `progress`, if set, hears how many are done.
Evaluation evaluate(const LoadedModel& model, std::span<const LabelledImage> images,
                    const DecodeOptions& decode,
                    const std::function<void(std::size_t done)>& progress = {});

}  // namespace resnext
