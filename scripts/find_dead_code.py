"""Lists code that nothing reaches, by vulture; exit code 1 if there is any.

Unused variables and attributes in vulture's sense are left out: fields of events, columns of tables
and members of enumerations are the shape of what is stored, read by name or by other programs.
Unused local variables are the linter's.
"""

import sys

from vulture import Vulture

PATHS = ["app", "tests"]
CALLED_BY_NAME = [
    "visit_*",
    "x[A-Z]*",
    "measure",
    "list_commands",
    "get_command",
    "format_commands",
]
"""Methods of ast.NodeVisitor, of apsw's file system and of click's groups; a bench's start."""
CALLED_BY_DECORATOR = ["@*.command", "@*.fixture"]
SHAPES = frozenset({"variable", "attribute"})

finder = Vulture(ignore_names=CALLED_BY_NAME, ignore_decorators=CALLED_BY_DECORATOR)
finder.scavenge(PATHS)
found = [item for item in finder.get_unused_code() if item.typ not in SHAPES]
sys.stdout.writelines(f"{item.get_report()}\n" for item in found)
sys.exit(bool(found) or int(finder.exit_code))
