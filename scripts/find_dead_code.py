"""Lists code that nothing reaches, by vulture; exit code 1 if there is any.

Unused variables and attributes in vulture's sense are left out: fields of events, columns of tables
and members of enumerations are the shape of what is stored, read by name or by other programs.
Unused local variables are the linter's.
"""

import sys

from vulture import Vulture

from app.screens.directory import SCREENS
from app.screens.keys import ACTIONS

PATHS = ["app", "tests"]
CALLED_BY_NAME = [
    "visit_*",
    "x[A-Z]*",
    "measure",
    "list_commands",
    "get_command",
    "format_commands",
    *("do_[A-Z]*", "log_message", "handle_error"),
    "pytest_*",
]
"""Methods of ast.NodeVisitor, apsw's file system, click's groups, http.server; a bench's start;
pytest's hooks."""
SCREEN_METHODS = [
    *("on_*", "_on_*", "compose", "render", "check_action"),
    *("_handle_exception", "run_input_thread", "action_copy", "action_cut"),
]
"""What textual calls of a widget, screen, application or driver by its name."""
CALLED_BY_DECORATOR = ["@*.command", "@*.fixture", "@scene", "@*.scene"]
SHAPES = frozenset({"variable", "attribute"})

# Keys call actions, and the directory opens screens, by the names that stand there.
by_name = [*(f"action_{action}" for action in ACTIONS), *SCREENS.values()]
finder = Vulture(
    ignore_names=[*CALLED_BY_NAME, *SCREEN_METHODS, *by_name],
    ignore_decorators=CALLED_BY_DECORATOR,
)
finder.scavenge(PATHS)
found = [item for item in finder.get_unused_code() if item.typ not in SHAPES]
sys.stdout.writelines(f"{item.get_report()}\n" for item in found)
sys.exit(bool(found) or int(finder.exit_code))
