/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RESNEXT_RESNEXT_H
#define RESNEXT_RESNEXT_H

#include <stddef.h>
#include <stdint.h>

/* Classifies images with ResNeXt and related networks on the CPU, as the program resnext-classify
 * does: the same preparation of photos, the same engine, the same answers.
 *
 *   resnext_model holds a network's weights. It never changes and may be used by any number of
 *     threads.
 *   resnext_session runs images through a model. One thread uses it at a time; make a session for
 *     each thread that classifies. Sessions of one model share its weights.
 *   resnext_results holds what a session found. One thread uses it at a time.
 *
 * Functions that can fail return a resnext_status; resnext_last_error() then has the message. No
 * function prints, ends the process, installs a signal handler or lets a C++ exception out.
 * Strings are UTF-8 unless a comment says otherwise, and end in NUL. Null pointers are refused with
 * RESNEXT_ERROR_ARGUMENT where an object is needed, and the free functions ignore them.
 *
 * A structure begins with its size, so that fields can be added at its end without breaking
 * programs built before: fill it by its RESNEXT_..._INIT, which sets the size of the version that
 * your program was built with and the usual values.
 *
 * A model's weights are mapped into memory while they load: a file that becomes shorter at that
 * moment raises SIGBUS. Threads don't survive fork(): load the model after it. */

#if defined(_WIN32)
#define RESNEXT_API
#elif defined(__GNUC__)
#define RESNEXT_API __attribute__((visibility("default")))
#else
#define RESNEXT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a call. New values may be added: treat an unknown one as an error. */
typedef int32_t resnext_status;
enum {
  RESNEXT_OK = 0,
  RESNEXT_ERROR_ARGUMENT = 1,     /* an argument or option makes no sense */
  RESNEXT_ERROR_CONFIG = 2,       /* no such model, or its configuration is broken */
  RESNEXT_ERROR_CHECKPOINT = 3,   /* a file of weights can't be read */
  RESNEXT_ERROR_WEIGHTS = 4,      /* weights were not found, don't fit the model or are damaged */
  RESNEXT_ERROR_INSTALLATION = 5, /* a file that belongs to the library is missing */
  RESNEXT_ERROR_IMAGE = 6,        /* an image can't be read: resnext_result_error_code */
  RESNEXT_ERROR_CANCELLED = 7,    /* the caller asked to stop */
  RESNEXT_ERROR_MEMORY = 8,       /* not enough memory */
  RESNEXT_ERROR_INTERNAL = 9      /* a defect of the library or the system; please report it */
};

/* Returns the message of the calling thread's latest call that failed: it names the file, tensor or
 * option, what was found and expected, and what to do. Empty if none has failed. Valid until the
 * thread's next call that fails. */
RESNEXT_API const char* resnext_last_error(void);

/* Returns a status's name: "ok", "argument", "config", ...; "unknown" for other numbers. */
RESNEXT_API const char* resnext_status_name(resnext_status status);

/* Returns the library's version: "0.1.0". */
RESNEXT_API const char* resnext_version(void);

/* Returns the id of the built-in model number `index`, in alphabetical order, or NULL past the
 * last. Valid for ever. */
RESNEXT_API const char* resnext_builtin_model(size_t index);

/* ---- models ---- */

typedef struct resnext_model resnext_model;

/* What convolutions compute with. */
typedef int32_t resnext_precision;
enum {
  RESNEXT_PRECISION_OWN = 0, /* int8 for a quantized model, otherwise f32 */
  RESNEXT_PRECISION_F32 = 1,
  RESNEXT_PRECISION_BF16 = 2,
  RESNEXT_PRECISION_INT8 = 3, /* only for quantized models */
  RESNEXT_PRECISION_AUTO = 4  /* the fastest for which CPU and model have what it takes */
};

typedef struct resnext_model_options {
  size_t struct_size;
  const char* model;   /* id, alias, folder or config file, any encoding; NULL: the bundled model */
  const char* weights; /* file or folder, any encoding; NULL: where the program finds them, too */
  int32_t threads;     /* of one session; 0: as many as the process may use CPUs */
  resnext_precision precision;
  /* Limit in GB of the folder in which packed weights are kept for the next start; 0 keeps none,
   * a negative number means RESNEXT_PACKED_CACHE, else 10. See resnext_model_keep_packed. */
  double packed_cache_gb;
  /* Polled while the model loads; a number other than 0 ends that with RESNEXT_ERROR_CANCELLED. */
  int32_t (*is_cancelled)(void* context);
  void* context; /* passed to is_cancelled */
} resnext_model_options;
#define RESNEXT_MODEL_OPTIONS_INIT \
  { sizeof(resnext_model_options), NULL, NULL, 0, RESNEXT_PRECISION_OWN, -1.0, NULL, NULL }

