"""What each event changes, by subject; apply.py has the table."""
