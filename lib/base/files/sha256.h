// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/cancelled.h"

// Computes SHA-256.
namespace resnext {

/// Computes the SHA-256 (FIPS 180-4) of bytes that arrive in pieces.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(std::span<const std::byte> bytes);

  /// Returns the digest of all bytes so far: 64 lower-case hexadecimal digits. More may follow.
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Returns the digest of a file, read in pieces. Reports the bytes read so far to `on_read`, if
/// set. Throws CheckpointError that names the file, or Cancelled.
std::string sha256_of_file(const std::filesystem::path& path, const CancelCheck& cancelled = {},
                           const std::function<void(std::uint64_t)>& on_read = {});

/// Returns the version of the OpenSSL that is loaded: "3.0.15".
std::string openssl_version();

}  // namespace resnext
