"""The small demonstration ResNeXt: its data, network, files and accuracy, for PyTorch."""
