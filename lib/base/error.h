#pragma once

#include <stdexcept>
#include <string>

namespace resnext {

/// Base of every error the library throws. Messages name the thing at fault (file, tensor or
/// option), what was found, what was expected and what to do next. The library never prints and
/// never exits; that is the application's part.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The command line asks for something that makes no sense, or an output can't be written.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// A model configuration or a label list is malformed, unknown or inconsistent.
class ConfigError : public Error {
 public:
  using Error::Error;
};

/// A checkpoint file can't be read: missing, truncated, hostile or not a checkpoint at all.
class CheckpointError : public Error {
 public:
  using Error::Error;
};

/// Weights were not found, or those that were read do not fit the model.
class WeightsError : public Error {
 public:
  using Error::Error;
};

/// Writing results failed: full disk, closed pipe, unwritable file.
class OutputError : public Error {
 public:
  using Error::Error;
};

/// The reader of a pipe has gone ("| head"): the run ends, and quietly.
class ClosedPipe : public OutputError {
 public:
  using OutputError::OutputError;
};

/// A file that belongs to the program is missing or does not fit it. Not the fault of an image, so
/// a run ends.
class InstallationError : public Error {
 public:
  using Error::Error;
};

/// What went wrong with one image; the run goes on with the next.
enum class ImageErrorCode {
  kNotFound,     ///< no such file
  kUnreadable,   ///< exists, but can't be read (permissions, a directory, an I/O error)
  kEmpty,        ///< zero bytes
  kUnsupported,  ///< content is not an image format that is read here
  kTruncated,    ///< an image that ends early
  kCorrupt,      ///< an image whose data contradicts itself
  kTooLarge,     ///< more pixels than the limit
};

/// Stable machine-readable spelling, as in the JSON output: "not_found", "truncated", ...
const char* to_string(ImageErrorCode code);

class ImageError : public Error {
 public:
  ImageError(ImageErrorCode code, const std::string& message) : Error(message), code_(code) {}
  ImageErrorCode code() const { return code_; }

 private:
  ImageErrorCode code_;
};

}  // namespace resnext
