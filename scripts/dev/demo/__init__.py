# SPDX-License-Identifier: Apache-2.0
"""The small demonstration ResNeXt: its data, network, files and accuracy, for PyTorch."""
