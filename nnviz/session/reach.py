"""From where a link can be opened: an address of this machine, or of a private network, is none for everybody."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

HERE = "This link opens on this computer alone: its address means the computer itself, so other devices cannot open it."
NEAR = "This link is of a private network: devices outside that network cannot open it."
_HERE_NAMES = ("localhost", "localdomain")
_NEAR_NAMES = ("local", "lan", "home", "internal", "intranet", "corp", "private")


def narrow_reach(link: str) -> str:
    """Return a sentence on who cannot open a link; nothing if everybody can, as far as its address tells.

    Parameters
    ----------
    link : str

    Returns
    -------
    str
    """
    try:
        host = (urlsplit(link).hostname or "").rstrip(".")
    except ValueError:
        return ""
    try:
        number = ip_address(host.partition("%")[0])
    except ValueError:
        last = host.rpartition(".")[2]
        if last in _HERE_NAMES:
            return HERE
        return NEAR if host and ("." not in host or last in _NEAR_NAMES or host.endswith(".home.arpa")) else ""
    if number.is_loopback or number.is_unspecified:
        return HERE
    return "" if number.is_global else NEAR
