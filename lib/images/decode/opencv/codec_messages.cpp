// SPDX-License-Identifier: Apache-2.0
#include "images/decode/opencv/codec_messages.h"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <iostream>
#include <streambuf>
#include <vector>

#include <dlfcn.h>

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>

namespace resnext::opencv {
namespace {

thread_local bool is_decoding = false;

// What a library found wrong since the thread began its current image. libtiff tells nobody but its
// error handler when the compressed data of a strip are damaged, and OpenCV goes on regardless.
thread_local std::string first_error;

void keep_error(const char* message) {
  if (first_error.empty()) first_error = message;
}

void on_tiff_error(const char* /*module*/, const char* format, std::va_list arguments) {
  std::array<char, 256> message{};
  std::vsnprintf(message.data(), message.size(), format, arguments);
  keep_error(message.data());
}

// Finds a function in the libraries that came with this module, by the module's handle: glibc's
// RTLD_DEFAULT would look there too, but its manual does not promise it.
void* find_function(const char* name) {
  Dl_info self{};
  if (::dladdr(reinterpret_cast<void*>(on_tiff_error), &self) == 0) return nullptr;
  void* const module = ::dlopen(self.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  return module == nullptr ? nullptr : ::dlsym(module, name);
}

// The handler has to go into the very libtiff that OpenCV uses, be it a shared library or a part
// of OpenCV, hence the look-up at run time. OpenCV installs its own when it meets its first image.
void listen_to_libtiff() {
  using Handler = void (*)(const char*, const char*, std::va_list);
  static_cast<void>(cv::imdecode(std::vector<unsigned char>{'I', 'I', '*', 0}, cv::IMREAD_COLOR));
  void* const set_handler = find_function("TIFFSetErrorHandler");
  if (set_handler != nullptr) reinterpret_cast<Handler (*)(Handler)>(set_handler)(on_tiff_error);
}

// Drops what a thread writes while it decodes: OpenCV's imdecode reports exceptions to std::cerr,
// past its own log.
class SilencedBuffer : public std::streambuf {
 public:
  explicit SilencedBuffer(std::streambuf* next) : next_(next) {}

 protected:
  int_type overflow(int_type letter) override {
    if (is_decoding || traits_type::eq_int_type(letter, traits_type::eof())) {
      return traits_type::not_eof(letter);
    }
    return next_->sputc(traits_type::to_char_type(letter));
  }
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    return is_decoding ? size : next_->sputn(text, size);
  }
  int sync() override { return is_decoding ? 0 : next_->pubsync(); }

 private:
  std::streambuf* next_;
};

void configure_once() {
  static const bool done = [] {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    cv::setNumThreads(1);
    if (std::cerr.rdbuf() != nullptr) {
      static SilencedBuffer& buffer = *new SilencedBuffer(std::cerr.rdbuf());  // as long as cerr
      std::cerr.rdbuf(&buffer);
    }
    listen_to_libtiff();
    return true;
  }();
  static_cast<void>(done);
}

using PngHandler = void (*)(void* png, const char* message);

// Does what libpng's own handler does, but for the message: jumps back into OpenCV.
void on_png_error(void* png, const char* message) {
  keep_error(message);
  static void* const jump = find_function("png_longjmp");
  if (jump != nullptr) reinterpret_cast<void (*)(void*, int)>(jump)(png, 1);
}

void on_png_warning(void* /*png*/, const char* /*message*/) {}

}  // namespace

CodecMessages::CodecMessages() {
  is_decoding = true;
  configure_once();
  first_error.clear();
}

CodecMessages::~CodecMessages() { is_decoding = false; }

const std::string& CodecMessages::error() const { return first_error; }

}  // namespace resnext::opencv

// Takes the place of libpng's function for OpenCV, which names no handlers and so leaves the
// messages to libpng: they go to stderr. A module's own functions come before those of its
// libraries. The parameters are those of png.h; this calls the function that libpng's own would.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" __attribute__((visibility("default"))) void* png_create_read_struct(
    const char* version, void* error_pointer, resnext::opencv::PngHandler on_error,
    resnext::opencv::PngHandler on_warning) {
  using namespace resnext::opencv;
  using Create = void* (*)(const char*, void*, PngHandler, PngHandler, void*,
                           void* (*)(void*, std::size_t), void (*)(void*, void*));
  static void* const create = find_function("png_create_read_struct_2");
  return create == nullptr
             ? nullptr
             : reinterpret_cast<Create>(create)(
                   version, error_pointer, on_error == nullptr ? on_png_error : on_error,
                   on_warning == nullptr ? on_png_warning : on_warning, nullptr, nullptr, nullptr);
}
