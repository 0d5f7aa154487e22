// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

// Errors, one type for each thing that a user can get wrong.
namespace resnext {

/// Base of every error that the library throws. Messages name the thing at fault (file, tensor or
/// option), what was found, what was expected and what to do next. The library never prints or
/// exits; the application does.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The command line asks for something that makes no sense.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// A model configuration or a label list is malformed, unknown or inconsistent.
class ConfigError : public Error {
 public:
  using Error::Error;
};

/// A checkpoint can't be read: it is missing, truncated, hostile or not a checkpoint at all.
class CheckpointError : public Error {
 public:
  using Error::Error;
};

/// Weights were not found, or do not fit the model.
class WeightsError : public Error {
 public:
  using Error::Error;
};

/// Results can't be written: the disk is full, a pipe is closed or a file is not writable.
class OutputError : public Error {
 public:
  using Error::Error;
};

/// The reader of a pipe has gone ("| head"); the run ends quietly.
class ClosedPipe : public OutputError {
 public:
  using OutputError::OutputError;
};

/// A file that belongs to the program is missing or does not match it. No image is at fault, so the
/// run ends.
class InstallationError : public Error {
 public:
  using Error::Error;
};

/// What went wrong with one image; the run continues with the next.
enum class ImageErrorCode {
  kNotFound,     ///< no such file
  kUnreadable,   ///< exists, but can't be read (permissions, a directory, an I/O error)
  kEmpty,        ///< zero bytes
  kUnsupported,  ///< not one of the image formats that are read
  kTruncated,    ///< ends early
  kCorrupt,      ///< its data contradicts itself
  kTooLarge,     ///< more pixels than the limit
};

/// Returns the stable, machine-readable spelling of the JSON output: "not_found", "truncated", ...
const char* to_string(ImageErrorCode code);

/// An image can't be read or decoded.
class ImageError : public Error {
 public:
  ImageError(ImageErrorCode code, const std::string& message) : Error(message), code_(code) {}
  ImageErrorCode code() const { return code_; }

 private:
  ImageErrorCode code_;
};

}  // namespace resnext
