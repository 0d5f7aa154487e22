#include "app/input_options.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "images/resize/preprocess.h"
#include "images/source/glob.h"
#include "images/source/image_files.h"
#include "images/source/shard.h"
#include "inference/batch_size.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, ExifMode> kExif = {{"ignore", ExifMode::kIgnore},
                                               {"apply", ExifMode::kApply}};

/// Neither a folder nor a pattern.
bool names_a_file(const std::string& input) {
  const fs::path path = input;
  std::error_code error;
  return !fs::is_directory(path, error) && (!is_pattern(path) || fs::exists(path, error));
}

}  // namespace

void add_input_options(CLI::App& app, InputOptions& input) {
  app.add_option("images", input.inputs,
                 "Image files, folders (walked recursively) and quoted patterns (*, ?, [], **)")
      ->type_name("PATH");
  app.add_option("--files-from", input.files_from,
                 "Files and folders listed in FILE, one a line; - is standard input, served as "
                 "lines arrive")
      ->type_name("FILE");
  app.add_flag("-0,--null", input.nul_separated, "The list's entries end in NUL, not in a line");
  app.add_flag("--stdin-image", input.stdin_image, "The bytes of one image on standard input");
  app.add_option("--shard", input.shard,
                 "Only the files whose path hashes into part K of N, from 1/N to N/N")
      ->type_name("K/N");
}

void add_decode_options(CLI::App& app, DecodeChoice& decode) {
  app.add_option("--exif", decode.options.exif,
                 "ignore (as timm does) or apply the camera's orientation")
      ->transform(CLI::CheckedTransformer(kExif).description(""))
      ->type_name("MODE")
      ->default_str("ignore");
  app.add_flag("--fast-decode", decode.fast,
               "Decode large JPEGs at a fraction of their size: faster, slightly other scores");
  app.add_option("--max-pixels", decode.options.max_pixels,
                 "Refuse larger images before decoding them")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40))
      ->capture_default_str();
}

DecodeOptions decode_options(const DecodeChoice& decode, const ModelConfig& config) {
  DecodeOptions options = decode.options;
  if (decode.fast) {
    options.enough_short_side = resized_short_side(config.preprocessing);
  }
  return options;
}

void check_inputs(const InputOptions& input) {
  if (input.empty()) {
    throw UsageError("no images given. Try: resnext-classify photo.jpg");
  }
  if (input.stdin_image && input.files_from == "-") {
    throw UsageError("--stdin-image and --files-from - both want standard input");
  }
  if (input.nul_separated && input.files_from.empty()) {
    throw UsageError("-0 says how the list of --files-from is separated, which is missing");
  }
}

SourceOptions source_options(const InputOptions& input) {
  SourceOptions options;
  options.inputs.assign(input.inputs.begin(), input.inputs.end());
  options.files_from = input.files_from;
  options.nul_separated = input.nul_separated;
  options.stdin_image = input.stdin_image;
  if (!input.shard.empty()) {
    options.keep = [shard = parse_shard(input.shard)](const fs::path& path) {
      return is_in_shard(path.native(), shard);
    };
  }
  return options;
}

void check_not_empty(const InputOptions& input, const StopFlag& stop) {
  if (!input.files_from.empty() || input.stdin_image) {
    return;
  }
  SourceOptions options;
  options.inputs.assign(input.inputs.begin(), input.inputs.end());
  if (!make_image_source(options, stop)->next()) {
    throw UsageError("no image files in the folders given");
  }
}

void protect_inputs(const InputOptions& input, const std::vector<fs::path>& weights,
                    const std::string& output,
                    const std::function<void(const fs::path&)>& refuse_if_same) {
  for (const std::string& image : input.inputs) {
    refuse_if_same(image);
  }
  refuse_if_same(input.files_from);
  for (const fs::path& file : weights) {
    refuse_if_same(file);
  }
  if (begins_like_image(output)) {
    throw UsageError(output +
                     ": the file holds an image, which the output would replace; name another "
                     "file");
  }
}

int batch_size_for(const InputOptions& input, int chosen, const ModelConfig& config) {
  if (chosen > 0) {
    return chosen;
  }
  constexpr std::size_t kFew = 8;  // a batch that is not full takes as long as a full one
  const bool few = input.files_from.empty() && input.inputs.size() <= kFew &&
                   std::ranges::all_of(input.inputs, names_a_file);
  return few || is_interactive(input) ? 1 : batch_size_for_many(config);
}

bool is_single_image(const InputOptions& input) {
  if (input.stdin_image || !input.files_from.empty() || input.inputs.size() != 1) {
    return input.stdin_image && input.inputs.empty();
  }
  return names_a_file(input.inputs.front());
}

bool is_countable(const InputOptions& input) {
  return input.files_from.empty() ||
         (input.files_from != "-" && fs::is_regular_file(input.files_from));
}

bool is_interactive(const InputOptions& input) {
  struct stat status {};
  return input.files_from == "-" && fstat(STDIN_FILENO, &status) == 0 && !S_ISREG(status.st_mode);
}

}  // namespace resnext
