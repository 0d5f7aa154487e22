// SPDX-License-Identifier: Apache-2.0
#include "output/pages/html_report.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/text/encoding.h"
#include "html_page.inc"  // generated from lib/output/pages/assets/ by scripts/cmake/embed_text.cmake
#include "output/known_classes.h"
#include "output/pages/html_head.h"
#include "output/pages/photo_link.h"
#include "output/records/json_result.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSide = 160;                 // of an activation map, in pixels
constexpr std::size_t kMostListed = 1000;  // classes that are named one by one

/// Returns JSON without "<", which can neither end the script element nor begin a comment in it.
std::string data_line(const Json& json) {
  std::string line;
  for (const char letter : json.dump()) {
    line += letter == '<' ? std::string("\\u003c") : std::string(1, letter);
  }
  return line + "\n";
}

double number(double score) { return std::strtod(shortest_f32(score).c_str(), nullptr); }

Json record(const ImageResult& result, const std::filesystem::path& page) {
  Json json = Json::object();
  json["p"] = valid_utf8(result.path);
  if (!result.thumbnail.empty()) {
    json["t"] = base64(result.thumbnail);
    json["l"] = result.has_file ? photo_link(result.path, page) : "";
  }
  if (result.activation) {
    json["h"] = {result.activation->label, base64(make_thumbnail(result.activation->draw(kSide))),
                 number(result.activation->score)};
  }
  if (result.failure) {
    json["e"] = {result.failure->code, valid_utf8(result.failure->message)};
    return json;
  }
  json["c"] = Json::array();
  for (const Prediction& prediction : result.predictions) {
    json["c"].push_back({prediction.label, prediction.wnid, number(prediction.score)});
  }
  return json;
}

std::string page_begin() {
  const std::string script = std::string(kRecordsJs).append(kCardsJs).append(kPageJs);
  std::string page = html_head("Classified images", kPageCss, script);
  page += kPageHtml;
  return page + "<script type=\"application/x-ndjson\" id=\"data\">\n";
}

class HtmlReporter : public Reporter {
 public:
  HtmlReporter(const ReportOptions& options, Output& output) : options_(options), output_(output) {}

  void write(const ImageResult& result) override {
    begin();
    output_.write(data_line(record(result, options_.file)));
  }
  void finish() override {
    begin();
    output_.write("</script>\n</body>\n</html>\n");
  }

 private:
  void begin() {
    if (begun_) {
      return;
    }
    Json head;
    head["scores"] = options_.score_kind == ScoreKind::kLogit ? "logits" : "probabilities";
    head["model"] = valid_utf8(options_.model);
    head["knows"] = valid_utf8(known_classes(options_.labels));
    for (const Label& label : options_.labels.first(
             options_.labels.size() <= kMostListed ? options_.labels.size() : 0)) {
      head["classes"].push_back(valid_utf8(label.name));
    }
    if (options_.manifest) {
      head["manifest"] = Json::parse(to_json(*options_.manifest, false)).at("manifest");
    }
    output_.write(page_begin() + data_line(head));
    begun_ = true;
  }

  ReportOptions options_;
  Output& output_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<Reporter> make_html_reporter(const ReportOptions& options, Output& output) {
  return std::make_unique<HtmlReporter>(options, output);
}

}  // namespace resnext
