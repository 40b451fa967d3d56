"""The YAML that charters and protocols are written in (docs/spec/charter.md, The YAML that is read)."""

import json
import re

LITERAL = re.compile('0|[1-9][0-9]*|true|false|null|".*"')
QUOTED = r'"(?:[^"\\\n]|\\["\\])*"'
TOKEN = re.compile(rf"{QUOTED}|(?![0-9]{{16}})[A-Za-z0-9](?:[\w./%+-]|:(?=\w))*(?: [\w./%-]+)*", re.ASCII)


def read_yaml(data):
    """Tables and lists by indentation, and in a line by brackets: put together, nearly JSON."""
    source, flow, closers = data.decode(), "", [(-1, "")]
    if len(data) > 524288 or not source.replace("\n", "").isprintable():
        raise ValueError("no")
    source = re.sub(rf"({QUOTED})|(?<!\S)#.*", r"\1", source)
    for line in filter(str.strip, re.sub(", *\n *", ", ", source).split("\n")):
        words, indent = line.strip(), len(line) - len(line.lstrip())
        form = '(- )?(""(?:: +|:$))?((?:""|[][{}]|, |: +)*)'
        item, _, rest = re.fullmatch(form, TOKEN.sub('""', words)).groups()
        json.loads(rest or "0")  # a line has one value at most
        while indent < closers[-1][0]:
            flow += closers.pop()[1]
        flow += "," if indent == closers[-1][0] else "[" if item else "{"
        if indent > closers[-1][0]:
            closers.append((indent, "]" if item else "}"))
        flow += words.removeprefix("- ")
    flow += "".join(closer for _, closer in reversed(closers))
    flow = TOKEN.sub(lambda at: at[0] if LITERAL.fullmatch(at[0]) else f'"{at[0]}"', flow)
    return json.loads(flow, object_pairs_hook=table)


def table(pairs):  # of a charter: nothing is empty but tests, and no word there twice in whatever case
    lists = [value for key, value in pairs if isinstance(value, list) and (value or key != "tests")]
    for names in [*lists, [key for key, _ in pairs]]:
        if not 0 < len({id(one) if isinstance(one, dict) else str(one).lower() for one in names}) == len(names):
            raise ValueError("no")
    return dict(pairs)
