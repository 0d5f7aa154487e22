// SPDX-License-Identifier: Apache-2.0
#include "hub/verify.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <system_error>

#include "base/error.h"
#include "base/files/sha256.h"
#include "base/text/quote.h"
#include "checkpoint/checkpoint.h"
#include "hub/fetch.h"
#include "hub/head_base.h"
#include "hub/tensor_chunks.h"
#include "hub/verify_problems.h"
#include "models/head.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kChunk = std::int64_t{1} << 18;  // elements: 1 MiB as f32
constexpr std::size_t kShaDigits = 64;

/// Returns the SHA-256 that names a large file's blob in Hugging Face's cache; otherwise nothing.
std::string hash_of_blob(const fs::path& path) {
  std::error_code error;
  const fs::path canonical = fs::canonical(path, error);
  const std::string name = canonical.filename().string();
  const bool blob = !error && canonical.parent_path().filename() == "blobs" &&
                    name.size() == kShaDigits &&
                    name.find_first_not_of("0123456789abcdef") == std::string::npos;
  return blob ? name : "";
}

void find_promises(const std::optional<ModelConfig>& model, WeightsVerification& result) {
  const std::string name = result.path.filename().string();
  if (model && model->weights.file == name) {
    result.expected_bytes = model->weights.bytes;
    result.expected_sha256 =
        model->weights.sha256.empty() ? model->weights.sha256_prefix : model->weights.sha256;
    result.promised_by = "model config";
  }
  if (result.expected_sha256.empty()) {
    result.expected_sha256 = sha256_prefix_in(name);
    result.promised_by = "file name";
  }
  if (result.expected_sha256.empty()) {
    result.expected_sha256 = hash_of_blob(result.path);
    result.promised_by = "Hugging Face cache";
  }
  if (result.expected_sha256.empty()) {
    result.promised_by.clear();
  }
}

[[noreturn]] void stop(const Checkpoint& checkpoint, const std::string& where) {
  throw Cancelled(checkpoint.path().string() + ": stopped " + where);
}

TensorDefect scan(const Checkpoint& checkpoint, const NamedTensor& tensor,
                  std::vector<float>& values, const CancelCheck& cancelled) {
  TensorDefect defect;
  defect.name = tensor.name;
  const bool variance = tensor.name.ends_with("running_var");
  const auto poll = [&] {
    if (is_cancelled(cancelled)) {
      stop(checkpoint, "at " + quote(tensor.name));
    }
  };
  poll();  // an empty tensor has no chunks
  checkpoint.prefetch(tensor.view);
  for_each_chunk(tensor.view, kChunk, [&](const TensorView& chunk) {
    poll();
    values.resize(static_cast<std::size_t>(chunk.size()));
    copy_to_f32(chunk, values);
    for (const float value : values) {
      defect.nan += std::isnan(value) ? 1 : 0;
      defect.infinite += std::isinf(value) ? 1 : 0;
      defect.negative += variance && value < 0 ? 1 : 0;
    }
    checkpoint.release(chunk);
  });
  checkpoint.release(tensor.view);
  return defect;
}

/// Reports progress through a file that is read several times.
class Passes {
 public:
  Passes(const Checkpoint& checkpoint, const VerifyOptions& options)
      : options_(options),
        bytes_(checkpoint.file_size()),
        passes_(checkpoint.format() == CheckpointFormat::kTorchZip ? 3 : 2) {}

  /// `pass`: 0, 1, ...; `read`: bytes of this pass, perhaps more than the file has.
  void report(std::uint64_t pass, std::uint64_t read) const {
    if (options_.on_progress) {
      options_.on_progress(pass * bytes_ + std::min(read, bytes_), passes_ * bytes_);
    }
  }

 private:
  const VerifyOptions& options_;
  std::uint64_t bytes_;
  std::uint64_t passes_;
};

void scan_all(const Checkpoint& checkpoint, const VerifyOptions& options, const Passes& passes,
              WeightsVerification& result) {
  std::vector<float> values;
  std::uint64_t done = 0;
  for (const NamedTensor& tensor : checkpoint.tensors()) {
    const auto count = static_cast<std::uint64_t>(tensor.view.size());
    ++result.tensors;
    result.values += count;
    ++result.dtypes[to_string(tensor.view.dtype)];
    TensorDefect defect = scan(checkpoint, tensor, values, options.cancelled);
    result.nan += defect.nan;
    result.infinite += defect.infinite;
    result.negative_variances += defect.negative;
    if (defect.nan + defect.infinite + defect.negative > 0) {
      result.defects.push_back(std::move(defect));
    }
    done += tensor.view.byte_size();
    passes.report(1, done);
  }
}

std::vector<DamagedMember> check_members(const Checkpoint& checkpoint, const VerifyOptions& options,
                                         const Passes& passes) {
  if (checkpoint.format() != CheckpointFormat::kTorchZip) {
    return {};
  }
  std::uint64_t done = 0;
  return find_damaged_members(checkpoint.bytes(), [&](std::span<const std::byte> piece) {
    if (is_cancelled(options.cancelled)) {
      stop(checkpoint, "while the CRC-32 of its members was computed");
    }
    checkpoint.release(piece);
    done += piece.size();
    passes.report(2, done);
  });
}

/// Ignores missing tensors of the body, which are in the base's file, and looks for that file.
void find_base(const HeadBase& base, const Network& network, const CancelCheck& cancelled,
               WeightsVerification& result) {
  std::erase_if(result.mismatch.missing,
                [&](const std::string& line) { return !is_head_tensor(network, line); });
  result.base = base;
  try {
    result.base_path = locate_base(base, result.path, {}, process_environment(), cancelled);
  } catch (const Cancelled&) {
    throw;
  } catch (const Error& error) {
    result.problems.emplace_back(error.what());
  }
}

}  // namespace

WeightsVerification verify_weights(const fs::path& path, const std::optional<ModelConfig>& model,
                                   const VerifyOptions& options) {
  const Checkpoint checkpoint = open_checkpoint(path, options.cancelled);
  const Passes passes(checkpoint, options);
  WeightsVerification result;
  result.path = path;
  result.format = to_string(checkpoint.format());
  result.bytes = checkpoint.file_size();
  find_promises(model, result);
  if (model) {
    result.model = model->id;
    const Network network = network_of(*model);
    result.mismatch = compare_weights(network, checkpoint.tensors());
    if (model->head_base) {
      find_base(*model->head_base, network, options.cancelled, result);
    }
  } else {
    result.fitting = find_fitting_models(checkpoint, options.cancelled);
  }
  result.sha256 =
      sha256_of_file(path, options.cancelled, [&](std::uint64_t read) { passes.report(0, read); });
  scan_all(checkpoint, options, passes, result);
  result.damaged = check_members(checkpoint, options, passes);
  add_problems(result);
  return result;
}

}  // namespace resnext