/* Loads a model; `options` may be NULL. Gives a model to free, or NULL if it fails. */
RESNEXT_API resnext_status resnext_model_load(const resnext_model_options* options,
                                              resnext_model** model);

/* Frees a model. Its sessions and results stay valid: the weights go with the last of them. */
RESNEXT_API void resnext_model_free(resnext_model* model);

/* Keeps the model's packed weights on disk, within the limit of packed_cache_gb, so that the next
 * start is faster, unless they are kept already. May take as long as writing the weights does. */
RESNEXT_API resnext_status resnext_model_keep_packed(const resnext_model* model);

/* What is known of a model. Strings live as long as the model. */
typedef struct resnext_model_info {
  size_t struct_size;
  const char* id;
  const char* weights_path; /* any encoding */
  int32_t input_size;       /* height and width that the network sees, pixels */
  int32_t class_count;
  int32_t feature_count;       /* numbers of the pooled vector */
  int32_t threads;             /* of one session */
  resnext_precision precision; /* F32, BF16 or INT8 */
  int32_t many_batch_size;     /* the batch size that pays off for many images */
} resnext_model_info;
#define RESNEXT_MODEL_INFO_INIT \
  { sizeof(resnext_model_info), NULL, NULL, 0, 0, 0, 0, RESNEXT_PRECISION_OWN, 0 }

/* Fills `info`, whose struct_size must be set. */
RESNEXT_API resnext_status resnext_model_describe(const resnext_model* model,
                                                  resnext_model_info* info);

/* A class of a model. Strings live as long as the model. */
typedef struct resnext_class {
  size_t struct_size;
  int32_t index;          /* 0 to class_count - 1 */
  int32_t imagenet_index; /* of the same class in ImageNet-1k; -1: none */
  const char* wnid;       /* WordNet id, as "n02111889"; empty: none */
  const char* label;
} resnext_class;
#define RESNEXT_CLASS_INIT \
  { sizeof(resnext_class), 0, -1, NULL, NULL }

/* Fills `info`, whose struct_size must be set. */
RESNEXT_API resnext_status resnext_model_class(const resnext_model* model, int32_t index,
                                               resnext_class* info);

/* ---- images ---- */

typedef int32_t resnext_image_kind;
enum {
  RESNEXT_IMAGE_FILE = 0,    /* the file `name` */
  RESNEXT_IMAGE_ENCODED = 1, /* `size` bytes of a JPEG, PNG, WebP, BMP or TIFF at `data` */
  RESNEXT_IMAGE_PIXELS = 2   /* pixels at `data` */
};

/* Order of a pixel's bytes, one byte a channel. Alpha is ignored. */
typedef int32_t resnext_pixel_format;
enum {
  RESNEXT_PIXELS_RGB = 0,
  RESNEXT_PIXELS_BGR = 1,
  RESNEXT_PIXELS_GREY = 2,
  RESNEXT_PIXELS_RGBA = 3,
  RESNEXT_PIXELS_BGRA = 4
};

/* An image to classify. The memory that it points to must not change during the call. */
typedef struct resnext_image {
  size_t struct_size;
  resnext_image_kind kind;
  const char* name; /* a path, any encoding; otherwise what messages and records call it, or NULL */
  const void* data;
  size_t size;   /* ENCODED: bytes */
  int32_t width; /* PIXELS */
  int32_t height;
  ptrdiff_t stride; /* bytes from a row to the next, negative if they go upwards; 0: no padding */
  resnext_pixel_format format;
} resnext_image;
#define RESNEXT_IMAGE_INIT \
  { sizeof(resnext_image), RESNEXT_IMAGE_FILE, NULL, NULL, 0, 0, 0, 0, RESNEXT_PIXELS_RGB }

/* ---- sessions ---- */

typedef struct resnext_session resnext_session;

/* What results keep besides predictions: flags for resnext_session_options::keep. */
#define RESNEXT_KEEP_LOGITS 1u
#define RESNEXT_KEEP_FEATURES 2u

