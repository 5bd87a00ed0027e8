"""Writes docs/api.md from src/http/openapi.json. api_docs.py [--check]: with --check, says whether the page is up to date instead."""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE, PAGE = ROOT / "src/http/openapi.json", ROOT / "docs/api.md"

HEAD = """# API

Made from `src/http/openapi.json` by `tools/api_docs.py`; the program serves that document at `/api/v1/openapi.json`. All addresses lie below
`/api/v1`.

- JSON in UTF-8. What no report states is `null`, never 0 and never "".
- `as_of` and `convention` go with every question, as on the command line; so do the filters, by the names of its flags.
- Lists come in pages: `limit`, and `cursor` with the `next` of the page before. Where other formats are named, the same address with
  `.csv`, `.jsonl`, `.geojson` gives them, or `Accept`; exports of incidents are whole unless `limit` is given (`X-Next-Cursor` goes on).
- Answers to GET carry an `ETag` that changes with the register; `If-None-Match` gets 304.
- Errors are `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, and where they apply `where` (the parameter, the
  header, the member of the body) and `advice`.
- Writes need the header `X-Roznamcha: 1` and, but for posted reports, `Content-Type: application/json`. A request with an `Origin` other
  than the address of the server is refused, and on the loopback one whose `Host` is no name of this machine.
- With `--token-file` every request needs `Authorization: Bearer TOKEN`; a reading token may not write. Decisions bear the token's name.
- Limits: 64 MiB a body of reports, 64 KiB any other, 32 KiB of header, 8,192 bytes of address, 20 s for a header, 30 s and a second for
  each 64 KiB for a body or an answer, 1,024 connections, 256 of them streams of events.

```
curl 'http://127.0.0.1:8080/api/v1/incidents?since=2024-02-01&place=Quetta&min_killed=1'
curl 'http://127.0.0.1:8080/api/v1/incidents.csv?election=true'
curl -H 'X-Roznamcha: 1' -H 'Content-Type: text/plain' --data-binary @report.txt 'http://127.0.0.1:8080/api/v1/reports?name=report'
curl -N 'http://127.0.0.1:8080/api/v1/events'
```
"""


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def type_of(schema):
    """A schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()}-schema)"
    if "oneOf" in schema:
        return " or ".join(type_of(one) for one in schema["oneOf"])
    if "allOf" in schema:
        return " and ".join(type_of(one) for one in schema["allOf"])
    if "enum" in schema:
        words = ", ".join(f"`{one}`" for one in schema["enum"])
        return words + (", null" if "null" in schema.get("type", []) else "")
    types = schema.get("type", "anything")
    names = [{"array": "list", "integer": "whole number"}.get(one, one) for one in (types if isinstance(types, list) else [types])]
    if "list" in names and schema.get("items"):
        names[names.index("list")] = "list of " + type_of(schema["items"])
    if "string" in names and schema.get("format"):
        names[names.index("string")] = {"date": "day", "date-time": "moment"}.get(schema["format"], "string")
    if "object" in names and schema.get("properties"):
        names[names.index("object")] = "{" + ", ".join(f"{key}: {type_of(value)}" for key, value in schema["properties"].items()) + "}"
    return " or ".join(names)


def limits(schema):
    out = []
    if "minimum" in schema or "maximum" in schema:
        out.append(f"{schema.get('minimum', '')} to {schema['maximum']}" if "maximum" in schema else f"{schema['minimum']} or more")
    if "default" in schema:
        out.append(f"`{str(schema['default']).lower() if isinstance(schema['default'], bool) else schema['default']}` if not given")
    return "; ".join(out)


def page(document):
    lines = [HEAD]
    parameters = document["components"]["parameters"]
    common = {}

    def resolved(parameter):
        return parameters[parameter["$ref"].rsplit("/", 1)[1]] if "$ref" in parameter else parameter

    for tag in document["tags"]:
        lines.append(f"\n## {tag['name'].capitalize()}")
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if tag["name"] not in operation["tags"]:
                    continue
                lines.append(f"\n### {method.upper()} {path}\n\n{operation['summary']}.")
                query = [p for p in map(resolved, operation.get("parameters", [])) if p["in"] != "header"]
                for parameter in query:
                    common.setdefault(parameter["name"] + parameter["description"], parameter)
                if query:
                    lines.append("\nParameters: " + ", ".join(
                        f"`{p['name']}`" + (" (in the path)" if p["in"] == "path" else " (required)" if p["required"] else "") for p in query) + ".")
                if "requestBody" in operation:
                    bodies = [f"`{kind}`" + (f": {type_of(content['schema'])}" if content["schema"].get("type") != "string" else "")
                              for kind, content in operation["requestBody"]["content"].items()]
                    lines.append("\nBody: " + "; ".join(bodies) + ".")
                answers = []
                for status, response in operation["responses"].items():
                    for kind, content in response.get("content", {}).items():
                        if status in ("200", "202"):
                            named = type_of(content["schema"]) if content["schema"].get("type") not in ("string", "object") else ""
                            answers.append(f"{status} `{kind}`" + (f": {named}" if named else ""))
                lines.append("\nAnswers: " + "; ".join(answers) + ".")
    lines.append("\n## Parameters\n\n| name | takes | meaning |\n|---|---|---|")
    for parameter in sorted(common.values(), key=lambda p: (p["name"], p["description"])):
        takes = "; ".join(filter(None, [type_of(parameter["schema"]), limits(parameter["schema"])]))
        lines.append(f"| `{parameter['name']}` | {cell(takes)} | {cell(parameter['description'])} |")
    lines.append("\n## Schemas")
    for name, schema in document["components"]["schemas"].items():
        lines.append(f"\n### {name} (schema)\n")
        if schema.get("description"):
            text = schema["description"]
            lines.append(text[0].upper() + text[1:] + ("" if text.endswith(".") else ".") + "\n")
        required = set(schema.get("required", []))
        lines.append("| member | is | meaning |\n|---|---|---|")
        for key, value in schema.get("properties", {}).items():
            lines.append(f"| `{key}`{'' if key in required else ' (may be left out)'} | {cell(type_of(value))} | {cell(value.get('description', ''))} |")
    return "\n".join(lines) + "\n"


def main():
    made = page(json.loads(SOURCE.read_text(encoding="utf-8")))
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") != made:
            print("docs/api.md is not that of src/http/openapi.json: run tools/api_docs.py")
            return 1
        return 0
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
