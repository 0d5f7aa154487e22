#include "report/evaluation_report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "report/printable.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

double percent(int part, int whole) { return whole > 0 ? 100.0 * part / whole : 0.0; }

/// Three decimals: the JSON holds no digits that ten thousand images can't give.
double rounded(double value) { return std::round(value * 1000) / 1000; }

Json class_json(const ClassAccuracy& of_class) {
  Json json;
  json["index"] = of_class.index;
  if (!of_class.wnid.empty()) {
    json["wnid"] = of_class.wnid;
  }
  json["label"] = of_class.label;
  json["images"] = of_class.images;
  json["top1"] = rounded(percent(of_class.top1, of_class.images));
  json["top5"] = rounded(percent(of_class.top5, of_class.images));
  return json;
}

std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

double images_per_second(const Evaluation& evaluation) {
  return evaluation.seconds > 0 ? evaluation.images / evaluation.seconds : 0;
}

}  // namespace

std::string evaluation_to_json(const Evaluation& evaluation) {
  Json json;
  json["model"] = evaluation.model;
  json["images"] = evaluation.images;
  json["failed"] = evaluation.failures.size();
  if (evaluation.images > 0) {
    json["top1"] = rounded(percent(evaluation.top1, evaluation.images));
    json["top5"] = rounded(percent(evaluation.top5, evaluation.images));
  }
  json["images_per_second"] = rounded(images_per_second(evaluation));
  json["classes"] = Json::array();
  for (const ClassAccuracy& of_class : evaluation.classes) {
    json["classes"].push_back(class_json(of_class));
  }
  json["failures"] = Json::array();
  for (const FailedImage& failed : evaluation.failures) {
    json["failures"].push_back({{"path", failed.path},
                                {"code", failed.failure.code},
                                {"message", failed.failure.message}});
  }
  return json.dump(2, ' ', false, nlohmann::detail::error_handler_t::replace) + "\n";
}

std::string evaluation_to_table(const Evaluation& evaluation) {
  std::string text = "model     " + evaluation.model + "\nimages    " +
                     std::to_string(evaluation.images) + "\nfailed    " +
                     std::to_string(evaluation.failures.size()) + "\n";
  if (evaluation.images > 0) {
    text += "top-1     " + format("%.2f %%", percent(evaluation.top1, evaluation.images)) +
            "\ntop-5     " + format("%.2f %%", percent(evaluation.top5, evaluation.images)) + "\n";
  }
  text += "images/s  " + format("%.1f", images_per_second(evaluation)) + "\n";
  std::vector<ClassAccuracy> classes = evaluation.classes;
  std::stable_sort(classes.begin(), classes.end(),
                   [](const ClassAccuracy& a, const ClassAccuracy& b) {
                     return percent(a.top1, a.images) < percent(b.top1, b.images);
                   });
  text += "\n top-1 %  top-5 %  images  class\n";
  for (const ClassAccuracy& of_class : classes) {
    text += format("%8.2f", percent(of_class.top1, of_class.images)) +
            format("%9.2f", percent(of_class.top5, of_class.images)) +
            format("%8.0f", of_class.images) + "  " + printable(of_class.label) +
            (of_class.wnid.empty() ? "" : " (" + of_class.wnid + ")") + "\n";
  }
  for (const FailedImage& failed : evaluation.failures) {
    text += "failed (" + failed.failure.code + "): " + printable(failed.path) + ": " +
            printable(failed.failure.message) + "\n";
  }
  return text;
}

}  // namespace resnext
