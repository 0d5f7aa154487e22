#pragma once

#include <memory>

#include "output/reporter.h"

namespace resnext {

/// One self-contained page (nothing is loaded from elsewhere): thumbnails, the best five classes as
/// bars, filters, sorting. Records are written as they come, as JSON inside the page, where no
/// name can end the element that holds them; the page's script shows them
/// (lib/output/pages/assets/). A page that ends early shows the records that it has.
std::unique_ptr<Reporter> make_html_reporter(const ReportOptions& options, Output& output);

}  // namespace resnext
