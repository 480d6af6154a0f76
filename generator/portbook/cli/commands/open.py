"""`portbook open`: a service's address in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portbook.cli.loading import FINDINGS, instance_option

if TYPE_CHECKING:
    from portbook.model.address import Located
    from portbook.model.portmap import PortMap

WEB = ("http", "https")


@click.command("open")
@click.option("--environment", "-e", metavar="E", help="Its address in this environment.")
@click.option("--print", "only_print", is_flag=True, help="Print the address, open nothing.")
@instance_option
@click.argument("service", metavar="SERVICE")
@click.pass_obj
def command(
    file: str | None, environment: str | None, only_print: bool, instance: str | None, service: str
) -> int:
    """Open the address of SERVICE ([project/]service[.endpoint]) as a browser sees it.

    Prints it as well. $BROWSER names another browser than the usual one.
    """
    from portbook.cli.naming import resolve_service
    from portbook.cli.this_machine import this_machine

    portmap = this_machine(file, None, instance).portmap
    url = _url(portmap, resolve_service(portmap, service, environment)[0])
    click.echo(url)
    if only_print:
        return 0
    import webbrowser

    if webbrowser.open(url):
        return 0
    click.echo("no browser could be started; $BROWSER may name one", err=True)
    return FINDINGS


def _url(portmap: PortMap, meant: Located) -> str:
    """The address by the browser's view: through the proxy where the environment has one."""
    from portbook.model.address import Asker, Located, Problem, address, locate
    from portbook.model.reference import Target

    environment, service, named = meant
    # What a person would look at: the first that speaks http.
    web = next((each for each in service.endpoints if each.scheme in WEB), None)
    endpoint = named or web or service.primary
    located: Located | Problem = Located(environment, service, endpoint)
    if service.same_as is not None:
        target = Target(service.name, named.name if named else None, service.project)
        located = locate(portmap, environment, target)
    if isinstance(located, Problem):
        raise click.UsageError(f"{located.message}.")
    found = address(portmap, Asker(located.environment, None, "browser"), located)
    if isinstance(found, Problem):
        raise click.UsageError(f"{found.message}.")
    if found.url is None or found.scheme not in WEB:
        speaks = f"speaks {found.scheme}" if found.scheme else "has no scheme in the map"
        raise click.UsageError(f"{meant.who} {speaks}, which no browser opens.")
    if located.endpoint is not None and located.endpoint.port_end is not None:
        raise click.UsageError(f"{meant.who} is an interval of ports: it has no address.")
    return found.url
