"""From files to reports; knows nothing of vectors or models."""
