// SPDX-License-Identifier: Apache-2.0
#include "output/features/feature_writer.h"

#include "output/features/feature_writers.h"

namespace resnext {

namespace fs = std::filesystem;

fs::path feature_list_path(const fs::path& file) { return file.string() + ".jsonl"; }

namespace {

Output open_list(const fs::path& path, bool resume) {
  if (path == "-") {
    return Output::standard();
  }
  return resume ? Output::resumed(path) : Output::file(path);
}

}  // namespace

ResumedList::ResumedList(const fs::path& path, const FeatureFileOptions& options,
                         const std::string& run)
    : output_(std::in_place, open_list(path, options.resume)) {
  if (options.resume) {
    finished_ = resume_output(path, run, options.retry_failed, output_);
  }
}

}  // namespace resnext
