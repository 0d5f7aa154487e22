// SPDX-License-Identifier: Apache-2.0
#include "output/records/json_result.h"

namespace resnext {
namespace {

class JsonReporter : public Reporter {
 public:
  JsonReporter(const ReportOptions& options, Output& output) : options_(options), output_(output) {}

  void write(const ImageResult& result) override {
    begin();
    output_.write(to_json(result, options_.pretty, options_.fields) + "\n");
  }
  void finish() override { begin(); }

 private:
  void begin() {
    if (options_.manifest) {
      output_.write(to_json(*options_.manifest, options_.pretty) + "\n");
      options_.manifest.reset();
    }
  }

  ReportOptions options_;
  Output& output_;
};

class JsonArrayReporter : public Reporter {
 public:
  JsonArrayReporter(const ReportOptions& options, Output& output)
      : options_(options), output_(output) {}

  void write(const ImageResult& result) override {
    begin();
    write_element(to_json(result, false, options_.fields));
  }
  void finish() override {
    begin();
    output_.write(empty_ ? "[]\n" : "\n]\n");
  }

 private:
  void begin() {
    if (options_.manifest) {
      write_element(to_json(*options_.manifest, false));
      options_.manifest.reset();
    }
  }

  void write_element(const std::string& json) {
    output_.write((empty_ ? "[\n" : ",\n") + json);
    empty_ = false;
  }

  ReportOptions options_;
  Output& output_;
  bool empty_ = true;
};

}  // namespace

std::unique_ptr<Reporter> make_json_reporter(const ReportOptions& options, Output& output) {
  return std::make_unique<JsonReporter>(options, output);
}

std::unique_ptr<Reporter> make_json_array_reporter(const ReportOptions& options, Output& output) {
  return std::make_unique<JsonArrayReporter>(options, output);
}

}  // namespace resnext
