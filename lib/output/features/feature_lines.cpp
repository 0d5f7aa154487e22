// SPDX-License-Identifier: Apache-2.0
#include "base/text/encoding.h"
#include "output/features/feature_writers.h"
#include "output/records/result_head.h"

namespace resnext {
namespace {

/// Writes one JSON object a line, its values as a flat list, with "shape" for more than one
/// dimension.
class FeatureLines : public FeatureWriter {
 public:
  FeatureLines(const FeatureFileOptions& options, const std::string& run)
      : shape_(options.array.row_shape), list_(options.path, options, run) {}

  FinishedInputs& finished() override { return list_.finished(); }

  void refuse_if_same(const std::filesystem::path& input) const override {
    list_.output().refuse_if_same(input);
  }

  void refuse_to_replace() const override { list_.refuse_to_replace(); }

  void write(const ImageFeatures& features) override {
    nlohmann::ordered_json json = result_head(features.result);
    if (features.result.failure) {
      list_.output().write(json.dump() + "\n");
      return;
    }
    if (shape_.size() > 1) {
      json["shape"] = shape_;
    }
    std::string line = json.dump();
    line.back() = ',';
    line += "\"features\":[";
    for (std::size_t i = 0; i < features.values.size(); ++i) {
      line += (i == 0 ? "" : ",") + shortest_f32(static_cast<double>(features.values[i]));
    }
    list_.output().write(line + "]}\n");
  }

  void finish() override { list_.output().finish(); }

 private:
  Shape shape_;
  ResumedList list_;
};

}  // namespace

std::unique_ptr<FeatureWriter> open_feature_lines(const FeatureFileOptions& options,
                                                  const std::string& run) {
  return std::make_unique<FeatureLines>(options, run);
}

}  // namespace resnext
