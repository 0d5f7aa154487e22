// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "output/reporter.h"

// The page that shows classified images.
namespace resnext {

/// Writes one self-contained page: thumbnails that open the photos, the best five classes as bars,
/// filters, sorting, and which classes the model knows.
/// Records are written as they come, as JSON in an element that no file's name can end, and shown
/// by the page's script (lib/output/pages/assets/). A page that ends early shows the records it
/// has.
std::unique_ptr<Reporter> make_html_reporter(const ReportOptions& options, Output& output);

}  // namespace resnext
