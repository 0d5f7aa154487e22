// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "hub/fetch.h"
#include "hub/http.h"

namespace resnext {
namespace {

bool is_plain_file_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

std::string last_part(const std::string& url) {
  const std::string path = url.substr(0, url.find_first_of("?#"));
  return path.substr(path.rfind('/') + 1);
}

void check_scheme(const std::string& url, const char* origin) {
  const std::string scheme = url_scheme(url);
  if (scheme != "http" && scheme != "https" && scheme != "file") {
    throw UsageError(
        fmt::format("{} {}: expected a URL that begins with https://, http:// or file://", origin,
                    presentable_url(url)));
  }
}

std::string choose_url(const ModelConfig& model, const std::string& url, const std::string& file,
                       const Environment& environment) {
  if (!url.empty()) {
    check_scheme(url, "--url");
    return url;
  }
  const std::optional<std::string> mirror = environment("RESNEXT_MIRROR");
  if (mirror && !mirror->empty()) {
    check_scheme(*mirror, "RESNEXT_MIRROR");
    return *mirror + (mirror->ends_with('/') ? "" : "/") + file;
  }
  if (model.weights.url.empty()) {
    throw UsageError(model.id + ": no published URL is known; name one with --url");
  }
  check_scheme(model.weights.url, "the model's URL");
  return model.weights.url;
}

}  // namespace

std::string sha256_prefix_in(const std::string& file_name) {
  const std::size_t dash = file_name.rfind('-');
  if (dash == std::string::npos) {
    return "";
  }
  const std::string digits = file_name.substr(dash + 1, file_name.find('.', dash) - dash - 1);
  const bool hexadecimal = digits.find_first_not_of("0123456789abcdef") == std::string::npos;
  const bool date = digits.find_first_of("abcdef") == std::string::npos;
  return hexadecimal && !date && digits.size() >= 8 && digits.size() <= 64 ? digits : "";
}

FetchRequest request_for(const ModelConfig& model, const std::string& url,
                         const Environment& environment) {
  if (!model.weights.bundled.empty()) {
    throw UsageError(model.id + ": its weights come with the program, there is nothing to fetch");
  }
  const std::string file = !model.weights.file.empty()  ? model.weights.file
                           : !model.weights.url.empty() ? last_part(model.weights.url)
                                                        : last_part(url);
  if (!is_plain_file_name(file)) {
    throw ConfigError(
        fmt::format("{}: \"{}\" can't be the name of the downloaded file; set \"weights\": "
                    "\"file\" in the model's config",
                    model.id, file));
  }
  FetchRequest request;
  request.url = choose_url(model, url, file, environment);
  request.target = torch_hub_checkpoints(environment) / file;
  request.sha256_prefix =
      model.weights.sha256.empty() ? model.weights.sha256_prefix : model.weights.sha256;
  if (request.sha256_prefix.empty()) {
    request.sha256_prefix = sha256_prefix_in(file);
  }
  std::transform(request.sha256_prefix.begin(), request.sha256_prefix.end(),
                 request.sha256_prefix.begin(),
                 [](unsigned char digit) { return std::tolower(digit); });
  request.bytes = model.weights.bytes;
  return request;
}

}  // namespace resnext
