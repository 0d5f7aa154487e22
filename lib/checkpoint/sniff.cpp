// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/sniff.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/text/quote.h"

namespace resnext {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  const char* what;  ///< says what the file is, and what to do
};

constexpr std::array<Signature, 9> kOtherFiles = {{
    {0, "version https://git-lfs"sv,
     "this is a Git LFS pointer, a small text in place of the file itself; fetch the file with "
     "\"git lfs pull\" or download it directly"},
    {257, "ustar"sv,
     "this is a tar archive. If it is a checkpoint of PyTorch before 0.1.10, load it in PyTorch "
     "and save it again; otherwise unpack it and name the checkpoint in it"},
    {0, "\x1F\x8B"sv, "this is compressed with gzip; unpack it with gunzip first"},
    {0, "\xFD\x37zXZ"sv, "this is compressed with xz; unpack it first"},
    {0, "\x28\xB5\x2F\xFD"sv, "this is compressed with zstd; unpack it first"},
    {0, "\x89HDF"sv,
     "this is an HDF5 file, as Keras writes; only PyTorch and safetensors files can be read"},
    {0, "\x93NUMPY"sv, "this is a NumPy array; only PyTorch and safetensors files can be read"},
    {0, "GGUF"sv, "this is a GGUF file; only PyTorch and safetensors files can be read"},
    {0, "%PDF"sv, "this is a PDF document; only PyTorch and safetensors files can be read"},
}};

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_text_byte(char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t'; }

/// Returns the text from its first character that isn't a space, in lower case.
std::string normalised_start(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  std::string start(text.substr(std::min(first, text.size()), 64));
  std::transform(start.begin(), start.end(), start.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return start;
}

[[noreturn]] void throw_unknown(std::string_view head) {
  for (const Signature& signature : kOtherFiles) {
    if (head.size() > signature.offset &&
        head.substr(signature.offset).starts_with(signature.bytes)) {
      throw CheckpointError(signature.what);
    }
  }
  const std::string start = normalised_start(head);
  if (start.starts_with("<!doctype html") || start.starts_with("<html") ||
      start.starts_with("<head")) {
    throw CheckpointError(
        "this is an HTML page, probably an error page of a download; look at it "
        "in a browser, and download the file again");
  }
  if (start.starts_with("<?xml")) {
    throw CheckpointError(
        "this is an XML text, probably a server's error message; read it in an "
        "editor, and download the file again");
  }
  if (std::all_of(head.begin(), head.end(), is_text_byte)) {
    throw CheckpointError("this is a text that begins with " + quote(head.substr(0, 40)) +
                          ", not a PyTorch or safetensors file; check the path, or download the "
                          "file again");
  }
  throw CheckpointError("this is not a PyTorch or safetensors file; it begins with " +
                        quote(head.substr(0, 16)) + ". Check the path, or download it again");
}

}  // namespace

CheckpointFormat find_format(std::span<const std::byte> file) {
  constexpr std::size_t kHead = 512;
  const std::string_view head = as_text(file.first(std::min(kHead, file.size())));
  if (head.empty()) {
    throw CheckpointError("the file is empty; download or copy it again");
  }
  // This comes first because the length before the brace may look like another format: 640 is the
  // bytes 80 02. The other formats never have a brace there; eight letters before one are text.
  if (head.size() > 8 && head[8] == '{' &&
      !std::all_of(head.begin(), head.begin() + 8, is_text_byte)) {
    return CheckpointFormat::kSafetensors;
  }
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) {
    return CheckpointFormat::kTorchZip;
  }
  if (head.size() >= 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5) {
    return CheckpointFormat::kTorchLegacy;
  }
  throw_unknown(head);
}

}  // namespace resnext
