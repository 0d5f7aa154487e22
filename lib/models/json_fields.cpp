// SPDX-License-Identifier: Apache-2.0
#include "models/json_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace resnext {
namespace {

constexpr int kMaxDepth = 64;

/// Returns "200", not "200.0".
std::string bound(double value) {
  return value == std::floor(value) ? fmt::format("{}", static_cast<std::int64_t>(value))
                                    : nlohmann::json(value).dump();
}

}  // namespace

JsonFields::JsonFields(const nlohmann::json& object, std::string where)
    : object_(&object), where_(std::move(where)) {
  if (!object.is_object()) {
    throw ConfigError(where_ + ": expected a JSON object, found " + object.dump().substr(0, 80));
  }
}

bool JsonFields::has(const char* key) const {
  return object_->contains(key) && !object_->at(key).is_null();
}

JsonFields JsonFields::object(const char* key) const {
  if (!has(key)) {
    throw ConfigError(fmt::format("{}: \"{}\" is missing", where_, key));
  }
  return JsonFields(object_->at(key), where_ + ": " + key);
}

int JsonFields::integer(const char* key, int low, int high) const {
  return static_cast<int>(whole(key, low, high));
}

std::optional<std::int64_t> JsonFields::maybe_count(const char* key) const {
  constexpr double kMost = 9007199254740992;  // 2^53
  if (!has(key)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(whole(key, 0, kMost));
}

std::vector<int> JsonFields::integers(const char* key, int low, int high) const {
  std::vector<int> values;
  for (const nlohmann::json& entry : required<std::vector<nlohmann::json>>(key)) {
    const double value = entry.is_number() ? entry.get<double>() : std::nan("");
    if (!(value >= low && value <= high) || value != std::floor(value)) {
      throw ConfigError(fmt::format("{}: \"{}\" must hold whole numbers from {} to {}, found {}",
                                    where_, key, low, high, entry.dump().substr(0, 80)));
    }
    values.push_back(static_cast<int>(value));
  }
  return values;
}

double JsonFields::number(const char* key, double low, double high) const {
  const auto value = required<double>(key);
  if (!object_->at(key).is_number() || !(value >= low && value <= high)) {
    throw ConfigError(fmt::format("{}: \"{}\" must be a number from {} to {}, found {}", where_,
                                  key, bound(low), bound(high), object_->at(key).dump()));
  }
  return value;
}

double JsonFields::whole(const char* key, double low, double high) const {
  const double value = number(key, low, high);
  if (value != std::floor(value)) {
    throw ConfigError(fmt::format("{}: \"{}\" must be a whole number, found {}", where_, key,
                                  object_->at(key).dump()));
  }
  return value;
}

void JsonFields::allow_only(std::span<const char* const> keys) const {
  for (const auto& member : object_->items()) {
    const std::string& key = member.key();
    if (std::none_of(keys.begin(), keys.end(),
                     [&key](const char* known) { return key == known; })) {
      throw ConfigError(fmt::format("{}: unknown key \"{}\"", where_, key));
    }
  }
}

nlohmann::json parse_json_object(std::string_view text, const std::string& where) {
  bool too_deep = false;
  const auto limit_depth = [&too_deep](int depth, nlohmann::json::parse_event_t,
                                       const nlohmann::json&) {
    too_deep = too_deep || depth > kMaxDepth;
    return !too_deep;
  };
  nlohmann::json parsed;
  try {
    parsed = nlohmann::json::parse(text, limit_depth);
  } catch (const nlohmann::json::exception& error) {
    throw ConfigError(where + ": not valid JSON: " + error.what());
  }
  if (too_deep) {
    throw ConfigError(fmt::format("{}: JSON nested more than {} levels deep", where, kMaxDepth));
  }
  if (!parsed.is_object()) {
    throw ConfigError(where + ": expected a JSON object, found " + parsed.dump().substr(0, 80));
  }
  return parsed;
}

}  // namespace resnext
