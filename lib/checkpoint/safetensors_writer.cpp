#include "checkpoint/safetensors_writer.h"

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

void SafetensorsWriter::append(std::span<const std::byte> data) {
  if (appended_ == tensors_.size()) {
    throw std::invalid_argument("all " + std::to_string(appended_) + " tensors are written");
  }
  const TensorDeclaration& tensor = tensors_[appended_];
  if (data.size() != tensor.bytes()) {
    throw std::invalid_argument("tensor " + quote(tensor.name) + " gets " +
                                std::to_string(data.size()) + " bytes instead of " +
                                std::to_string(tensor.bytes()));
  }
  file_->write(data);
  ++appended_;
}

void SafetensorsWriter::finish() {
  if (appended_ != tensors_.size()) {
    throw std::logic_error("only " + std::to_string(appended_) + " of " +
                           std::to_string(tensors_.size()) + " tensors are written");
  }
  file_->commit();
}

}  // namespace resnext
