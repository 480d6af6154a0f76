"""Words of the configurations of nginx, Caddy and HAProxy.

Those of nginx, many of which are Caddy's too, are returned as they were given, or refused.

`nginx -t` is no judge here: it accepts upstream names that hold `$`, quotes and slashes. So what
may pass is listed, and nothing is escaped.
"""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_PATH = re.compile(r"/[A-Za-z0-9._~/-]*")
_DOTS = re.compile(r"/\.{1,2}(?:/|\Z)")
_FILE = re.compile(r"[A-Za-z0-9_/][A-Za-z0-9._@+/-]*")
_VALUE = re.compile(r"[^$\x00-\x1f\x7f]*")
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
# RFC 1123 section 2.1; the last label is not all digits, or it would be a mistyped address.
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)*(?![0-9]+\Z){_LABEL}")


def nginx_name(name: str) -> str:
    """A name of ours (upstream, variable without its ``$``); ValueError for anything else."""
    return _checked(_NAME, name, "a name of letters, digits, _ and - that begins with a letter")


def nginx_path(path: str) -> str:
    """A URL path for ``location`` or ``proxy_pass``.

    ValueError also for a ``.`` or ``..`` segment: nginx resolves those before it compares.
    """
    _checked(_PATH, path, "a path that begins with / and holds only letters, digits and . _ ~ / -")
    if _DOTS.search(path):
        raise ValueError(f"{path!r} has a . or .. segment, which no request would match")
    return path


def nginx_host(host: str) -> str:
    """A host name or address; an IPv6 address comes back in the brackets nginx needs."""
    if ":" in host:
        return f"[{_ipv6(host)}]"
    if _IPV4.fullmatch(host):
        return host
    return _checked(_HOST, host, "an IP address or a host name of letters, digits, . and -")


def _ipv6(host: str) -> str:
    from ipaddress import IPv6Address  # 2 ms that a map without IPv6 saves

    try:
        address = IPv6Address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        raise ValueError(f"{host!r} is not an IPv6 address") from None
    if address.scope_id:
        raise ValueError(f"{host!r} names a network interface, which nginx cannot take")
    return address.compressed


def nginx_server_name(name: str) -> str:
    """A ``server_name``: a host, ``*.`` before or ``.*`` after one, or ``_`` for none."""
    if name == "_":
        return name
    if name.startswith("*."):
        return "*." + nginx_host(name[2:])
    if name.endswith(".*"):
        return nginx_host(name[:-2]) + ".*"
    return nginx_host(name)


def nginx_port(port: int) -> str:
    """A port number; ValueError outside 1-65535."""
    if not 1 <= port <= 65535:
        raise ValueError(f"{port} is not a port between 1 and 65535")
    return str(port)


def nginx_address(host: str, port: int) -> str:
    """``host:port`` for ``listen`` and ``server``."""
    return f"{nginx_host(host)}:{nginx_port(port)}"


def nginx_file(path: str) -> str:
    """The path of a file on the server's disk, such as a certificate."""
    return _checked(_FILE, path, "a file path of letters, digits and . _ @ + / -")


def nginx_value(text: str) -> str:
    """Any text as one quoted word, such as a header's value.

    ValueError for a ``$``, which always begins a variable there (nginx has no escape for it), and
    for control characters.
    """
    _checked(_VALUE, text, "a text without $ and control characters")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _checked(allowed: re.Pattern[str], value: str, meaning: str) -> str:
    if allowed.fullmatch(value):
        return value
    raise ValueError(f"{value!r} is not {meaning}")


# https://caddyserver.com/docs/caddyfile/concepts#tokens-and-quotes
_CADDY = re.compile(r"(?!.*\{\$)[^\x00-\x1f\x7f]*")


def caddy_value(text: str) -> str:
    """Any text as one quoted word, such as a header's value.

    Between backquotes everything stands for itself; between double quotes only a quote is escaped,
    so that no text may hold a backquote and a backslash as well. A brace begins a placeholder
    unless a backslash is before it. ValueError for such texts, for control characters, and for
    `{$`, which Caddy fills in whatever stands before it.
    """
    if not _CADDY.fullmatch(text):
        raise ValueError(f"{text!r} is not a text without {{$ and control characters")
    escaped = re.sub(r"[{}]", r"\\\g<0>", text)
    if "`" not in text:
        return f"`{escaped}`"
    if "\\" in text:
        raise ValueError(f"{text!r} has a backquote and a backslash, which Caddy cannot take")
    return '"' + escaped.replace('"', '\\"') + '"'


# https://docs.haproxy.org/2.6/configuration.html#2.2 (quoting) and #8.2.6 (where `%` begins a
# variable, it is doubled).
_HAPROXY = re.compile(r"[^\x00-\x1f\x7f]*")


def haproxy_value(text: str) -> str:
    """Any text as one quoted word of a format string, such as a header's value.

    ValueError for control characters.
    """
    if not _HAPROXY.fullmatch(text):
        raise ValueError(f"{text!r} has a control character")
    return '"' + re.sub(r'([\\"$])', r"\\\1", text).replace("%", "%%") + '"'
