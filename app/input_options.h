#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "images/decode/decode.h"
#include "images/source/image_source.h"
#include "models/model_config.h"

namespace resnext {

/// Which images the command line names.
struct InputOptions {
  std::vector<std::string> inputs;  ///< files, folders and patterns
  std::string files_from;           ///< a list of more; "-" is standard input
  bool nul_separated = false;
  bool stdin_image = false;
  std::string shard;  ///< "K/N"

  bool empty() const { return inputs.empty() && files_from.empty() && !stdin_image; }
};

/// Declares the images and where they are listed.
void add_input_options(CLI::App& app, InputOptions& input);

/// How the command line wants them decoded.
struct DecodeChoice {
  DecodeOptions options;  ///< all but enough_short_side
  bool fast = false;
};

/// Declares --exif and --max-pixels, and --fast-decode.
void add_decode_options(CLI::App& app, DecodeChoice& decode);

/// What that means for a model.
DecodeOptions decode_options(const DecodeChoice& decode, const ModelConfig& config);

/// Throws UsageError for options that contradict each other.
void check_inputs(const InputOptions& input);

SourceOptions source_options(const InputOptions& input);

/// A folder without images is a mistake, and better told before the model loads. Throws UsageError.
void check_not_empty(const InputOptions& input, const StopFlag& stop);

/// Throws UsageError if a run that writes to `output` would replace an image, or something that it
/// reads itself: `refuse_if_same` throws if a path is one of the files written.
void protect_inputs(const InputOptions& input, const std::vector<std::filesystem::path>& weights,
                    const std::string& output,
                    const std::function<void(const std::filesystem::path&)>& refuse_if_same);

/// `chosen`, or if that is 0: 1 for a few named files and for lines that come one by one, else what
/// pays for many images.
int batch_size_for(const InputOptions& input, int chosen, const ModelConfig& config);

bool is_single_image(const InputOptions& input);

/// Whether the inputs can be listed twice.
bool is_countable(const InputOptions& input);

/// Lines that come one by one are answered one by one.
bool is_interactive(const InputOptions& input);

}  // namespace resnext
