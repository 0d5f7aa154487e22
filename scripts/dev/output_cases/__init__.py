# SPDX-License-Identifier: Apache-2.0
"""The command lines whose output compare_outputs.py compares, and the files that they need."""
