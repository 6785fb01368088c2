"""The pages of the embedded engine: Tugas, where staff work, and Pantau, where operations watch.

Server-rendered HTML on the port of the REST API; docs/pages.md says what they promise.
"""
