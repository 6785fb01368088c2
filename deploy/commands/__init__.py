"""The commands of `alur`, one module per topic; `catalogue.py` lists them.

A module is imported when one of its commands is called. What is slow to load is imported inside the functions all the
same: options are shown, and wrong ones refused, without it. Raise `deploy.errors.AlurError` for what a person can put
right.
"""
