"""What each job does: plain typed functions that know neither engine nor HTTP. One module per topic."""
