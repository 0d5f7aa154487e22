// SPDX-License-Identifier: Apache-2.0
#include "hub/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "base/error.h"
#include "base/files/replacement.h"
#include "base/text/quote.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/safetensors_writer.h"
#include "hub/tensor_chunks.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kChunk = std::int64_t{1} << 18;  // elements: 1 MiB as f32

bool is_floating(DType dtype) {
  return dtype == DType::kF32 || dtype == DType::kF16 || dtype == DType::kBF16 ||
         dtype == DType::kF64;
}

class Conversion {
 public:
  Conversion(const Checkpoint& checkpoint, const ConvertOptions& options)
      : checkpoint_(checkpoint), options_(options) {
    result_.input_format = to_string(checkpoint.format());
    result_.input_bytes = checkpoint.file_size();
    result_.tensors = checkpoint.tensors().size();
    std::size_t largest = 0;
    for (const NamedTensor& tensor : checkpoint.tensors()) {
      largest = std::max(largest, is_copied(tensor.view) ? output_size(tensor.view) : 0);
    }
    buffer_.reserve(largest);  // growing would briefly hold two buffers
  }

  DType target(const TensorView& view) const {
    return options_.dtype && is_floating(view.dtype) ? *options_.dtype : view.dtype;
  }

  void write(const NamedTensor& tensor, SafetensorsWriter& writer) {
    const TensorView& view = tensor.view;
    const auto stop_if_cancelled = [&] { poll(tensor.name); };
    stop_if_cancelled();
    checkpoint_.prefetch(view);
    if (is_copied(view)) {
      buffer_.resize(output_size(view));
      fill(tensor);
      writer.append(buffer_, stop_if_cancelled);
    } else {
      writer.append({view.data, output_size(view)}, stop_if_cancelled);
    }
    checkpoint_.release(view);
    done_ += view.byte_size();
    if (options_.on_progress) {
      options_.on_progress(done_, result_.input_bytes);
    }
  }

  ConvertResult& result() { return result_; }

 private:
  std::size_t output_size(const TensorView& view) const {
    return static_cast<std::size_t>(view.size()) * size_of(target(view));
  }

  /// Returns false if its bytes can be written straight from the map.
  bool is_copied(const TensorView& view) const {
    return target(view) != view.dtype || !is_contiguous(view);
  }

  void poll(const std::string& name) const {
    if (is_cancelled(options_.cancelled)) {
      throw Cancelled(
          fmt::format("the conversion was stopped at {}; nothing was written", quote(name)));
    }
  }

  void fill(const NamedTensor& tensor) {
    const DType to = target(tensor.view);
    std::byte* out = buffer_.data();
    const std::uint64_t overflowed_before = result_.overflowed;
    for_each_chunk(tensor.view, kChunk, [&](const TensorView& chunk) {
      poll(tensor.name);
      const std::size_t bytes = static_cast<std::size_t>(chunk.size()) * size_of(to);
      if (to == chunk.dtype) {
        copy_elements(chunk, {out, bytes});
      } else {
        convert(chunk, to, out);
      }
      out += bytes;
      checkpoint_.release(chunk);
    });
    if (result_.overflowed > overflowed_before) {
      result_.overflowed_tensors.push_back(tensor.name);
    }
  }

  void convert(const TensorView& chunk, DType to, std::byte* out) {
    const auto count = static_cast<std::size_t>(chunk.size());
    floats_.resize(count);
    copy_to_f32(chunk, floats_);
    if (chunk.dtype == DType::kF64) {
      doubles_.resize(count);
      copy_elements(chunk, std::as_writable_bytes(std::span(doubles_)));
    }
    for (std::size_t i = 0; i < count; ++i) {
      const float stored = store(floats_[i], to, out + i * size_of(to));
      const double original = chunk.dtype == DType::kF64 ? doubles_[i] : floats_[i];
      result_.overflowed += std::isinf(stored) && std::isfinite(original) ? 1 : 0;
      result_.vanished += stored == 0 && original != 0 ? 1 : 0;
    }
  }

  /// Returns the value that the stored bits stand for.
  static float store(float value, DType to, std::byte* out) {
    if (to == DType::kF32) {
      std::memcpy(out, &value, sizeof value);
      return value;
    }
    const std::uint16_t bits = to == DType::kF16 ? f32_to_f16(value) : f32_to_bf16(value);
    std::memcpy(out, &bits, sizeof bits);
    return to == DType::kF16 ? f16_to_f32(bits) : bf16_to_f32(bits);
  }

  const Checkpoint& checkpoint_;
  const ConvertOptions& options_;
  ConvertResult result_;
  std::uint64_t done_ = 0;
  std::vector<std::byte> buffer_;
  std::vector<float> floats_;
  std::vector<double> doubles_;
};

void check_overflow(const ConvertResult& result, const fs::path& input,
                    const ConvertOptions& options) {
  if (result.overflowed == 0 || options.allow_overflow) {
    return;
  }
  throw WeightsError(fmt::format(
      "{}: {} values are too large for {}, in {} tensors (the first is {}); nothing was "
      "written. bf16 has the range of f32; --allow-overflow writes infinity",
      input.string(), result.overflowed, to_string(*options.dtype),
      result.overflowed_tensors.size(), quote(result.overflowed_tensors.front())));
}

std::unique_ptr<SafetensorsWriter> open_writer(const fs::path& input, const fs::path& output,
                                               std::vector<TensorDeclaration> declarations) try {
  return std::make_unique<SafetensorsWriter>(output, std::move(declarations),
                                             std::map<std::string, std::string>{{"format", "pt"}});
} catch (const std::invalid_argument& error) {
  throw CheckpointError(
      fmt::format("{}: can't be converted to safetensors: {}", input.string(), error.what()));
}

}  // namespace

ConvertResult convert_checkpoint(const fs::path& input, const fs::path& output,
                                 const ConvertOptions& options) {
  if (output == "-") {
    throw UsageError(
        "-: a conversion appears complete or not at all, which standard output can't; name a file");
  }
  if (!options.replace) {
    refuse_to_replace(output);
  }
  const Checkpoint checkpoint = open_checkpoint(input, options.cancelled);
  Conversion conversion(checkpoint, options);
  std::vector<TensorDeclaration> declarations;
  for (const NamedTensor& tensor : checkpoint.tensors()) {
    declarations.push_back({tensor.name, conversion.target(tensor.view), tensor.view.shape});
  }
  const auto writer = open_writer(input, output, std::move(declarations));
  for (const NamedTensor& tensor : checkpoint.tensors()) {
    conversion.write(tensor, *writer);
  }
  check_overflow(conversion.result(), input, options);
  writer->finish();
  std::error_code error;
  conversion.result().output_bytes = fs::file_size(output, error);
  return conversion.result();
}

}  // namespace resnext
