// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/text/quote.h"

namespace resnext {

SafetensorsWriter::SafetensorsWriter(const std::filesystem::path& path,
                                     std::vector<TensorDeclaration> tensors,
                                     const std::map<std::string, std::string>& metadata,
                                     std::size_t alignment, AtomicFile::Links links)
    : tensors_(std::move(tensors)) {
  const std::string header = make_safetensors_header(tensors_, metadata, alignment);
  file_.emplace(path, links).write(header);
}

void SafetensorsWriter::append(std::span<const std::byte> data,
                               const std::function<void()>& between) {
  constexpr std::size_t kPiece = std::size_t{4} << 20;
  if (appended_ == tensors_.size()) {
    throw std::invalid_argument(fmt::format("all {} tensors are written", appended_));
  }
  const TensorDeclaration& tensor = tensors_[appended_];
  if (data.size() != tensor.bytes()) {
    throw std::invalid_argument(fmt::format("tensor {} gets {} bytes instead of {}",
                                            quote(tensor.name), data.size(), tensor.bytes()));
  }
  while (!data.empty()) {
    if (between) {
      between();
    }
    const std::size_t size = std::min(kPiece, data.size());
    file_->write(data.first(size));
    data = data.subspan(size);
  }
  ++appended_;
}

void SafetensorsWriter::finish() {
  if (appended_ != tensors_.size()) {
    throw std::logic_error(
        fmt::format("only {} of {} tensors are written", appended_, tensors_.size()));
  }
  file_->commit();
}

}  // namespace resnext
