"""Sentences on the terminal, broken between words where there is a terminal to be too narrow."""

from __future__ import annotations

import shutil
import sys

import click

from app.printing.columns import printable

_INDENT = "  "


def say(sentence: str, *, err: bool = False) -> None:
    """One sentence or row; a program that reads it gets it on one line.

    Nothing in it can disturb the terminal, whatever name somebody typed into a form.
    """
    sentence = printable(sentence)
    stream = sys.stderr if err else sys.stdout
    if stream.isatty():
        width = shutil.get_terminal_size().columns
        if len(sentence) >= width:
            sentence = click.wrap_text(sentence, width - 1, subsequent_indent=_INDENT)
    click.echo(sentence, err=err)
