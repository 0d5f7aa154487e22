// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

// The secret that lets a client in.
namespace resnext {

class AccessToken {
 public:
  /// Reads the token from a file that holds nothing else but white space around it. Throws
  /// UsageError that names the file if there is none, or one of less than 16 or more than 1024
  /// characters or with others than printable ASCII.
  static AccessToken read(const std::filesystem::path& file);

  /// Returns whether an Authorization header holds it: "Bearer TOKEN". How long that takes tells
  /// nothing about the token.
  bool fits(const std::string& authorization) const;

 private:
  explicit AccessToken(std::string digest) : digest_(std::move(digest)) {}
  std::string digest_;  ///< SHA-256, so that all that is compared has one length
};

}  // namespace resnext
