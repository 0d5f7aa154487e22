#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace resnext {

/// No image within the limits of DecodeOptions needs more: 200 megapixels of 8 bytes, and room.
inline constexpr std::int64_t kMaxImageFileBytes = std::int64_t{2} << 30;

/// The file's bytes; only the first few hundred if they begin no image format that is known, so
/// that a video or /dev/zero costs nothing. Throws ImageError kNotFound, kUnreadable (permissions,
/// a folder, an I/O error), kEmpty or kTooLarge (more than `max_bytes`), naming the path.
std::vector<std::byte> read_image_file(const std::filesystem::path& path,
                                       std::int64_t max_bytes = kMaxImageFileBytes);

/// The image files behind `inputs`, in the order of the inputs.
///
/// A file that is named is kept, whatever it holds; so is a path that does not exist, for which
/// read_image_file will throw kNotFound. A folder is walked recursively: its entries in natural
/// order (natural_less), files and folders mixed, hidden entries (a name that begins with a dot)
/// left out. Links are followed; a link back to a folder that is being walked is left out. Inside
/// a folder a file counts as an image if its content begins like one, whatever its name, or if
/// its name has an image extension, whatever its content, so that a broken photo gets an error
/// instead of being passed over in silence.
std::vector<std::filesystem::path> list_images(const std::vector<std::filesystem::path>& inputs);

/// Order of file names as people count: runs of digits compare by value (img2 before img10),
/// ASCII letters without regard to case, all other bytes by value. Names equal in that sense are
/// ordered by their bytes ("A" before "a", "1" before "01"), so that this is a strict total order.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace resnext
