// SPDX-License-Identifier: Apache-2.0
#include "base/files/sha256.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include "base/error.h"
#include "base/files/descriptor.h"

namespace resnext {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

void require(bool done) {
  if (!done) {
    throw Error("OpenSSL can't compute SHA-256; is its configuration restricted?");
  }
}

}  // namespace

struct Sha256::State {
  Context context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  require(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes) {
  require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() const {
  const Context copy(EVP_MD_CTX_new());
  std::array<unsigned char, 32> digest = {};
  require(copy && EVP_MD_CTX_copy_ex(copy.get(), state_->context.get()) == 1 &&
          EVP_DigestFinal_ex(copy.get(), digest.data(), nullptr) == 1);
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) {
    text += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return text;
}

std::string sha256_of_file(const std::filesystem::path& path, const CancelCheck& cancelled,
                           const std::function<void(std::uint64_t)>& on_read) {
  const auto fail = [&path](int code) {
    throw CheckpointError(
        fmt::format("{}: can't be read: {}", path.string(), std::generic_category().message(code)));
  };
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    fail(errno);
  }
  Sha256 hash;
  std::vector<std::byte> piece(kPiece);
  std::uint64_t total = 0;
  while (const std::size_t got = file.read(piece, fail)) {
    if (is_cancelled(cancelled)) {
      throw Cancelled(fmt::format("{}: stopped while its SHA-256 was computed", path.string()));
    }
    hash.update(std::span(piece).first(got));
    total += got;
    if (on_read) {
      on_read(total);
    }
  }
  return hash.hex();
}

std::string openssl_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace resnext
