"""The state machine: commands in, events and replies out; no clock, no I/O, no randomness."""
