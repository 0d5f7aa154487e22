/* SPDX-License-Identifier: Apache-2.0
 * classify MODEL PHOTO...: prints each photo's best classes. MODEL is an id, a folder or "-" for
 * the model that comes with the library. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <resnext/resnext.h>

static int fail(const char* what) {
  fprintf(stderr, "%s: %s\n", what, resnext_last_error());
  return EXIT_FAILURE;
}

static void print_result(const resnext_results* results, size_t index, const char* path) {
  const char* const error = resnext_result_error(results, index);
  size_t rank;
  if (error != NULL) {
    printf("%s: %s (%s)\n", path, error, resnext_result_error_code(results, index));
    return;
  }
  printf("%s\n", path);
  for (rank = 0; rank < resnext_result_prediction_count(results, index); ++rank) {
    resnext_prediction found = RESNEXT_PREDICTION_INIT;
    if (resnext_result_prediction(results, index, rank, &found) == RESNEXT_OK) {
      printf("  %5.1f %%  %s\n", 100 * found.score, found.label);
    }
  }
}

static int classify(resnext_session* session, char** paths, size_t count) {
  resnext_results* results = NULL;
  size_t i;
  resnext_image* const images = malloc(count * sizeof *images);
  if (images == NULL) {
    fputs("not enough memory\n", stderr);
    return EXIT_FAILURE;
  }
  for (i = 0; i < count; ++i) {
    const resnext_image image = RESNEXT_IMAGE_INIT; /* a file, unless its kind is changed */
    images[i] = image;
    images[i].name = paths[i];
  }
  if (resnext_classify(session, images, count, &results) != RESNEXT_OK) {
    free(images);
    return fail("classify");
  }
  for (i = 0; i < count; ++i) {
    print_result(results, i, paths[i]);
  }
  resnext_results_free(results);
  free(images);
  return EXIT_SUCCESS;
}

int main(int argc, char** argv) {
  resnext_model_options options = RESNEXT_MODEL_OPTIONS_INIT;
  resnext_model* model = NULL;
  resnext_session* session = NULL;
  int status;
  if (argc < 3) {
    fprintf(stderr, "usage: %s MODEL PHOTO...\n", argv[0]);
    return EXIT_FAILURE;
  }
  if (strcmp(argv[1], "-") != 0) {
    options.model = argv[1];
  }
  if (resnext_model_load(&options, &model) != RESNEXT_OK) {
    return fail("load");
  }
  if (resnext_session_create(model, NULL, &session) != RESNEXT_OK) {
    resnext_model_free(model);
    return fail("session");
  }
  resnext_model_free(model); /* the session keeps what it needs */
  status = classify(session, argv + 2, (size_t)argc - 2);
  resnext_session_free(session);
  return status;
}
