"""The private script that portbook replaces: load the YAML, one table a project. Nothing else."""

import sys
from pathlib import Path

import yaml
from jinja2 import Template

TEMPLATE = Template(
    """# {{ name }}

| Port | Service | Purpose |
|---:|---|---|
{% for service, entry in services.items() -%}
| {{ entry.port }} | {{ service }} | {{ entry.description }} |
{% endfor %}"""
)

source, target = Path(sys.argv[1]), Path(sys.argv[2])
with source.open() as file:
    data = yaml.load(file, yaml.CSafeLoader)
for name, project in data["projects"].items():
    services = {
        service: entry if isinstance(entry, dict) else {"port": entry}
        for service, entry in project["services"].items()
    }
    path = target / f"{name}.md"
    text = TEMPLATE.render(name=name, services=services)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
