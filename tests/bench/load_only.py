"""Only loads the map, as `yaml.load` with libyaml does."""

import sys
from pathlib import Path

import yaml

with Path(sys.argv[1]).open() as file:
    yaml.load(file, yaml.CSafeLoader)
