// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/text/printable.h"
#include "output/summaries/model_report.h"

namespace resnext {
namespace {

/// Pads by bytes; fmt would count columns.
std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

/// Returns "88,791,336" for 88791336.
std::string grouped(std::int64_t number) {
  std::string text = fmt::format("{}", number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

class Sheet {
 public:
  void line(const char* title, const std::string& value) {
    if (!value.empty()) {
      text_ += padded(title, 16) + printable(value) + "\n";
    }
  }
  std::string text() { return std::move(text_); }

 private:
  std::string text_;
};

/// Returns " (note)", or nothing for an empty note.
std::string in_brackets(const std::string& note) {
  return note.empty() ? "" : fmt::format(" ({})", note);
}

std::string accuracy_text(const Accuracy& accuracy) {
  std::string text = fmt::format("top-1 {:.2f} %", accuracy.top1);
  if (accuracy.top5) {
    text += fmt::format(", top-5 {:.2f} %", *accuracy.top5);
  }
  return fmt::format("{} on {}{}", text, accuracy.dataset, in_brackets(accuracy.source));
}

/// Returns "int8, from resnet50 with 300 images; logit error 2.1 %; in f32: layer1.0.conv1".
std::string multi_label_text(const MultiLabel& multi_label) {
  const auto [low, high] = std::ranges::minmax(multi_label.thresholds);
  return fmt::format(
      "an image may show several classes, or none; each is reported from its own threshold on, "
      "{:.2f} to {:.2f}",
      low, high);
}

std::string quantization_text(const Quantization& quantization) {
  std::string text = "int8";
  if (!quantization.base.empty()) {
    text += fmt::format(", from {} with {} images", quantization.base, quantization.samples);
  }
  text += fmt::format("; logit error {:.2f} %", 100 * quantization.logit_error);
  if (!quantization.f32_layers.empty()) {
    text += fmt::format("; in f32: {}", fmt::join(quantization.f32_layers, ", "));
  }
  return text;
}

std::string training_text(const Training& training) {
  std::string text = fmt::format("{}", fmt::join(training.data, ", "));
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  if (training.epochs) {
    add(fmt::format("{} epochs", *training.epochs));
  }
  if (training.batch_size) {
    add(fmt::format("batch {}", *training.batch_size));
  }
  if (training.momentum) {
    add(fmt::format("momentum {:.2f}", *training.momentum));
  }
  if (training.weight_decay) {
    add(fmt::format("weight decay {:g}", *training.weight_decay));
  }
  if (!training.techniques.empty()) {
    add(fmt::format("{}", fmt::join(training.techniques, ", ")));
  }
  if (!training.resources.empty()) {
    add(training.resources);
  }
  return text;
}

std::string input_text(const Preprocessing& preprocessing) {
  return fmt::format(
      "{0} x {0} RGB, crop {1:.3f}, {2}", preprocessing.input_size, preprocessing.crop_pct,
      preprocessing.interpolation == Interpolation::kBilinear ? "bilinear" : "bicubic");
}

std::string architecture_text(const Architecture& architecture) {
  return fmt::format("{}{} classes",
                     architecture.body ? architecture.body->description() + "; " : "",
                     architecture.num_classes);
}

void add_places(Sheet& sheet, const WeightsSearch& search, const char* found) {
  for (const SearchedPlace& place : search.tried) {
    const bool here = search.found && search.found->path == place.path;
    sheet.line(here ? found : "looked for",
               fmt::format("{} ({})", place.path.string(), place.origin));
  }
}

std::string top1_text(const ModelCard& card) {
  const std::optional<double> top1 = imagenet_top1(card);
  return top1 ? fmt::format("{:.2f}", *top1) : "-";
}

/// Returns the SPDX identifier without the prefix of those that are not on SPDX's list.
std::string_view short_license(std::string_view id) {
  constexpr std::string_view kOwn = "LicenseRef-";
  return id.starts_with(kOwn) ? id.substr(kOwn.size()) : id;
}

}  // namespace

std::string models_to_table(const std::vector<ModelDescription>& models) {
  std::size_t width = 0;
  for (const ModelDescription& model : models) {
    width = std::max(width, model.config.id.size());
  }
  std::string text = padded("model", width) + "  top-1 %  params M  GMACs  input  licence\n";
  for (const ModelDescription& model : models) {
    const std::string line = fmt::format(
        "{}  {:>7}  {:8.1f}  {:5.1f}  {:5}  {}", padded(model.config.id, width),
        top1_text(model.config.card), static_cast<double>(model.parameters) / 1e6,
        static_cast<double>(model.multiply_adds) / 1e9, model.config.preprocessing.input_size,
        short_license(model.config.card.license.id));
    text += printable(line) + "\n";
  }
  return text;
}

std::string model_to_text(const ModelDescription& model) {
  const ModelConfig& config = model.config;
  const ModelCard& card = config.card;
  Sheet sheet;
  sheet.line("model", config.id);
  sheet.line("fine-tuned from", config.finetuned_from);
  sheet.line("multi-label", config.multi_label ? multi_label_text(*config.multi_label) : "");
  sheet.line("quantized", config.quantization ? quantization_text(*config.quantization) : "");
  sheet.line("description", config.description);
  sheet.line("also known as", fmt::format("{}", fmt::join(config.aliases, ", ")));
  sheet.line("architecture", architecture_text(config.architecture));
  sheet.line("parameters", grouped(model.parameters));
  sheet.line("multiply-adds", grouped(model.multiply_adds) + " an image");
  sheet.line("published FLOPs", card.flops ? grouped(*card.flops) : "");
  sheet.line("input", input_text(config.preprocessing));
  if (config.training_size) {
    sheet.line("trained with",
               fmt::format("{0} x {0}, crop {1:.3f} (--train-size)", config.training_size->pixels,
                           config.training_size->crop_pct));
  }
  for (const Accuracy& accuracy : card.accuracy) {
    sheet.line("accuracy", accuracy_text(accuracy));
  }
  sheet.line("training", training_text(card.training));
  sheet.line("paper", card.paper_title.empty() ? "" : card.paper_title + ", " + card.paper_url);
  sheet.line("licence", fmt::format("{}{}{}", card.license.id, in_brackets(card.license.note),
                                    card.license.url.empty() ? "" : ", " + card.license.url));
  sheet.line("source", card.source);
  sheet.line("weights file", config.weights.file);
  sheet.line("comes with it", config.weights.bundled);
  sheet.line("file size", config.weights.bytes
                              ? grouped(static_cast<std::int64_t>(*config.weights.bytes)) + " bytes"
                              : "");
  sheet.line("SHA-256", config.weights.sha256_prefix.empty()
                            ? ""
                            : "begins with " + config.weights.sha256_prefix);
  sheet.line("URL", config.weights.url);
  sheet.line("Hugging Face", config.weights.hub_repo);
  add_places(sheet, model.weights, config.head_base ? "last layer" : "weights found");
  if (config.head_base) {
    sheet.line("base",
               fmt::format("{}, SHA-256 {}", config.head_base->model, config.head_base->sha256));
    add_places(sheet, model.base, "base found");
    if (model.base.tried.empty()) {
      sheet.line("looked for", "no such model here; name the base's checkpoint with --weights");
    }
  }
  return sheet.text();
}

}  // namespace resnext
