// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "output/features/feature_writer.h"

// The writers of features, and the list of records that they share. Private to lib/output.
namespace resnext {

/// A file of JSON lines that a run resumes or begins.
class ResumedList {
 public:
  /// Throws as FeatureFormat::open does.
  ResumedList(const std::filesystem::path& path, const FeatureFileOptions& options,
              const std::string& run);

  Output& output() { return *output_; }
  const Output& output() const { return *output_; }
  FinishedInputs& finished() { return finished_; }

  /// Throws UsageError if the list holds something and is not resumed.
  void refuse_to_replace() const { output_->refuse_to_replace(kChoices); }

  /// What to do if a file of features is there.
  static constexpr const char* kChoices = "--force replaces it, --resume continues it";

 private:
  std::optional<Output> output_;
  FinishedInputs finished_;
};

// One for each row of feature_formats.cpp; they throw as FeatureFormat::open does.
std::unique_ptr<FeatureWriter> open_npy(const FeatureFileOptions& options, const std::string& run);
std::unique_ptr<FeatureWriter> open_safetensors(const FeatureFileOptions& options,
                                                const std::string& run);
std::unique_ptr<FeatureWriter> open_feature_lines(const FeatureFileOptions& options,
                                                  const std::string& run);

}  // namespace resnext
