"""Holds every #include under src/ against the layers that CMakeLists.txt declares.

A module may include itself and what its DEPS name, DEPS name only modules declared above it, and each is needed. Folders alone do
not keep layers; this does. layers.py [SOURCE_FOLDER]; exit status 1 with a line for each breach.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
MODULE = re.compile(r"^roznamcha_module\((\w+)\s+DEPS([^)]*?)(?:\sLIBS[^)]*)?\)", re.MULTILINE)


def breaches(root):
    declared = {name: deps.split() for name, deps in MODULE.findall((root / "CMakeLists.txt").read_text())}
    above = set()
    for name, deps in declared.items():
        for dep in deps:
            if dep not in above:
                yield f"CMakeLists.txt: {name} depends on {dep}, which is not declared before it"
        above.add(name)
    for folder in sorted(p for p in (root / "src").iterdir() if p.is_dir() and any(p.iterdir())):
        name, used = folder.name, set()
        if name not in declared:
            yield f"src/{name}: no module of CMakeLists.txt"
            continue
        for path in sorted(folder.glob("*")):
            if path.suffix not in (".h", ".cc"):
                continue
            for include in INCLUDE.findall(path.read_text(encoding="utf-8")):
                module = include.split("/")[0]
                where = f"{path.relative_to(root)}: \"{include}\""
                if not (root / "src" / include).is_file():
                    yield f"{where} is no file below src/"
                elif module != name and module not in declared[name]:
                    yield f"{where}, but {name} does not declare {module}"
                used.add(module)
        for dep in declared[name]:
            if dep not in used:
                yield f"CMakeLists.txt: {name} declares {dep} and does not use it"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    found = list(breaches(root))
    print("\n".join(found) if found else "layers hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
