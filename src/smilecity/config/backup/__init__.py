"""`smilecity backup` and `smilecity restore`: one file with the database and the media of one moment.

The file is a ZIP that any program opens: `manifest.json`, `database.dump` (PostgreSQL's custom format) and `media/`.
"""
