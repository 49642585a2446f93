"""The settings as the type checker sees them: no environment needed, nothing written."""

import os

os.environ.setdefault("DATABASE_URL", "postgresql:///none")
os.environ.setdefault("SMILECITY_SECRET_KEY", "only for the type checker " * 3)

from smilecity.config.settings import *  # noqa: F403 -- the environment must stand first
