#!/usr/bin/env python3
"""Proves that a vessel's dial plan decides as its settings say, for every number that can be dialled.

    check_vessel.py [--gateways FOLDER] ARTEFACT SETTINGS

ARTEFACT is a finished vessel binary, or a file with the bytes of its section `.dialplan`. The table is read as
docs/table-format.md describes it and the settings as docs/settings.md does; nothing here comes from the compiler.
Exit codes: 0 match, 5 no match, 4 settings that cannot be read, 64 wrong usage.
"""

import argparse, hashlib, ipaddress, json, struct, sys, tomllib
from array import array
from bisect import bisect_left
from itertools import pairwise
from pathlib import Path

SYMBOLS = "0123456789*#ABCD+"
NONE = 0xFFFFFFFF
CODECS = ["PCMU", "PCMA", "G722", "G729", "iLBC", "speex", "AMR", "AMR-WB", "opus", "telephone-event"]
FORMATS = ["plus-e164", "bare-e164", "00-prefix", "national", "as-dialled"]
# The blocks of a table in their order with the fields of a record: B, H, I, Q have 1, 2, 4, 8 bytes, x is reserved.
BLOCKS = {
    "server": "<4H2B2x3I16s20s20s20s", "numbers": "<3I", "gateways": "<2I2B2x3I16s2I", "settings": "<2I",
    "stations": "<3I", "emerg": "<6I", "targets": "<3I", "rows": "<3I", "choices": "<I3Bx3I", "attempts": "<I",
    "inbound": "<3I", "access4": "<2I4s4s", "access6": "<2I16s16s", "levels": "<I", "preced": "<2I",
    "classes": "<I", "profiles": "<2IQ", "texts": "<I", "text": None, "automat": None,
}
# Every object of the settings with its keys and their kinds. What is not here is refused, never passed over.
KINDS = {"int": (int,), "str": (str,), "bool": (bool,), "list": (list,), "dict": (dict,), "secret": (str, dict)}
KEYS = {
    "settings": "vessel:dict server:dict numbering:dict classes:list stations:list emergency:list deny:list "
    "gateways:dict inbound:list allow:list precedence:dict emissionProfiles:list",
    "vessel": "name:str partNumber:str",
    "server": "sipPort:int trunkPort:int listen:str trunkListen:str advertise:str crewNetworks:list realm:str "
    "digest:str unauthenticatedEmergency:bool mediaPorts:dict codecs:list limits:dict",
    "mediaPorts": "first:int last:int",
    "numbering": "countryCode:str internationalPrefix:str nationalPrefix:str",
    "station": "number:str name:str class:str credential:dict",
    "credential": "credential:str",
    "emergency": "number:str targets:list callingNumber:str location:str callback:str",
    "target": "station:str gateway:str number:str",
    "deny": "prefixes:list reason:str",
    "gateways": "pluginDir:str routes:list",
    "route": "name:str plugin:str prefixes:list attempts:list order:int strip:int prepend:str minDigits:int maxDigits:int "
    "classes:list overridesDeny:str numberFormat:str radiates:bool limits:dict health:dict config:dict",
    "limits": "calls:int callsPerSecond:int reservedForEmergency:int",
    "health": "intervalSeconds:int fall:int rise:int",
    "config": "trunkHost:str trunkPort:int transport:str username:str password:secret callerIdNumber:str allowedIps:list "
    "signallingAccess:dict mediaAccess:dict codecs:list addresses:list resolvesWithin:list firstResponseSeconds:int "
    "progressSeconds:int",
    "access": "networks:list source:str reviewed:str",
    "inbound": "gateway:str number:str station:str",
    "precedence": "namespace:str levels:list dialled:dict classes:dict",
    "profile": "name:str radiate:list emergency:str",
}


class SettingsFault(Exception):
    """The settings cannot be read, or say something that this checker does not know."""


class Damage(Exception):
    """The artefact holds no table that could be compared: the kind of finding, and what is wrong."""


# --- The artefact ----------------------------------------------------------------------------------------------------


def section(artefact, wanted):
    """A section of a 64-bit little-endian ELF file. None if there is no such section."""
    try:
        segments_at, sections_at = struct.unpack_from("<QQ", artefact, 32)
        segment_size, segments, section_size, sections, names = struct.unpack_from("<5H", artefact, 54)
        headers = [struct.unpack_from("<2I4Q", artefact, sections_at + i * section_size) for i in range(sections)]
        start = headers[names][4]
        called = [(artefact[start + h[0] : artefact.index(b"\0", start + h[0])], h) for h in headers]
        loads = [struct.unpack_from("<2I4Q", artefact, segments_at + i * segment_size) for i in range(segments)]
    except (struct.error, ValueError, IndexError) as fault:
        raise Damage("elf", f"the headers cannot be read: {fault}") from None
    found = [header for name, header in called if name == wanted]
    if artefact[4:6] != b"\x02\x01" or len(found) > 1:
        raise Damage("elf", "no 64-bit little-endian binary, or two sections of one name")
    for _, kind, flags, address, offset, size in found:
        # Bytes of the file, mapped, neither writable nor code; and the segment that maps them is not writable either.
        maps = [(f, o + address - a) for k, f, o, a, _, n in loads if k == 1 and a <= address and address + size <= a + n]
        if (kind, flags & 7) != (1, 2) or len(maps) != 1 or maps[0][0] & 2 or maps[0][1] != offset:
            raise Damage("elf", f"{wanted.decode()} is not read-only data that is loaded from where it lies")
        return artefact[offset : offset + size]
    return None


