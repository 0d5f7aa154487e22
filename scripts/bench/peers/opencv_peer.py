#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Times OpenCV's DNN module on an ONNX file: opencv_peer.py ONNX INPUT THREADS RUNS OUTPUT."""
import json
import sys
import time

import cv2
import numpy


def main():
    model, input_file, threads, runs, output = sys.argv[1:]
    cv2.setNumThreads(int(threads))
    images = numpy.fromfile(input_file, "<f4").reshape(-1, 3, 224, 224)
    net = cv2.dnn.readNetFromONNX(model)
    milliseconds = []
    for _ in range(int(runs) + 2):
        start = time.perf_counter()
        net.setInput(images)
        logits = net.forward()
        milliseconds.append((time.perf_counter() - start) * 1e3)
    logits.astype("<f4").tofile(output)
    print(json.dumps(milliseconds[2:]))


main()
