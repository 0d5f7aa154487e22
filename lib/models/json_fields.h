// SPDX-License-Identifier: Apache-2.0
#pragma once

// Typed access to JSON objects, with errors that name the place. Private to lib/models.

#include <fmt/format.h>

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace resnext {

/// A value, and the word that stands for it in JSON.
template <typename T>
struct Word {
  std::string_view text;
  T value;
};
template <typename T>
Word(const char*, T) -> Word<T>;

/// Returns the word of a value that is among `words`, an array of Word.
template <typename Words, typename T>
std::string_view word_of(const Words& words, const T& value) {
  for (const auto& word : words) {
    if (word.value == value) {
      return word.text;
    }
  }
  return {};
}

/// Typed access to one JSON object, with errors that name the place: "configs/x.json: weights.url".
/// Private to lib/models.
class JsonFields {
 public:
  JsonFields(const nlohmann::json& object, std::string where);

  bool has(const char* key) const;
  /// Returns the member object. Throws ConfigError if it is missing or not an object.
  JsonFields object(const char* key) const;
  const nlohmann::json& json() const { return *object_; }
  const std::string& where() const { return where_; }

  template <typename T>
  T required(const char* key) const {
    if (!has(key)) {
      throw ConfigError(fmt::format("{}: \"{}\" is missing", where_, key));
    }
    return convert<T>(key);
  }

  template <typename T>
  T optional(const char* key, T fallback) const {
    return has(key) ? convert<T>(key) : fallback;
  }

  template <typename T>
  std::optional<T> maybe(const char* key) const {
    return has(key) ? std::optional<T>(convert<T>(key)) : std::nullopt;
  }

  /// Returns an integer in [low, high]. Throws ConfigError for anything else.
  int integer(const char* key, int low, int high) const;
  /// Returns a count from 0 to 2^53 (the range that all JSON readers share) if the key is present.
  std::optional<std::int64_t> maybe_count(const char* key) const;
  /// Returns a list of integers, each in [low, high].
  std::vector<int> integers(const char* key, int low, int high) const;
  /// Returns a finite number in [low, high].
  double number(const char* key, double low, double high) const;
  /// Returns the value whose word the member is; `words` is an array of Word. Throws ConfigError
  /// that lists the words if it is none of them.
  template <typename Words>
  auto word(const char* key, const Words& words) const {
    return value_of(required<std::string>(key), key, words);
  }
  /// Returns the value whose word `text` is, a part of the member `key`.
  template <typename Words>
  auto value_of(const std::string& text, const char* key, const Words& words) const {
    std::string known;
    for (const auto& word : words) {
      if (word.text == text) {
        return word.value;
      }
      known += (known.empty() ? "" : ", ") + std::string(word.text);
    }
    throw ConfigError(fmt::format("{}: {} \"{}\" is not supported; expected one of: {}", where_,
                                  key, text.substr(0, 80), known));
  }
  /// Throws ConfigError for any key that is not listed: a misspelt option must not be ignored.
  void allow_only(std::span<const char* const> keys) const;
  void allow_only(std::initializer_list<const char*> keys) const {
    allow_only(std::span(keys.begin(), keys.size()));
  }

 private:
  double whole(const char* key, double low, double high) const;

  template <typename T>
  T convert(const char* key) const {
    try {
      return object_->at(key).get<T>();
    } catch (const nlohmann::json::exception&) {
      throw ConfigError(fmt::format("{}: \"{}\" has the wrong type: {}", where_, key,
                                    object_->at(key).dump().substr(0, 80)));
    }
  }

  const nlohmann::json* object_;
  std::string where_;
};

/// Parses UTF-8 JSON text, nesting at most 64 levels deep, into an object. Throws ConfigError with
/// `where` and the parser's line and column.
nlohmann::json parse_json_object(std::string_view text, const std::string& where);

}  // namespace resnext
