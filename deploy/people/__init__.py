"""The people of the offices: who may sign in, what their groups are, who stands in for whom, and what they did."""
