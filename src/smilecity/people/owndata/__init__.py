"""One's own data: everything the rooms hold of one person, for their own copy of it, and for taking them out of it.

Each room says what it holds (`registry.hold`, called in `AppConfig.ready`); a guest reaches it by a link in a mail.
"""
