"""The records inside a service: history, health, variables, secrets, CORS and their like."""

from __future__ import annotations

from portbook.language.keys.values import (
    CHECK_CODE,
    CORS_FORMAT,
    DATE,
    ENDPOINT_NAME,
    ENVIRONMENT_NAME,
    ORIGIN,
    URL,
    VARIABLE,
    VIEWPOINT,
    WORDS,
    HealthText,
    Named,
    ValueText,
)
from portbook.language.numbers import PORT_NUMBER
from portbook.language.records import Field, Record
from portbook.language.shapes import Bool, Int, ListOf, MapOf, Text

HISTORY = Record(
    "history",
    "a history entry",
    [
        Field("date", DATE, "When, as a year, a month or a day."),
        Field("from", PORT_NUMBER, "The number before."),
        Field("to", PORT_NUMBER, "The number since."),
        Field("change", WORDS, "What changed, where it was not a number."),
        Field("reason", WORDS, "Why."),
        Field("impact", WORDS, "What people had to do about it."),
        Field("endpoint", ENDPOINT_NAME, "The endpoint that moved, where not the primary one."),
        Field("environment", ENVIRONMENT_NAME, "The environment it moved in."),
    ],
    short=WORDS,
    expand=lambda text: {"change": text},
    one_of=("to", "change"),
)

HEALTH = Record(
    "health",
    "a health check",
    [
        Field("path", Text("a path such as /health", r"/\S*"), "The HTTP path to ask for."),
        Field("status", Int("an HTTP status", 100, 599), "The status expected; 200 unless said."),
        Field("endpoint", ENDPOINT_NAME, "The endpoint to ask, where not the primary one."),
        Field("command", ValueText(), "A command that succeeds when all is well."),
    ],
    short=HealthText(),
    expand=lambda canonical: canonical,
)

HOSTED = Record(
    "hosted",
    "a hosting",
    [
        Field("by", WORDS, "The provider."),
        Field("url", URL, "Its address there."),
    ],
    short=Text("a provider"),
    expand=lambda by: {"by": by},
)

ALTERNATIVE = Record(
    "alternative",
    "an alternative port",
    [
        Field("port", PORT_NUMBER, "The number.", True),
        Field("when", WORDS, "When it comes up there."),
    ],
    short=PORT_NUMBER,
    expand=lambda port: {"port": port},
)

PATH_ENTRY = Record(
    "path",
    "a path behind the port",
    [
        Field("title", WORDS, "What answers there.", True),
        Field("description", WORDS, "What it is for."),
    ],
    short=WORDS,
    expand=lambda title: {"title": title},
)

ENV_VALUE = Record(
    "env-value",
    "a variable",
    [
        Field("value", ValueText(), "The value; `{api.url}` and the like are followed.", True),
        Field(
            "viewpoint",
            VIEWPOINT,
            "Who reads it; browser variables hold addresses that browsers can reach.",
        ),
    ],
    short=ValueText(),
    expand=lambda value: {"value": value},
)

CORS = Record(
    "cors",
    "the CORS settings",
    [
        Field("extra", ListOf(ORIGIN), "Origins that nothing in the map explains."),
        Field("variable", VARIABLE, "The variable that holds the list; the kind's unless said."),
        Field("format", CORS_FORMAT, "How it is spelled."),
        Field("off", Bool(), "true: it keeps no list."),
    ],
)

DATABASE = Record(
    "database",
    "a database",
    [
        Field("name", Text("a database name"), "Its name in URLs."),
        Field("user", Text("a user name"), "The user in URLs."),
    ],
    short=Text("a database name"),
    expand=lambda name: {"name": name},
)

SECRET = Record(
    "secret",
    "a secret",
    [
        Field(
            "value", Text("a secret's value", loose=True), "A value fit to be seen by everybody."
        ),
        Field("environments", ListOf(ENVIRONMENT_NAME), "Where the value may be used."),
        Field("reason", WORDS, "Why it may be written down."),
    ],
    short=Text("a secret's value", loose=True),
    expand=lambda value: {"value": value},
)

SECRETS = Named(
    MapOf(SECRET, VARIABLE, "names of secrets", nullable=True), ListOf(VARIABLE), empty={}
)
ALLOWED = Named(
    MapOf(WORDS, CHECK_CODE, "codes of checks with reasons", nullable=True), ListOf(CHECK_CODE)
)
