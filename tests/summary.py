"""Closes `make test`: what failed, word for word, then one plain line from ctest's own result.

summary.py CTEST_LOG CTEST_JUNIT_XML; exit status 1 if a test failed or none ran.
"""
import sys
import xml.etree.ElementTree as ElementTree


def fate(case):
    """passed, failed or skipped. A test whose program is missing did not run, and that is a failure."""
    skipped = case.find("skipped")
    if case.get("status") == "run":
        return "passed"
    return "skipped" if skipped is not None and skipped.get("message", "").startswith("SKIP_") else "failed"


def main(log, junit):
    try:
        cases = list(ElementTree.parse(junit).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError):
        print(open(log, encoding="utf-8", errors="replace").read(), end="")
        print("ctest gave no result")
        return 1
    by_fate = {"passed": [], "failed": [], "skipped": []}
    for case in cases:
        by_fate[fate(case)].append(case)
    for case in by_fate["failed"]:
        print(f"--- {case.get('name')}\n{(case.findtext('system-out') or 'ended without a word').strip()}")
    for case in by_fate["skipped"]:
        print(f"skipped: {case.get('name')}")
    print(f"{len(by_fate['passed'])} passed, {len(by_fate['failed'])} failed")
    return 1 if by_fate["failed"] or not by_fate["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
