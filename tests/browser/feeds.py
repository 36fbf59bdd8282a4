"""Reads feeds as feedparser does and prints what it saw: {name: {problem, entries: [[id, link, title, when]]}}.

The paths come as arguments; nothing is fetched.
"""

import json
import sys

import feedparser


def read(path):
    feed = feedparser.parse(path)
    entries = [
        [entry.get("id"), entry.get("link"), entry.get("title"), bool(entry.get("updated_parsed") or entry.get("published_parsed"))]
        for entry in feed.entries
    ]
    problem = str(feed.bozo_exception) if feed.bozo else ""
    return {"problem": problem, "version": feed.version, "title": feed.feed.get("title"), "entries": entries}


json.dump({path: read(path) for path in sys.argv[1:]}, sys.stdout)
