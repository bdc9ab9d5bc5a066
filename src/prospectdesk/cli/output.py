"""What verbs print: the one JSON document or the text on stdout, progress on stderr."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import Any


def answer(arguments: Namespace, document: Any, text: str) -> None:
    """Prints the one JSON document, or the text for people."""
    if arguments.json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    elif text:
        sys.stdout.write(text + "\n")
    sys.stdout.flush()


def progress(text: str) -> None:
    """One line on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
