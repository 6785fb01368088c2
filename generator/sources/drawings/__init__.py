"""Flowcharts in documents: symbols, arrows and their labels, and in which cells of the table they lie."""
