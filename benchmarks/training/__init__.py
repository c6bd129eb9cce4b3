"""Learning the decisions of the extractor; `benchmarks/train.py` is the command."""
