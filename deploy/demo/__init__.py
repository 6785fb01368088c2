"""The demonstration: six SOPs played from the start form to the closed case, through the engine's public API."""
