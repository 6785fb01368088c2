"""Process graphs for the layout tests: the six reviewed SOPs, hand-made shapes and random ones."""
