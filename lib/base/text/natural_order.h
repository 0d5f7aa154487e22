#pragma once

#include <string_view>

namespace resnext {

/// Order of file names as people count: runs of digits compare by value (img2 before img10),
/// ASCII letters without regard to case, all other bytes by value. Names equal in that sense are
/// ordered by their bytes ("A" before "a", "1" before "01"), so that this is a strict total order.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace resnext