class Table:
    """A decoded table: `block[name]` holds records as tuples, `text(i)` gives a text, `cells` is the automaton."""

    def __init__(self, data):
        if data[:8] != b"FLDPLAN\0" or len(data) < 64 + 24 * len(BLOCKS):
            raise Damage("header", "this is not a dial plan")
        version, count, used = struct.unpack_from("<HHI", data, 8)
        if (version, count) != (2, len(BLOCKS)):
            raise Damage("header", f"version {version} with {count} blocks is not known here")
        if any(data[16:32]) or used > len(data) or len(data) not in [used] + [65536 * 4**i for i in range(9)]:
            raise Damage("header", "the lengths do not fit, or reserved bytes are in use")
        if any(data[used:]):
            raise Damage("padding", f"the table ends at byte {used}, but something lies behind")
        self.identity = data[32:64].hex()
        if hashlib.sha256(data[:32] + bytes(32) + data[64:used]).hexdigest() != self.identity:
            raise Damage("identity", f"{self.identity} is not the identity of these bytes")
        self.block, end = {}, 64 + 24 * count
        for i, (name, form) in enumerate(BLOCKS.items()):
            label, offset, length, record, reserved = struct.unpack_from("<8s4I", data, 64 + 24 * i)
            size, start = struct.calcsize(form or "B"), -(-end // 64) * 64
            if (label, offset, record, reserved) != (name.encode().ljust(8, b"\0"), start, size, 0):
                raise Damage("directory", f"block {i} is not {name} at byte {start} with records of {size}")
            if offset + length > used or length % size:
                raise Damage("directory", f"block {name} has the impossible length {length}")
            raw, gap, end = data[offset : offset + length], data[end:start], offset + length
            self.block[name] = list(struct.iter_unpack(form, raw)) if form else raw
            if any(gap) or form and b"".join(struct.pack(form, *row) for row in self.block[name]) != raw:
                raise Damage("padding", f"reserved bytes in or before block {name} are in use")
        if -(-end // 64) * 64 != used or any(data[end:used]):
            raise Damage("padding", "the last block does not end the table")
        self.read_texts()
        self.read_lists()
        self.read_automaton()

    def read_texts(self):
        ends = [end for (end,) in self.block["texts"]]
        if ends[:1] != [0] or ends[-1] != len(self.block["text"]) or any(a > b for a, b in pairwise(ends)):
            raise Damage("texts", "the offsets of the texts do not ascend")
        raw = [self.block["text"][a:b] for a, b in pairwise(ends)]
        if any(a >= b for a, b in pairwise(raw)):
            raise Damage("texts", "the texts do not ascend")
        self.texts, self.texts_used = [text.decode(errors="replace") for text in raw], set()

    def text(self, position):
        if position == NONE:
            return None
        if position >= len(self.texts):
            raise Damage("texts", f"there is no text {position}")
        self.texts_used.add(position)
        return self.texts[position]

    def run(self, block, first, count):
        return self.block[block][first : first + count]

    def read_lists(self):
        """Positions exist, and owners own the records of another list without gap in their own order."""
        block = self.block
        routes = [row for row in block["rows"] if row[0] == 4]
        runs = [("settings", [row[8:] for row in block["gateways"]]), ("targets", [row[4:] for row in block["emerg"]])]
        runs += [("choices", [row[1:] for row in routes]), ("attempts", [row[5:] for row in block["choices"]])]
        for owned, owners in runs:
            ends = [0] + [first + count for first, count in owners]
            if [first for first, _ in owners] != ends[:-1] or ends[-1] != len(block[owned]):
                raise Damage("lists", f"not every record of {owned} has one owner, in order")
            if owned != "settings" and any(count == 0 for _, count in owners):
                raise Damage("lists", f"an owner of {owned} has none")
        gateways, stations = len(block["gateways"]), len(block["stations"])
        ends = {1: 1, 2: len(block["emerg"]), 3: stations}
        sound = [
            len(block["server"]) == len(block["numbers"]) == 1,
            all(1 <= row[2] <= len(FORMATS) for row in block["gateways"]),
            all(gateway < gateways for (gateway,) in block["attempts"]),
            all(kind < 2 and at < (stations, gateways)[kind] for kind, at, _ in block["targets"]),
            all(gateway < gateways and station < stations for gateway, _, station in block["inbound"]),
            all(kind == 4 or at < ends.get(kind, 0) and rest == 0 for kind, at, rest in block["rows"]),
            all(row[0] < 3 and row[1] < max(gateways, 1) for row in block["access4"] + block["access6"]),
        ]
        if not all(sound):
            raise Damage("lists", "a record points to nothing")

    def read_automaton(self):
        block = self.block["automat"]
        if len(block) < 80:
            raise Damage("automaton-range", "the automaton is cut off")
        self.width, entry, states, levels, self.bound = struct.unpack_from("<2H3I", block, 64)
        size = states * self.width
        if entry != (2 if max(size, self.bound) <= 32768 else 4) or states == 0 or not 1 <= levels <= 65:
            raise Damage("automaton-range", "the numbers of states and levels do not fit the entries")
        if len(block) != 80 + size * entry + 4 * levels or self.bound != len(self.block["rows"]) + 1:
            raise Damage("automaton-range", "the automaton does not fill its block, or knows other rows")
        place = {symbol: block[ord(symbol) & 63] for symbol in SYMBOLS}
        self.column = {symbol: column for symbol, column in place.items() if column != 1}
        if list(self.column.values()) != list(range(2, self.width)) or block[:64].count(1) != 66 - self.width:
            raise Damage("automaton-range", "the map does not number the columns in the order of the symbols")
        self.cells = array("HI"[entry // 4], block[80 : 80 + size * entry])
        self.starts = array("I", block[80 + size * entry :])
        self.value = 1 << (8 * entry - 1)
        for at, cell in enumerate(self.cells):
            if cell >= self.value + self.bound:
                raise Damage("automaton-range", f"entry {at} is no row of the plan")
            if cell < self.value and (at % self.width < 2 or cell % self.width or not at < cell < size):
                raise Damage("automaton-range", f"entry {at} does not lead to the start of a later row")


def automaton_findings(table):
    """What is not canonical: reachability, levels, numbering, equal or needless rows, unused columns and rows."""
    width, cells, nothing = table.width, table.cells, table.value
    states, plus = len(cells) // width, table.column.get("+")
    level, named = [0] + [None] * (states - 1), {}
    for at, cell in enumerate(cells):  # entries lead to later rows only, so the level of this row is final here
        if cell < nothing and level[at // width] is not None:
            level[cell // width] = max(level[cell // width] or 0, level[at // width] + 1)
            named.setdefault(cell // width, len(named))
    if None in level:
        yield "automaton-unreachable", f"no number leads to row {level.index(None)}"
        return
    if any(a > b for a, b in pairwise(level)) or list(table.starts) != [level.index(i) for i in range(level[-1] + 1)]:
        yield "automaton-levels", "rows are not sorted by level, or the levels begin elsewhere"
    for a, b in pairwise(range(1, states)):
        if level[a] == level[b] and named[a] > named[b]:
            yield "automaton-order", f"rows {a} and {b} are not in the order in which they are named"
    seen, used = {}, set()
    for state in range(states):
        row = cells[state * width : state * width + width]
        used.update(row)
        if state and plus and row.pop(plus) != nothing:
            yield "automaton-range", f"row {state} has a meaning for + inside a number"
        if seen.setdefault(row.tobytes(), state) != state:
            yield "automaton-minimal", f"rows {seen[row.tobytes()]} and {state} are equal"
        if state and row.count(row[0]) == len(row):
            yield "automaton-minimal", f"row {state} decides alike everywhere"
    if cells[0] != nothing or cells[1] != nothing:
        yield "automaton-range", "the first row decides without a symbol of the plan"
    for symbol, column in table.column.items():
        rows = slice(1 if symbol == "+" else None)
        if cells[column::width][rows] == cells[1::width][rows]:
            yield "automaton-minimal", f"the column of {symbol} is like that of unused symbols"
    for row in sorted(set(range(1, table.bound)) - {cell - nothing for cell in used}):
        yield "rows", f"no number leads to row {row}"


# --- The settings ----------------------------------------------------------------------------------------------------


def fields(value, what):
    """All keys of an object of the settings, None where one is not written."""
    kinds = dict(pair.split(":") for pair in KEYS[what].split())
    if type(value) is not dict or value.keys() - kinds:
        raise SettingsFault(f"{what} is no object, or has a key that is not known here: {value!r}"[:200])
    for key in value:
        if type(value[key]) not in KINDS[kinds[key]]:
            raise SettingsFault(f"{key} in {what} is of the wrong kind")
    return {key: value.get(key) for key in kinds}


def default(value, otherwise):
    return otherwise if value is None else value


def number(text):
    plain = text.upper() if type(text) is str else ""
    if not 1 <= len(plain) <= 64 or not set(plain) <= set(SYMBOLS) or "+" in plain[1:]:
        raise SettingsFault(f"{text!r} is no number")
    return plain


def maybe(make, value):
    return None if value is None else make(value)


def networks(written):
    return sorted(map(ipaddress.ip_network, written), key=lambda net: (net.version, net))


def one_form(text):
    """The one text of an address (RFC 5952, where IPv4 within IPv6 is written as IPv4)."""
    address = ipaddress.ip_address(text)
    mapped = getattr(address, "ipv4_mapped", None)
    return f"::ffff:{mapped}" if mapped else str(address)


def ranges(written):
    """The exact address set of networks: sorted ranges (version, first, last) that neither meet nor touch."""
    found = []
    for net in networks(written):
        version, first, last = net.version, int(net[0]), int(net[-1])
        if found and found[-1][0] == version and first <= found[-1][2] + 1:
            _, first, before = found.pop()
            last = max(before, last)
        found.append((version, first, last))
    return tuple(found)


def merged(written):
    """The same address set as the fewest networks, as it is written in a gateway's settings."""
    split = [[net for net in networks(written) if net.version == version] for version in (4, 6)]
    return ",".join(str(net) for nets in split for net in ipaddress.collapse_addresses(nets))


def codecs(written):
    known = {name.lower(): name for name in CODECS}
    names = dict.fromkeys(known[name.lower()] for name in written)
    return (*(name for name in names if name != "telephone-event"), "telephone-event")


class Plan:
    """What settings mean. `prefix` and `exact` map what is dialled to positions in `keys`; 0 is no match."""

    def __init__(self, settings, manifests, fallback=False):
        top = fields(settings, "settings")
        if fallback:  # stations and their emergency calls, nothing else
            top |= dict.fromkeys(("deny", "gateways", "inbound", "emissionProfiles"))
        self.read_server(default(top["server"], {}), default(top["vessel"], {}))
        numbering = fields(default(top["numbering"], {}), "numbering")
        self.country, self.international = numbering["countryCode"], default(numbering["internationalPrefix"], "00")
        self.national = numbering["nationalPrefix"] if self.country else None
        self.read_stations(default(top["stations"], []), default(top["classes"], ["crew"]))
        self.read_routes(fields(default(top["gateways"], {}), "gateways"), manifests, top["emissionProfiles"] is not None)
        self.read_emergency(default(top["emergency"], []), fallback)
        entries = [fields(entry, "inbound") for entry in default(top["inbound"], [])]
        self.inbound = {(entry["gateway"], number(entry["number"])): number(entry["station"]) for entry in entries}
        self.read_precedence(top["precedence"])
        silent = {name for name, gateway in self.gateways.items() if not gateway["radiates"]}
        profiles = [fields(entry, "profile") for entry in default(top["emissionProfiles"], [])]
        flags = {"silent": 0, "radiate": 1}
        self.profiles = [(flags[entry["emergency"]], silent | set(entry["radiate"]), entry["name"]) for entry in profiles]
        denials = [fields(entry, "deny") for entry in default(top["deny"], [])]
        self.read_numbers({self.canonical(number(prefix)) for entry in denials for prefix in entry["prefixes"]}, fallback)

    def read_server(self, server, vessel):
        server, vessel = fields(server, "server"), fields(vessel, "vessel")
        media, limits = fields(default(server["mediaPorts"], {}), "mediaPorts"), fields(default(server["limits"], {}), "limits")
        listen = ipaddress.ip_address(default(server["listen"], "0.0.0.0"))
        self.crew = ranges(default(server["crewNetworks"], []))
        self.server = {  # in the order of the record
            "sipPort": default(server["sipPort"], 5060),
            "trunkPort": default(server["trunkPort"], 5080),
            "first of mediaPorts": default(media["first"], 20000),
            "last of mediaPorts": default(media["last"], 20999),
            "digest": {"MD5": 1, "SHA-256": 2}[default(server["digest"], "SHA-256")],
            "unauthenticatedEmergency": int(default(server["unauthenticatedEmergency"], False)),
            "realm": default(server["realm"], default(vessel["name"], "unnamed")),
            "calls": default(limits["calls"], NONE),
            "callsPerSecond": default(limits["callsPerSecond"], NONE),
            "codecs": codecs(default(server["codecs"], ["PCMA", "PCMU"])),
            "listen": listen,
            "trunkListen": default(maybe(ipaddress.ip_address, server["trunkListen"]), listen),
            "advertise": maybe(ipaddress.ip_address, server["advertise"]),
        }

    def read_stations(self, written, classes):
        self.stations = {}
        for entry in written:
            entry = fields(entry, "station")
            own, service = number(entry["number"]), default(entry["class"], "crew")
            usual = {"credential": "station-" + own.translate(str.maketrans("*#+", "shp"))}
            if service not in classes or own in self.stations:
                raise SettingsFault(f"station {own} is there twice, or its class is not")
            self.stations[own] = (service, fields(default(entry["credential"], usual), "credential")["credential"])
        # Classes are numbered by their smallest station number; a class without a station is none.
        self.classes = list(dict.fromkeys(self.stations[own][0] for own in sorted(self.stations)))
        self.every = (1 << len(self.classes)) - 1 or NONE

    def read_routes(self, gateways, manifests, emission):
        self.gateways, self.routes, ranked = {}, {}, []
        for entry in default(gateways["routes"], []):
            route = fields(entry, "route")
            prefixes = default(route["prefixes"], [])
            if route["plugin"] is not None:
                if route["plugin"] not in manifests:
                    raise SettingsFault(f"no manifest knows the plugin {route['plugin']}")
                kind, profile, known = manifests[route["plugin"]]
                route["name"] = default(route["name"], profile)
                prefixes = default(route["prefixes"], known.get("defaultPrefixes", []))
                self.gateways[route["name"]] = self.gateway(route, kind, profile, known, emission)
            mask = self.every
            if route["classes"] is not None:
                mask = sum(1 << i for i, name in enumerate(self.classes) if name in route["classes"])
            rewriting = (default(route["strip"], 0), default(route["prepend"], "").upper())
            limits = (default(route["minDigits"], 0), default(route["maxDigits"], 255))
            choice = [(mask, *limits, *rewriting, name) for name in default(route["attempts"], [route["name"]]) if mask]
            for prefix in dict.fromkeys(self.canonical(number(prefix)) for prefix in prefixes):
                if any(rewriting) and prefix[0] == "+" or rewriting[0] > len(prefix):
                    raise SettingsFault(f"{route['name']} rewrites more than its prefix {prefix}, or one of several spellings")
                ranked.append((prefix, default(route["order"], 0), (choice, *rewriting, route["overridesDeny"] is not None)))
        for prefix, _, route in sorted(ranked, key=lambda entry: entry[:2]):
            self.routes.setdefault(prefix, []).append(route)

    def gateway(self, route, kind, profile, known, emission):
        """A gateway as the table should hold it: its record, its settings as texts, its access lists."""
        if kind != "sip-trunk":
            raise SettingsFault(f"this checker knows no gateway kind {kind}")
        if emission and route["radiates"] is None:
            raise SettingsFault(f"nothing says whether {route['name']} radiates")
        limits, health = fields(default(route["limits"], {}), "limits"), fields(default(route["health"], {}), "health")
        config = fields(route["config"], "config")
        signalling, media = (
            default(fields(default(config[key], {}), "access")["networks"], default(config["allowedIps"], []))
            for key in ("signallingAccess", "mediaAccess")
        )
        host, addresses, within = config["trunkHost"].lower(), config["addresses"], config["resolvesWithin"]
        try:
            host = one_form(host)
            addresses = default(addresses, [host])
        except ValueError:
            within = within if addresses is not None else default(within, signalling)
        secret = config["password"]
        if type(secret) is dict:
            secret = fields(secret, "credential")["credential"]
        elif secret is not None:  # written inline: left out of the plan and expected under this name
            secret = "trunk-" + route["name"]
        texts = {
            "trunkHost": host,
            "trunkPort": default(config["trunkPort"], known["port"]),
            "transport": default(config["transport"], known["transport"]),
            "username": config["username"],
            "credential": secret,
            "callerIdNumber": maybe(number, config["callerIdNumber"]),
            "addresses": maybe(lambda list: ",".join(dict.fromkeys(map(one_form, list))), addresses),
            "resolvesWithin": maybe(merged, within),
            "firstResponseSeconds": default(config["firstResponseSeconds"], 5),
            "progressSeconds": default(config["progressSeconds"], 60),
            "healthIntervalSeconds": default(health["intervalSeconds"], max(30, known.get("healthMinimumSeconds", 0))),
            "healthFall": default(health["fall"], 3),
            "healthRise": default(health["rise"], 2),
        }
        return {
            "kind": kind,
            "profile": profile,
            "numberFormat": default(route["numberFormat"], known["numberFormat"]),
            "radiates": int(emission and route["radiates"]),
            "calls": default(limits["calls"], NONE),
            "callsPerSecond": default(limits["callsPerSecond"], known.get("callsPerSecond", NONE)),
            "reservedForEmergency": default(limits["reservedForEmergency"], 0),
            "codecs": codecs(default(config["codecs"], known.get("codecs", CODECS))),
            "settings": tuple(sorted((key, str(text)) for key, text in texts.items() if text is not None)),
            "signalling": ranges(signalling),
            "media": ranges(media),
        }

    def read_emergency(self, written, fallback):
        self.emergency = {}
        for entry in written:
            entry, targets = fields(entry, "emergency"), []
            for target in entry["targets"]:
                target = fields(target, "target")
                if target["station"] is not None:
                    targets.append(("station", number(target["station"]), None))
                elif not fallback:
                    targets.append(("gateway", target["gateway"], number(default(target["number"], entry["number"]))))
            if targets:
                shown = (maybe(number, entry["callingNumber"]), entry["location"], maybe(number, entry["callback"]))
                self.emergency[number(entry["number"])] = (*shown, targets)

    def read_precedence(self, written):
        entry = fields(default(written, {"namespace": "", "levels": [], "classes": {}}), "precedence")
        level = entry["levels"].index
        self.levels = [f"{entry['namespace']}.{name}" for name in entry["levels"]]
        self.preced = {number(prefix): level(name) for prefix, name in default(entry["dialled"], {}).items()}
        self.highest = [level(entry["classes"][name]) for name in self.classes if self.levels]

    # What numbers mean.

    def canonical(self, text):
        """A prefix or number with `+` where it is a spelling of an international one."""
        for lead, country in ((self.international, ""), (self.national, self.country)):
            if lead and text.startswith(lead):
                return "+" + country + text[len(lead) :]
        return text

    def whole(self, text):
        """The international form of a number, or None."""
        text = self.canonical(text)
        return text if text[:1] == "+" and (text == "+" or text[1:].isdigit()) else None

    def spelled(self, entries):
        """Entries by canonical prefix → entries by text as dialled, of which the longest that begins a number decides."""
        found, lead, national = dict(entries), self.international, self.national
        for prefix, entry in entries.items():
            if prefix[0] == "+":
                found[lead + prefix[1:]] = entry
                short = (national or "") + prefix[1 + len(self.country or "") :]
                if national and prefix[1:].startswith(self.country) and not short.startswith(lead):
                    found[short] = entry
        if national:  # an entry above the country code takes national numbers too; international ones are never national
            whole = "+" + self.country
            over = [whole[:n] for n in range(len(whole), 0, -1) if whole[:n] in entries]
            if over:
                found[national] = entries[over[0]]
            if any(lead[:n] in found for n in range(1, len(lead))):
                found.setdefault(lead, None)
        return found

    def read_numbers(self, denied, fallback):
        self.keys, self.positions, self.prefix = [("nothing",)], {}, {}
        denials = self.spelled(dict.fromkeys(denied, True))
        order, plain = sorted(denials), self.spelled({**dict.fromkeys(denied, []), **self.routes})

        def closed(text):
            return next((denials[text[:n]] for n in range(len(text), 0, -1) if text[:n] in denials), None)

        def put(text, routes):
            """Gives a text those choices of its routes that no denial closes, of what is dialled or what it becomes."""
            kept = []
            for choice, strip, prepend, overrides in routes:
                if overrides or not closed(text) and not ((strip or prepend) and closed(prepend + text[strip:])):
                    kept += choice
            self.prefix[text] = self.position(("route", *kept) if kept else ("denied",))

        for text, routes in plain.items():
            if routes is None:
                self.prefix[text] = 0
                continue
            put(text, routes)
            # Where rewriting turns a longer number into a denied one, that number is an entry of its own.
            for choice, strip, prepend, overrides in routes:
                if overrides or not denied or not (strip or prepend):
                    continue
                base = prepend + text[strip:]
                for denial in order[bisect_left(order, base) :]:
                    if not denial.startswith(base):
                        break
                    rest = denial[len(base) :]
                    between = (text + rest[:n] for n in range(1, len(rest) + 1))
                    if rest and "+" not in rest and not any(longer in plain for longer in between):
                        put(text + rest, routes)
        exact = {} if fallback else {own: ("station", own) for own in self.stations}
        exact |= {own: ("emergency", own) for own in self.emergency}
        self.exact = {own: self.position(key) for own, key in exact.items()}
        self.names = sorted(text for text in self.prefix.keys() | self.exact.keys() if len(text) <= 64)

    def position(self, key):
        if key not in self.positions:
            self.positions[key] = len(self.keys)
            self.keys.append(key)
        return self.positions[key]

    def decide(self, position, text, service):
        """What a caller of a class gets by a meaning while all gateways admit (docs/table-format.md, the route row)."""
        kind, *attempts = self.keys[position]
        if kind != "route":
            return (kind, *attempts)
        attempts = [attempt for attempt in attempts if attempt[0] >> service & 1]
        if not attempts:
            return ("barred",)
        whole = self.whole(text)
        count = len(text) if whole is None else len(whole) - 1
        fitting = [attempt for attempt in attempts if attempt[1] <= count <= attempt[2]]
        if not fitting:
            return ("incomplete",) if any(count < attempt[1] for attempt in attempts) else ("too long",)
        sent = [(gateway, self.sent(gateway, prepend + text[strip:])) for _, _, _, strip, prepend, gateway in fitting]
        return ("sent", *(attempt for attempt in sent if attempt[1]))

    def outlook(self, positions, text):
        """What the decisions about all longer numbers depend on, given these meanings: lengths, and spellings begun."""
        leads = (self.international, self.national or "")
        attempts = [attempt for at in positions if at > 0 and self.keys[at][0] == "route" for attempt in self.keys[at][1:]]
        forms = {text} | {prepend + text[strip:] for _, _, _, strip, prepend, _ in attempts}
        begun = lambda form: form if any(lead.startswith(form) for lead in leads) else len(self.whole(form) or "")
        return frozenset((len(form), begun(form)) for form in forms) | {len(text)}

    def sent(self, gateway, rewritten):
        form, whole = self.gateways.get(gateway, {}).get("numberFormat", "as-dialled"), self.whole(rewritten)
        if form != "as-dialled":
            if whole is None or not 2 <= len(whole) <= 16:
                return None
            home = self.national and whole[1:].startswith(self.country)
            own = self.national + whole[1 + len(self.country) :] if home else "00" + whole[1:]
            rewritten = {"plus-e164": whole, "bare-e164": whole[1:], "00-prefix": "00" + whole[1:], "national": own}[form]
        return None if rewritten in self.emergency else rewritten


def manifests(folder):
    """Plugin name → gateway kind, profile, and what the manifest says of the profile."""
    found = {}
    for path in sorted(Path(folder).glob("*/Cargo.toml")):
        gateway = tomllib.loads(path.read_text("utf-8")).get("package", {}).get("metadata", {}).get("gateway", {})
        for profile, known in gateway.get("profiles", {}).items():
            found.update((plugin, (gateway["kind"], profile, known)) for plugin in known["plugins"])
    return found


def unique(pairs):
    if len({key for key, _ in pairs}) != len(pairs):
        raise SettingsFault("a key is written twice")
    return dict(pairs)


# --- The comparison --------------------------------------------------------------------------------------------------


def address(field):
    size = {0: 0, 4: 4, 6: 16}.get(field[0])
    if size is None or any(field[1:4]) or any(field[4 + size :]):
        raise Damage("server", "an address is damaged")
    return ipaddress.ip_address(field[4 : 4 + size]) if size else None


def codec_names(field):
    numbers = field.rstrip(b"\0")
    if any(not 1 <= codec <= len(CODECS) for codec in numbers):
        raise Damage("codecs", "a list of codecs is damaged")
    return tuple(CODECS[codec - 1] for codec in numbers)


def gateway_of_table(table, position):
    kind, profile, form, radiates, calls, rate, reserved, codec_list, first, count = table.block["gateways"][position]
    lists = {1: [], 2: []}
    for version in (4, 6):
        for what, owner, start, end in table.block[f"access{version}"]:
            if what and owner == position:
                lists[what].append((version, int.from_bytes(start), int.from_bytes(end)))
    return {
        "kind": table.text(kind),
        "profile": table.text(profile),
        "numberFormat": FORMATS[form - 1],
        "radiates": radiates,
        "calls": calls,
        "callsPerSecond": rate,
        "reservedForEmergency": reserved,
        "codecs": codec_names(codec_list),
        "settings": tuple((table.text(key), table.text(value)) for key, value in table.run("settings", first, count)),
        "signalling": tuple(lists[1]),
        "media": tuple(lists[2]),
    }


def compared(kind, what, settings, table):
    if settings != table:
        if isinstance(settings, (list, tuple)):  # of two lists only what differs is shown, or all if the order does
            only = [[entry for entry in one if entry not in two] for one, two in ((settings, table), (table, settings))]
            settings, table = only if any(only) else (settings, table)
        yield kind, f"{what}: the settings say {show(settings)}, the table says {show(table)}"


def show(value):
    if isinstance(value, (list, tuple)):
        if len(value) == 3 and value[0] in (4, 6) and type(value[2]) is int:
            make = ipaddress.IPv4Address if value[0] == 4 else ipaddress.IPv6Address
            return f"{make(value[1])}-{make(value[2])}"
        return "(" + ", ".join(map(show, value)) + ")"
    return "none" if value in (None, NONE) else str(value)


def record_findings(table, plan):
    """Compares everything but what numbers mean; leaves the names behind the table's positions in `table`."""
    block, text = table.block, table.text
    raw = block["server"][0]
    values = [*raw[:6], text(raw[6]), *raw[7:9], codec_names(raw[9]), *map(address, raw[10:])]
    for (key, expected), value in zip(plan.server.items(), values, strict=True):
        yield from compared("server", key, expected, value)
    numbers = tuple(map(text, block["numbers"][0]))
    yield from compared("numbers", "spellings", (plan.country, plan.international, plan.national), numbers)

    # Gateways have no names in the table: each is the one of the settings that it resembles most.
    ours, left = [gateway_of_table(table, i) for i in range(len(block["gateways"]))], dict(plan.gateways)
    alike = lambda own, want: sum(own[key] == want[key] for key in want)
    pairs = sorted((-alike(own, want), i, name) for i, own in enumerate(ours) for name, want in left.items())
    table.gateway = [f"gateway {i} of the table" for i in range(len(ours))]
    for _, i, name in pairs:
        if name in left and table.gateway[i] not in plan.gateways:
            table.gateway[i], expected = name, left.pop(name)
            for key, value in expected.items():
                kind = "access" if key in ("signalling", "media") else "gateways"
                yield from compared(kind, f"{key} of {name}", value, ours[i][key])
    yield from compared("gateways", "number of gateways", len(plan.gateways), len(ours))
    for version in (4, 6):
        rows = [(0, 0, first, last) for v, first, last in plan.crew if v == version]
        for i, name in enumerate(table.gateway):
            for what, key in ((1, "signalling"), (2, "media")):
                rows += [(what, i, *r[1:]) for r in plan.gateways.get(name, {}).get(key, ()) if r[0] == version]
        rows.sort(key=lambda row: (row[0], row[1] if row[0] == 2 else 0, row[2]))
        found = [(what, at, int.from_bytes(a), int.from_bytes(b)) for what, at, a, b in block[f"access{version}"]]
        words = lambda row: (("crew", "signalling", "media")[row[0]], row[1], show((version, *row[2:])))
        yield from compared("access", f"IPv{version} ranges", list(map(words, rows)), list(map(words, found)))

    stations = [(own, plan.classes.index(service), name) for own, (service, name) in sorted(plan.stations.items())]
    table.station = [text(own) for own, _, _ in block["stations"]]
    found = [(text(own), service, text(name)) for own, service, name in block["stations"]]
    yield from compared("stations", "number, class, credential", stations, found)
    table.emergency, found = [text(row[0]) for row in block["emerg"]], []
    for own, calling, location, callback, first, count in block["emerg"]:
        targets = []
        for kind, at, sent in table.run("targets", first, count):
            targets.append((("station", "gateway")[kind], (table.station, table.gateway)[kind][at], text(sent)))
        found.append((text(own), text(calling), text(location), text(callback), targets))
    yield from compared("emergency", "entries", [(own, *plan.emergency[own]) for own in sorted(plan.emergency)], found)
    position = {name: i for i, name in enumerate(table.gateway)}
    inbound = sorted((position.get(gateway, -1), called, station) for (gateway, called), station in plan.inbound.items())
    found = [(gateway, text(called), table.station[station]) for gateway, called, station in block["inbound"]]
    yield from compared("inbound", "gateway, number, station", inbound, found)
    yield from compared("precedence", "levels", plan.levels, [text(level) for (level,) in block["levels"]])
    found = [(text(prefix), level) for prefix, level in block["preced"]]
    yield from compared("precedence", "dialled", sorted(plan.preced.items()), found)
    for prefix in plan.preced:
        reached = lookup(table, prefix)
        if reached != table.value or any(other != prefix and other.startswith(prefix) for other in plan.preced):
            yield "precedence", f"a number may begin with the precedence prefix {prefix}"
    yield from compared("precedence", "classes", plan.highest, [level for (level,) in block["classes"]])
    masks = [(sum(1 << position[g] for g in names if g in position), flag, name) for flag, names, name in plan.profiles]
    masks.sort(key=lambda entry: (entry[0].bit_count(), *entry))
    yield from compared("profiles", "gateways, emergency, name", masks, [(m, f, text(n)) for n, f, m in block["profiles"]])
    if any(masks[0][0] & ~mask or masks[0][1] > flag for mask, flag, _ in masks):
        yield "profiles", "no emission profile is the most restrictive"


def lookup(table, dialled):
    """The entry at which a number is decided, or the start of the row in which it ends."""
    at = 0
    for symbol in dialled:
        at = table.cells[at + table.column.get(symbol, 1)] if at < table.value else at
    return at


def row_positions(table, plan):
    """Decision row → position of what it means in `plan.keys`."""
    found = [0]
    for kind, first, count in table.block["rows"]:
        key = [(), ("denied",), ("emergency",), ("station",), ("route",)][kind]
        if kind in (2, 3):
            key += ((table.emergency, table.station)[kind - 2][first],)
        for classes, least, most, strip, prepend, at, attempts in table.run("choices", first, count if kind == 4 else 0):
            limits = (classes & plan.every, least, most, strip, table.text(prepend) or "")
            key += tuple((*limits, table.gateway[gateway]) for (gateway,) in table.run("attempts", at, attempts))
        found.append(plan.position(key))
    return found


def first_difference(table, plan, means):
    """Walks all numbers through table and plan at once. The shortest that they decide differently, with both decisions."""
    names, width, cells, value = plan.names, table.width, table.cells, table.value
    target = lambda cell: cell if cell < value else ~means[cell - value]  # the start of a row, or ~ what is decided
    frontier, seen, unlike = [("", 0, 0, len(names), 0)], set(), None
    leads = plan.international + (plan.national or "")
    while frontier and len(frontier[0][0]) <= 64:
        following = []
        for text, node, low, high, covering in frontier:
            # `names[low:high]` are the entries of the plan that begin with `text`; `covering` decides what has none.
            if low < high and names[low] == text:
                covering, low = plan.prefix.get(text, covering), low + 1
            expected = plan.exact.get(text, covering)
            decided, longer = (~node, False) if node < 0 else (means[cells[node] - value], True)
            # Where nothing matches, it matters whether a longer number could.
            live = not expected and any(plan.prefix.get(name) or name in plan.exact for name in names[low:high])
            if text and (expected != decided or not expected and live != longer):
                for service in range(max(len(plan.classes), 1)):
                    both = [
                        plan.decide(position, text, service) if position else ("incomplete" if more else "nothing",)
                        for position, more in ((expected, live), (decided, longer))
                    ]
                    if both[0] != both[1]:
                        return "decision", text, *both
                unlike = unlike or ("rows", text, plan.keys[expected], plan.keys[decided])
            branches = {}
            while low < high:
                symbol, begin = names[low][len(text)], low
                low = bisect_left(names, text + chr(ord(symbol) + 1), low, high)
                branches[symbol] = (begin, low)
            for symbol, (begin, end) in branches.items():
                child = node if node < 0 else target(cells[node + table.column.get(symbol, 1)])
                following.append((text + symbol, child, begin, end, covering))
            # Where the plan has no entry, one symbol of a kind stands for all: by column, digit or not, part of a spelling.
            rest = {(table.column.get(s, 1) if node >= 0 else s in leads and s, s.isdigit()): s for s in SYMBOLS[::-1]}
            for symbol in (symbol for symbol in rest.values() if symbol not in branches):
                child = node if node < 0 else target(cells[node + table.column.get(symbol, 1)])
                if child == ~covering or symbol == "+" and text:
                    continue
                state = (child, covering, plan.outlook({covering, ~child}, text + symbol))
                if state not in seen:
                    seen.add(state)
                    following.append((text + symbol, child, 0, 0, covering))
        frontier = following
    return unlike


def findings(table, plan):
    yield from automaton_findings(table)
    yield from record_findings(table, plan)
    means, rows = row_positions(table, plan), table.block["rows"]
    if len(set(means)) != len(means) or any(a[0] > b[0] or a[0] < 4 and a >= b for a, b in pairwise(rows)):
        yield "rows", "two rows mean the same, or the rows are not sorted"
    for classes, *_ in table.block["choices"]:
        if classes != NONE and (classes & ~plan.every or classes in (0, plan.every)):
            yield "rows", f"the classes {classes:x} of a choice are not written in the one way"
    if len(table.texts_used) != len(table.texts):
        yield "texts", "a text that nothing uses"
    different = first_difference(table, plan, means)
    if different:
        kind, text, settings, decided = different
        yield kind, f"{text}: the settings say {show(settings)}, the table says {show(decided)}"


def main():
    usage = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    usage.error = lambda message: usage.exit(64, f"{usage.format_usage()}error: {message}\n")
    usual = Path(__file__).resolve().parents[3] / "gateways"
    usage.add_argument("--gateways", type=Path, default=usual, help="folder of the gateway kinds")
    usage.add_argument("artefact", type=Path, help="a vessel binary, or the bytes of its section .dialplan")
    usage.add_argument("settings", type=Path, help="the vessel's voip-settings.json")
    given = usage.parse_args()
    try:
        artefact, text, known = given.artefact.read_bytes(), given.settings.read_bytes(), manifests(given.gateways)
    except OSError as fault:
        usage.error(str(fault))
    try:
        settings = json.loads(text.decode("utf-8"), object_pairs_hook=unique)
        plan, fallback = Plan(settings, known), Plan(settings, known, fallback=True)
    except (SettingsFault, ValueError, KeyError, AttributeError, TypeError, RecursionError) as fault:
        print(f"settings: {type(fault).__name__}: {fault}")
        return 4
    try:
        is_binary = artefact[:4] == b"\x7fELF"
        table = Table(section(artefact, b".dialplan") or b"" if is_binary else artefact)
        found = list(findings(table, plan))
        second = section(artefact, b".dialplan.fallback") or b"" if is_binary else b""
        if fallback.emergency and is_binary:
            found += [(f"fallback-{kind}", what) for kind, what in findings(Table(second), fallback)]
        elif any(second):
            found.append(("fallback-header", "there is a fallback without an emergency number that rings a station"))
    except Damage as fault:
        found = [fault.args]
    for kind, what in found:
        print(f"{kind}: {what}")
    if not found:
        states = len(table.cells) // table.width
        print(f"match: {table.identity} decides every number as the settings say ({states} states, {table.bound - 1} rows)")
    return 5 if found else 0


if __name__ == "__main__":
    sys.exit(main())
