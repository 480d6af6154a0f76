"""The manual pages of what the reader finds."""

from __future__ import annotations

from portbook.checks.subject import Check


def _read(code: str, page: str) -> Check:
    return Check(code, "error", None, page)


# fmt: off
CHECKS: tuple[Check, ...] = (
    _read("syntax", """The text is not YAML that a port map can be made of.

    A bracket is missing or superfluous, an indent is wrong, the file contains a second document, or
    it is empty or not UTF-8. Nothing else can be checked before this is fixed, so this check cannot
    be switched off.

    Fix the place shown; if there are two, the second one shows where the construct begins.

    Fails:

        projects:
          shop: {services: {web: 3000}}}
        #                              ^

    Passes:

        projects:
          shop: {services: {web: 3000}}
    """),
    _read("duplicate-key", """A key is given twice.

    Most YAML parsers silently use the last one, so one of two services of the same name is lost.
    portbook uses the first one and reports the second. Names in included files count too.

    Rename one of the two, or merge them.

    Fails:

        projects:
          shop:
            services:
              web: 3000
              web: 3001
        #     ^^^

    Passes:

        projects:
          shop:
            services:
              web: 3000
              admin: 3001
    """),
    _read("unknown-key", """A key that the language does not know.

    It would have no effect, although its author expects one.

    Correct the spelling, or move it to where the hint says that it belongs. All keys are listed in
    docs/reference/keys.md; an editor with the schema (`portbook schema`) completes them.

    Fails:

        projects:
          shop: {services: {web: {prot: 3000}}}
        #                         ^^^^

    Passes:

        projects:
          shop: {services: {web: {port: 3000}}}
    """),
    _read("wrong-type",
        """A value of the wrong sort: a list where a text belongs, a text where a number does.

    Write what the message asks for. A text that looks like a number needs quotes.

    Fails:

        projects:
          shop: {title: 2026, services: {web: 3000}}
        #               ^^^^

    Passes:

        projects:
          shop: {title: "2026", services: {web: 3000}}
    """),
    _read("missing-key", """Something lacks a key that it cannot do without.

    A range needs its numbers, a route its service, an alternative its port.

    Add the key that the message names.

    Fails:

        ranges:
          api: {purpose: Backends}
        #      ^^^^^^^^^^^^^^^^^^^
        projects: {shop: {services: {web: 3000}}}

    Passes:

        ranges:
          api: {purpose: Backends, ports: 4000-4099}
        projects: {shop: {services: {web: 3000}}}
    """),
    _read("bad-name", """A name that cannot be one.

    Names become variables, file names, host names in Compose and parts of references, so they
    begin with a letter and hold a to z, 0 to 9 and the dash. No project or service is called
    `self`, and no endpoint what references ask it for (`url`, `port` ...); a service may be. Names
    that Windows refuses for files (`con`, `nul`, `com1` ...) are taken as well.

    Rename it; `title` holds the name for people.

    Fails:

        projects:
          shop: {services: {Web_App: 3000}}
        #                   ^^^^^^^

    Passes:

        projects:
          shop: {services: {web-app: {port: 3000, title: Web_App}}}
    """),
    _read("bad-port", """A number that is no port.

    Ports go from 1 to 65535 (RFC 6335); 0 asks the system for any. A range must not end before it
    begins, and as many host ports are needed as container ports.

    Write a number in range; `null` stands for one that is unknown or varies.

    Fails:

        projects:
          shop: {services: {web: 70000}}
        #                        ^^^^^

    Passes:

        projects:
          shop: {services: {web: 7000}}
    """),
    _read("bad-value", """A value that is not one of those allowed here.

    A role, status or severity that does not exist, an address that is none, a reference that
    cannot be parsed, the code of a check under `settings` or `allow` that no check has.

    Correct it; the hint names the nearest word, or all there are.

    Fails:

        projects:
          shop: {services: {web: {port: 3000, status: actve}}}
        #                                             ^^^^^

    Passes:

        projects:
          shop: {services: {web: {port: 3000, status: active}}}
    """),
    _read("yaml-trap", """A plain value that old readers of YAML take for another.

    By YAML 1.1, which many tools still read, `22:22` is the number 1342, `010` is 8, and `on` and
    `no` are true and false. This reader takes YAML 1.2, where they are not, but the next tool to
    open the file may not.

    Put it in quotes, or write true or false; a number without zeros before it or underscores.

    Fails:

        projects:
          shop: {services: {ssh: 22:22}}
        #                        ^^^^^

    Passes:

        projects:
          shop: {services: {ssh: {port: "22022:22"}}}
    """),
    _read("too-deep", """The text nests too deep, or its aliases stand for too much.

    No map needs 64 levels or five million values. A file that has them was made by accident, or
    to bring the reader down.

    Write the part without so many brackets or aliases.

    Fails:

        projects: {shop: {services: {web: 3000}}}
        <<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {
          <<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {
          <<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {
          <<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {<<: {
        #                                                                                ^
          }}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}

    Passes:

        projects: {}
    """),
    _read("include", """A file that cannot be included.

    No file matches the pattern, from the folder of the file that includes it.

    Correct the path, or take the line out.

    Fails:

        include: [no-such-folder/*.yaml]
        #         ^^^^^^^^^^^^^^^^^^^^^
        projects: {shop: {services: {web: 3000}}}

    Passes:

        projects: {shop: {services: {web: 3000}}}
    """),
    _read("stale-lock", """The lock lags behind `sources`.

    `ports.lock` holds the commit of each source that the map is made with. A source without a line
    there cannot be read; with `--locked` the lock must also have the same address, rev and path as
    the map, no line more, and no folder of ports.local.yaml may take a source's place.

    Run `portbook update`, and commit the lock.

    Fails:

        sources:
          shop: {git: "https://git.example/shop.git"}
        #             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        projects: {wiki: {services: {web: 3000}}}

    Passes:

        sources:
          shop: {git: "https://git.example/shop.git"}
        # shop:ports.yaml
        projects: {shop: {services: {web: 3000}}}
    """),
)
# fmt: on
