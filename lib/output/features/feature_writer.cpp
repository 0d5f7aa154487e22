// SPDX-License-Identifier: Apache-2.0
#include "output/features/feature_writer.h"

#include "output/features/feature_writers.h"

namespace resnext {

namespace fs = std::filesystem;

fs::path feature_list_path(const fs::path& file) { return file.string() + ".jsonl"; }

ResumedList::ResumedList(const fs::path& path, const FeatureFileOptions& options,
                         const std::string& run)
    : output_(std::in_place, options.resume ? Output::resumed(path) : Output::file(path)) {
  if (options.resume) {
    finished_ = resume_output(path, run, options.retry_failed, output_);
  }
}

}  // namespace resnext
