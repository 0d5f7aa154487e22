// SPDX-License-Identifier: Apache-2.0
#include "app/help/manual.h"

#include <algorithm>

namespace resnext {
namespace {

struct NamedPage {
  std::vector<std::string> path;
  ManualPage page;
};

ManualSection exit_status(std::vector<const char*> entries) {
  return {"EXIT STATUS", std::move(entries)};
}

ManualPage program_page() {
  return {
      .examples = {{"resnext-classify photo.jpg", "with the small model that comes with it"},
                   {"resnext-classify -m MODEL photo.jpg photos/ > results.jsonl",
                    "files and folders, recursively; one JSON object a line"},
                   {"resnext-classify -f table photo.jpg", "a table for people"},
                   {"resnext-classify models --sort accuracy", "which models there are"}},
      .description =
          {"Classifies images with ResNeXt and related networks, with the published weights of "
           "Facebook's WSL models and of timm's residual networks. Photos are prepared exactly as "
           "timm does. Each input yields one record, in input order and as soon as it is known: "
           "its most probable classes, or an error.",
           "Paths are image files, folders, which are walked recursively in natural order, and "
           "quoted patterns (*, ?, [...], and ** for any number of folders). JPEG, PNG, WebP, BMP "
           "and TIFF are recognised by their content. After --, every word is a path; a file with "
           "the name of a command is written ./models.",
           "Ctrl-C and SIGTERM stop the run after the current batch, with complete records; "
           "--resume continues it."},
      .sections = {
          exit_status({"0\tall images were classified", "1\tsome images failed",
                       "2\twrong usage, or results could not be written",
                       "3\tthe model, its weights or OpenCV could not be loaded",
                       "4\tstopped by --fail-fast or --max-errors",
                       "130, 143\tstopped by Ctrl-C or by SIGTERM"}),
          {"ENVIRONMENT",
           {"RESNEXT_PACKED_CACHE\tGB of disk for packed weights; --packed-cache takes precedence",
            "RESNEXT_DATA_DIR\twhere the weights that come with the program are",
            "RESNEXT_MIRROR\tbase URL from which weights are fetched",
            "HF_HOME, HF_HUB_CACHE, TORCH_HOME, XDG_CACHE_HOME\twhere the caches of Hugging Face, "
            "of torch.hub and of this program are",
            "ONEDNN_MAX_CPU_ISA\tthe most capable instruction set to use: SSE41, AVX, AVX2"}},
          {"FILES",
           {"~/.cache/resnext-classify/packed\tweights in the layout that this CPU prefers; may "
            "be deleted at any time",
            "~/.cache/torch/hub/checkpoints\tfetched weights, shared with PyTorch"}}}};
}

ManualPage models_page() {
  return {.examples = {{"resnext-classify models", "all models"},
                       {"resnext-classify models --sort accuracy --max-params 50",
                        "the best ones of at most 50 million parameters"},
                       {"resnext-classify models resnet50.a1h_in1k",
                        "all that is known of one, and where its weights were looked for"}},
          .description =
              {"Lists the models: id, published top-1 accuracy on ImageNet-1k, millions of "
               "parameters, billions of multiply-adds for an image, size of the input, licence. "
               "With a model (id, alias, config file or folder), shows all that is known of it. "
               "Upper and lower case are the same."},
          .sections = {exit_status({"0\tfine", "3\tno model fits; the nearest names are shown"})}};
}

ManualPage evaluate_page() {
  return {.examples = {{"resnext-classify evaluate -m MODEL -d photos/",
                        "a folder of images for each class"},
                       {"resnext-classify evaluate -m MODEL -d val/ -l LOC_val_solution.csv",
                        "ImageNet's validation set"},
                       {"resnext-classify evaluate -m MODEL -d photos/ -f html -o report.html",
                        "a page with the worst pairs and their photos"}},
          .description = {"Measures accuracy on labelled images: top-1 and top-5 with 95 % "
                          "intervals, precision, recall and F1, calibration and confusions."},
          .sections = {exit_status({"0\tfine", "1\tsome images could not be read",
                                    "2\twrong usage, or a report could not be written",
                                    "3\tthe model could not be loaded",
                                    "130, 143\tinterrupted; there is no report"})}};
}

ManualPage features_page() {
  return {
      .examples = {{"resnext-classify features -o photos.npy photos/",
                    "the classifier's input vector of each photo"},
                   {"resnext-classify features --layer layer4 -o maps.safetensors photo.jpg",
                    "the last stage's maps"},
                   {"resnext-classify features -o photos.npy --resume photos/",
                    "continue an interrupted run"}},
      .description =
          {"Writes the network's representation of each image, for search, clustering or a "
           "classifier of your own. Rows are in input order; failed images have none. Beside .npy "
           "and .safetensors files, FILE.jsonl has a line for each input, with its path and its "
           "row or error. Memory use is constant."},
      .sections = {exit_status({"0\tall images have a row", "1\tsome images failed",
                                "2\twrong usage, or the file could not be written",
                                "3\tthe model could not be loaded", "130, 143\tinterrupted"})}};
}

ManualPage finetune_page() {
  return {.examples = {{"resnext-classify finetune -d photos/ -o my-model",
                        "learn the classes that the folders in photos/ are named after"},
                       {"resnext-classify -m my-model photo.jpg", "use them"}},
          .description =
              {"Trains a new last layer on a folder of images for each class and writes a model "
               "folder: config.json, model.safetensors, metrics.jsonl and report.html. The "
               "features of each photo are computed once and kept.",
               "Ctrl-C keeps the best epoch so far."},
          .sections = {exit_status({"0\tfine", "1\tsome images were left out",
                                    "2\twrong usage, or the model could not be written",
                                    "3\tthe base could not be loaded", "130, 143\tinterrupted"})}};
}

ManualPage quantize_page() {
  return {.examples = {{"resnext-classify quantize -m MODEL --images photos/ -o MODEL-int8",
                        "make a model of a quarter of the size"},
                       {"resnext-classify -m MODEL-int8 photo.jpg", "use it"}},
          .description =
              {"Rounds a model to 8-bit integers, whose ranges it measures on images of the kind "
               "that the model will see, and writes a model folder: config.json, "
               "model.safetensors and report.html. The report tells how often both models agree "
               "on images that were not used for it.",
               "Ctrl-C leaves nothing behind."},
          .sections = {exit_status({"0\tfine", "1\tsome images were left out",
                                    "2\twrong usage, or the model could not be written",
                                    "3\tthe model could not be loaded", "130, 143\tinterrupted"})}};
}

ManualPage serve_page() {
  return {
      .examples = {{"resnext-classify serve", "then open http://127.0.0.1:8080"},
                   {"curl --data-binary @photo.jpg 'http://127.0.0.1:8080/classify?top_k=3'",
                    "the record of a photo"},
                   {"resnext-classify serve --listen 0.0.0.0:8080 --token-file token",
                    "for other machines, which need the token"}},
      .description =
          {"Serves models over HTTP. POST /classify takes an image, or a form with several, and "
           "answers with the same records as the command. GET / is a page on which a photo can be "
           "dropped; /models, /healthz, /metrics (Prometheus) and /openapi.json, which describes "
           "all of it, are for programs.",
           "Only programs of this machine can connect unless --listen says otherwise. SIGTERM and "
           "Ctrl-C finish what was accepted; a second one ends the server at once. Sockets that "
           "systemd has opened are used in place of --listen."},
      .sections = {exit_status({"0\tstopped by SIGTERM", "2\twrong usage, or the address is taken",
                                "3\ta model could not be loaded", "130\tstopped by Ctrl-C"})}};
}

ManualPage benchmark_page() {
  return {.examples = {{"resnext-classify benchmark", "the small model"},
                       {"resnext-classify benchmark -m MODEL --synthetic --per-layer",
                        "a model without its weights, layer by layer"}},
          .description = {"Times a model on random input: loading, the median and the 95th and "
                          "99th percentiles of a batch, images per second and memory. Times "
                          "decoding and preprocessing a photo, too."},
          .sections = {}};
}

ManualPage doctor_page() {
  return {.examples = {{"resnext-classify doctor", "what a report of a bug needs"},
                       {"resnext-classify doctor -m MODEL --json",
                        "with the kernels of that model, for programs"}},
          .description =
              {"Describes the program on this machine: system, CPU and instruction set, threads "
               "and quota, libraries, the kernels that a model's layers run with, caches and "
               "weights. Checks every kernel that this CPU can run against slow reference code, "
               "and a small network as a whole, in a few seconds."},
          .sections = {exit_status({"0\tno problems found",
                                    "1\ta kernel disagrees with its reference, a library can't be "
                                    "loaded, or weights can't be read"})}};
}

ManualPage weights_page() {
  return {.examples = {{"resnext-classify weights list", "what this machine has"},
                       {"resnext-classify weights fetch resnet50.a1h_in1k", "download a model"}},
          .description = {"Lists, fetches, verifies and converts weights. Weights are found in a "
                          "model's folder, in Hugging Face's cache and in torch.hub's."},
          .sections = {}};
}

ManualPage weights_cache_page() {
  return {.examples = {{"resnext-classify weights cache", "what is kept, where, and its size"},
                       {"resnext-classify weights cache --clear packed",
                        "removes the packed weights; the next start packs them again"}},
          .description = {"Shows or removes what this program keeps on disk of its own: packed "
                          "weights, features of fine-tuning's images, and the hashes of verified "
                          "files. Fetched weights belong to PyTorch's cache and stay."},
          .sections = {}};
}

ManualPage help_page() {
  return {.examples = {{"resnext-classify help", "what --help prints"},
                       {"resnext-classify help weights fetch", "the options of one command"}},
          .description = {"Prints the help of a command."},
          .sections = {}};
}

ManualPage weights_list_page() {
  return {.examples = {{"resnext-classify weights list", "a line for each model"}},
          .description = {"Shows for each built-in model whether there is a file, where, its size "
                          "and format, and whether it has been verified."},
          .sections = {}};
}

ManualPage weights_fetch_page() {
  return {.examples = {{"resnext-classify weights fetch ig_resnext101_32x16d",
                        "to torch.hub's cache; the path is printed"}},
          .description =
              {"Downloads a model's published file to torch.hub's cache, where PyTorch finds it "
               "too, and prints its path. An interrupted download resumes. A file under its final "
               "name is complete: its size and SHA-256 have been checked."},
          .sections = {exit_status({"0\tthe weights are here",
                                    "2\twrong usage, or the file can't be written",
                                    "3\tunknown model, or the download failed",
                                    "130, 143\tinterrupted; received data is kept"})}};
}

ManualPage weights_verify_page() {
  return {.examples = {{"resnext-classify weights verify model.safetensors",
                        "a file, a folder or a model's id"}},
          .description = {"Reads a whole checkpoint and reports its format, how its tensors fit "
                          "the model, its SHA-256 and what was promised, checksums of members, and "
                          "values that are not finite."},
          .sections = {exit_status(
              {"0\tno problems found", "1\tproblems found", "3\tthe file can't be read"})}};
}

ManualPage weights_convert_page() {
  return {.examples = {{"resnext-classify weights convert model.pth model.safetensors --dtype f16",
                        "at half the size"}},
          .description = {"Rewrites any readable checkpoint as safetensors, one tensor at a time. "
                          "An existing output is replaced only with --force, once the new file is "
                          "complete."},
          .sections = {exit_status({"0\tfine", "2\tthe output exists or can't be written",
                                    "3\tthe input can't be read or converted"})}};
}

const std::vector<NamedPage>& pages() {
  static const std::vector<NamedPage> kPages = {
      {{}, program_page()},
      {{"models"}, models_page()},
      {{"evaluate"}, evaluate_page()},
      {{"features"}, features_page()},
      {{"finetune"}, finetune_page()},
      {{"quantize"}, quantize_page()},
      {{"serve"}, serve_page()},
      {{"benchmark"}, benchmark_page()},
      {{"doctor"}, doctor_page()},
      {{"weights"}, weights_page()},
      {{"weights", "list"}, weights_list_page()},
      {{"weights", "cache"}, weights_cache_page()},
      {{"weights", "fetch"}, weights_fetch_page()},
      {{"weights", "verify"}, weights_verify_page()},
      {{"weights", "convert"}, weights_convert_page()},
      {{"help"}, help_page()},
  };
  return kPages;
}

}  // namespace

const ManualPage& manual_page(const std::vector<std::string>& path) {
  static const ManualPage kEmpty;
  const auto found = std::ranges::find(pages(), path, &NamedPage::path);
  return found == pages().end() ? kEmpty : found->page;
}

}  // namespace resnext
