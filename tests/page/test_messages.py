"""What the page sends: messages that are whole, and small."""

import subprocess
import sys

from streamlit.testing.v1 import AppTest

from scripts.chromium import ROOT

LOOK = """
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed
message = ForwardMsg()
message.delta.new_element.bidi_component.bytes = b"x" * 1_000_000
populate_hash_if_needed(message)
print(message.metadata.cacheable)
"""


def test_no_message_may_be_sent_as_a_reference():
    # A browser that is referred to what it has forgotten gives up its connection. In a process of its own, which reads
    # the configuration that the server reads.
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]


def test_the_players_script_comes_once_and_not_with_every_part():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    mounts = [element.proto for element in app.get("bidi_component")]
    scripts = {mount.id.rsplit("-", 1)[-1]: len(mount.js_content) for mount in mounts}
    parts = {name: size for name, size in scripts.items() if name.startswith("player_") or name == "player"}
    assert parts.pop("player_script") > 10_000
    assert {"player", "player_boundary", "player_feed"} <= set(parts) and max(parts.values()) < 1000
