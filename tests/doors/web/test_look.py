"""Every component in every state, in a real browser: axe, policy, width and weight, light and dark, phone and desk."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed (make chromium, or CHROMIUM= names it)")
def test_components_and_pages_are_accessible_light_and_within_the_screen() -> None:
    command = [sys.executable, "-m", "tools.look", "--no-pictures", "--only", "styleguide,home,wrong,wait,result"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "CHROMIUM": str(CHROMIUM)}
    looked = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert looked.stdout.strip() == "5 pages, 4 screens each: nothing wrong", looked.stdout + looked.stderr
