"""Runs the jobs of the compiled processes: letters, numbers, sending, deadlines, replies."""
