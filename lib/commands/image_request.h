// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "images/decode/decode.h"
#include "images/resize/image_view.h"
#include "images/source/image_source.h"
#include "models/model_config.h"
#include "output/records/finished_inputs.h"

// The images that a command is asked to work on, and how to decode them.
namespace resnext {

struct ImageRequest {
  std::vector<std::string> paths;  ///< files, folders, archives and patterns; "-": a list on
                                   ///< standard input
  std::string files_from;          ///< a list of more; "-" is standard input
  bool nul_separated = false;      ///< the list's entries end in NUL
  bool stdin_image = false;        ///< one image on standard input
  bool stdin_tar = false;          ///< a tar archive of images on standard input
  std::string shard;               ///< "K/N"

  /// Returns the paths that name files, folders and patterns.
  std::vector<std::string> named() const;

  /// Returns the list to read after them: the one of `files_from`, or "-" for standard input if a
  /// path is "-" or nothing but `nul_separated` is given. Empty: none.
  std::string list() const;

  bool empty() const { return paths.empty() && list().empty() && !stdin_image && !stdin_tar; }
};

/// How to decode images.
struct DecodeRequest {
  DecodeOptions options;  ///< all but enough_short_side
  bool fast = false;      ///< decode large JPEGs at a fraction of their size
};

/// Returns how to decode images of which a model sees `views`; without any, the centre.
DecodeOptions decode_options(const DecodeRequest& request, const ModelConfig& config,
                             std::span<const ImageView> views = {});

/// Throws UsageError if no image is named, and for options that contradict each other.
void check_images(const ImageRequest& request);

/// Throws UsageError for a malformed shard, and if only folders and archives are named and none
/// holds an image: a mistake that is better reported before the model loads.
void check_not_empty(const ImageRequest& request, const StopFlag& stop);

/// Throws UsageError if one of `paths` is a tar archive, which `option` can't take.
void refuse_archives(const std::string& option, std::span<const std::string> paths);

/// Returns a source that lists the images: those in archives have no content. `stop` must outlive
/// it.
std::unique_ptr<ImageSource> image_source(const ImageRequest& request, const StopFlag& stop);

/// Returns a source of the images that no record of `finished` covers. Takes the records from
/// `finished`, which must outlive the source, as must `stop`.
std::unique_ptr<ImageSource> unfinished_images(const ImageRequest& request,
                                               FinishedInputs& finished, const StopFlag& stop);

/// Throws UsageError if a run that writes to `output` would replace an image or a list that it
/// reads: `refuse_if_same` throws if a path is one of the files written.
void protect_images(const ImageRequest& request, const std::string& output,
                    const std::function<void(const std::filesystem::path&)>& refuse_if_same);

/// Returns `chosen`, or if that is 0: 1 for a few named files and for lines that arrive one by one,
/// otherwise the batch size that pays off for many images.
int batch_size_for(const ImageRequest& request, int chosen, const ModelConfig& config);

bool is_single_image(const ImageRequest& request);

/// Returns whether the inputs can be listed twice.
bool is_countable(const ImageRequest& request);

/// Returns the folders and files of the list, if it can be read twice. Lists may have millions of
/// photos: of those in one folder, the first stands for all.
std::vector<std::string> listed_inputs(const ImageRequest& request, const StopFlag& stop);

}  // namespace resnext
