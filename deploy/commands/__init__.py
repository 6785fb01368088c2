"""The commands of `alur`, one module per topic.

A module is found by itself; it has `register(app: typer.Typer) -> None`, which adds its commands with
`app.command("name", rich_help_panel="...")(function)`. Import what is slow to load inside the functions, so that
`alur --help` stays quick. Raise `deploy.errors.AlurError` for what a person can put right.
"""
