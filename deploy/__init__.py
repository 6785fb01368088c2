"""The composition root: the `alur` command line, the embedded engine, deployment and the demo."""