typedef struct resnext_session_options {
  size_t struct_size;
  int32_t batch_size; /* images that go through the network together; 0: 1. Scores don't depend on
                         neighbours, but may differ in the last bits between batch sizes. */
  int32_t top_k;      /* classes of each image, best first; 0: 5 */
  uint32_t keep;
  int32_t logit_scores; /* not 0: scores are logits, not probabilities */
  int32_t apply_exif; /* not 0: turn photos upright; the models' reference preprocessing doesn't */
  int64_t max_pixels; /* of an encoded image, width x height; 0: 200 million */
} resnext_session_options;
#define RESNEXT_SESSION_OPTIONS_INIT \
  { sizeof(resnext_session_options), 0, 0, 0, 0, 0, 0 }

/* Makes a session; `options` may be NULL. Gives a session to free, or NULL if it fails. */
RESNEXT_API resnext_status resnext_session_create(const resnext_model* model,
                                                  const resnext_session_options* options,
                                                  resnext_session** session);

/* Frees a session, in which no call may be running. */
RESNEXT_API void resnext_session_free(resnext_session* session);

typedef struct resnext_results resnext_results;

/* Classifies `count` images and gives a result for each, in order, to free, or NULL if it fails.
 * What is wrong with one image is in its result, and the call succeeds. With several images, the
 * next are read and decoded on as many threads as the model has while the network runs. */
RESNEXT_API resnext_status resnext_classify(resnext_session* session, const resnext_image* images,
                                            size_t count, resnext_results** results);

/* Ends the call that is running in `session`, from any thread: after the batch that is in the
 * network, it fails with RESNEXT_ERROR_CANCELLED. Later calls are not affected. */
RESNEXT_API void resnext_session_cancel(resnext_session* session);

/* ---- results; `index` counts images, from 0 ---- */

RESNEXT_API size_t resnext_results_count(const resnext_results* results);
RESNEXT_API void resnext_results_free(resnext_results* results);

/* Returns RESNEXT_OK, or RESNEXT_ERROR_IMAGE if the image could not be read. */
RESNEXT_API resnext_status resnext_result_status(const resnext_results* results, size_t index);

/* Returns "not_found", "unreadable", "empty", "unsupported", "truncated", "corrupt" or "too_large",
 * which is more than about the pixels if memory runs out; NULL if the image was classified. Lives
 * as long as the results. */
RESNEXT_API const char* resnext_result_error_code(const resnext_results* results, size_t index);

/* Returns what was wrong with the image; NULL if it was classified. Lives as long as the results.
 */
RESNEXT_API const char* resnext_result_error(const resnext_results* results, size_t index);

/* A class found for an image. Strings live as long as the results. */
typedef struct resnext_prediction {
  size_t struct_size;
  int32_t index;          /* class of the model */
  int32_t imagenet_index; /* of the same class in ImageNet-1k; -1: none */
  const char* wnid;       /* WordNet id; empty: none */
  const char* label;
  double score; /* probability, or logit if the session was made for logits */
} resnext_prediction;
#define RESNEXT_PREDICTION_INIT \
  { sizeof(resnext_prediction), 0, -1, NULL, NULL, 0.0 }

/* Returns how many classes were found for the image; 0 if it could not be read. */
RESNEXT_API size_t resnext_result_prediction_count(const resnext_results* results, size_t index);

/* Fills `prediction`, whose struct_size must be set, with the class of this rank; 0 is the best. */
RESNEXT_API resnext_status resnext_result_prediction(const resnext_results* results, size_t index,
                                                     size_t rank, resnext_prediction* prediction);

/* Returns the logits of all classes, in their order, and how many they are; NULL and 0 if the
 * session doesn't keep them or the image could not be read. Live as long as the results. */
RESNEXT_API const float* resnext_result_logits(const resnext_results* results, size_t index,
                                               size_t* count);

/* Returns the pooled vector in the same way. */
RESNEXT_API const float* resnext_result_features(const resnext_results* results, size_t index,
                                                 size_t* count);

/* Returns the record that the program prints for the image: a JSON object in one line
 * (docs/output-schema.json). Lives as long as the results; NULL if memory runs out. */
RESNEXT_API const char* resnext_result_json(resnext_results* results, size_t index);

#ifdef __cplusplus
}
#endif

#endif /* RESNEXT_RESNEXT_H */
