"""Flags of `vllm serve`, read from vLLM's sources without importing them. Standard library only.

    python3 extract.py vllm-0.18.0 vllm-0.33.0 > flags.json

Prints {VERSION: {FLAG: {"kind": .., "default": .., "aliases": [..]}}}. Without `default` the default is not a literal.
It follows what vLLM does: `make_arg_parser` calls `add_cli_args` of the argument classes, and those fill
`add_argument(..)` from `get_kwargs(Config)`, which derives type and default from the fields of a config class.
"""

import ast
import json
import re
import sys

from source import Opaque, Source, Symbol

# Parsers of vLLM and of the standard library, by what they accept. All others take any string.
TYPES = {'int': 'int', 'float': 'float', 'json.loads': 'json', 'json': 'json', 'union_dict_and_str': 'json',
         'human_readable_int': 'int', 'human_readable_int_or_auto': 'int'}


class Fields(dict):
    """`get_kwargs(Config)`: per field what vLLM passes to `add_argument`, made when asked for."""

    def __init__(self, source, cls):
        super().__init__()
        self.source, self.fields = source, source.fields(cls)

    def __missing__(self, name):
        annotation, node, module = self.fields[name]
        kwargs = self[name] = of_hints(self.source.hints(annotation, module))
        try:
            kwargs['default'] = self.source.default(node, module)
        except Opaque:
            kwargs['default'] = Symbol('?')
        return kwargs


def of_hints(hints):
    """The rules of `_compute_kwargs` in vllm/engine/arg_utils.py, in its order."""
    if 'dataclass' in hints:
        return {'type': Symbol('json')}
    if set(hints) == {'bool', 'str', 'None'}:
        return {'type': Symbol('str'), 'nargs': '?'}
    if 'bool' in hints:
        return {'action': Symbol('argparse.BooleanOptionalAction')}
    if 'Literal' in hints:
        return {'type': Symbol(type(hints['Literal'][0]).__name__)}
    if hints.keys() & {'tuple', 'list', 'set'}:
        return {'type': Symbol('str'), 'nargs': '+'}
    return {'type': Symbol(next((t for t in ('int', 'float') if t in hints), 'json' if 'dict' in hints else 'str'))}


class Parser:
    """Follows the functions that fill the argument parser and records each `add_argument`."""

    def __init__(self, source):
        self.source, self.flags = source, {}

    def run(self, body, module, local):
        for node in body:
            if isinstance(node, ast.If):
                self.run(node.body if self.test(node.test, module, local) else node.orelse, module, local)
            elif isinstance(node, ast.Assign):
                value = self.value(node.value, module, local)
                target = node.targets[0]
                if isinstance(target, ast.Name):
                    local[target.id] = value
                elif isinstance(target, ast.Subscript):
                    self.value(target.value, module, local)[self.value(target.slice, module, local)] = value
            elif isinstance(node, ast.Delete):
                for target in node.targets:
                    del self.value(target.value, module, local)[self.value(target.slice, module, local)]
            elif isinstance(node, ast.Expr):
                self.value(node.value, module, local)
            elif isinstance(node, (ast.For, ast.While, ast.With, ast.Try)):
                raise NotImplementedError(f'{module}:{node.lineno}: {type(node).__name__} around arguments')

    def test(self, node, module, local):
        """Outcome of a condition; one that depends on the command line holds."""
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In):
            container = self.value(node.comparators[0], module, local)
            return not isinstance(container, dict) or self.value(node.left, module, local) in container
        return True

    def value(self, node, module, local):
        if isinstance(node, ast.Lambda):
            return Symbol('lambda')
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, 'id', '')
            if name == 'add_argument':
                return self.add(node, module, local)
            if name == 'add_cli_args':
                return self.add_class(self.source.symbol(node.func.value, module))
            if name == 'make_arg_parser':
                return self.add_function(self.source.symbol(node.func, module))
            if name == 'get_kwargs':
                return Fields(self.source, self.source.symbol(node.args[0], module))
            if name in ('optional_type', 'parse_type'):
                return self.value(node.args[0], module, local)
            return Symbol('?')
        if isinstance(node, ast.Subscript):
            base, key = self.value(node.value, module, local), self.value(node.slice, module, local)
            return base[key] if isinstance(base, Fields) else base.get(key, Symbol('?'))
        try:
            if isinstance(node, ast.Dict):  # {**x["field"], "default": None}
                result = {}
                for key, item in zip(node.keys, node.values):
                    item = self.value(item, module, local)
                    result.update(item if key is None else {self.value(key, module, local): item})
                return result
            return self.source.value(node, module, local)
        except Opaque:
            return Symbol('?')

    def add_function(self, function):
        self.run(function.node.body, function.module, {})

    def add_class(self, cls):
        methods = [(c, node) for c in self.source.lineage(cls) for node in c.node.body
                   if isinstance(node, ast.FunctionDef)]
        customize = [(c, node) for c, node in methods if node.name == '_customize_cli_kwargs']
        if not customize:
            owner, method = [m for m in methods if m[1].name == 'add_cli_args'][-1]
            return self.run(method.body, owner.module, {})
        # FrontendArgs: every field is a flag, after each class of the lineage had its say.
        kwargs = Fields(self.source, cls)
        for name in kwargs.fields:
            kwargs[name]  # fill
        for owner, method in customize:
            self.run([n for n in method.body if 'super()' not in ast.unparse(n)], owner.module,
                     {'frontend_kwargs': kwargs})
        for name, given in kwargs.items():
            self.record(['--' + name.replace('_', '-')], given)

    def add(self, node, module, local):
        names = [self.value(arg, module, local) for arg in node.args]
        kwargs = {}
        for keyword in node.keywords:
            if keyword.arg not in ('help', 'choices', 'metavar', 'dest'):
                value = self.value(keyword.value, module, local)
                kwargs.update({keyword.arg: value} if keyword.arg else value)
        self.record(names, kwargs)

    def record(self, names, kwargs):
        long = [name for name in names if name.startswith('--')]
        if not long:
            return
        action, kind = kwargs.get('action'), kwargs.get('type')
        action = action.name if isinstance(action, Symbol) else action
        default = kwargs.get('default')
        if action in ('store_true', 'store_false'):
            flag = {'kind': 'switch', 'default': action == 'store_false'}
        elif action == 'argparse.BooleanOptionalAction':
            flag = {'kind': 'bool', 'default': default}
        elif kwargs.get('nargs') not in (None, '?'):
            flag = {'kind': 'list', 'default': default}
        else:
            flag = {'kind': TYPES.get(getattr(kind, 'name', 'str'), 'string'), 'default': default}
        if isinstance(default, Symbol):
            del flag['default']
        if long[0] in self.flags:
            raise ValueError(f'{long[0]} is added twice')
        self.flags[long[0]] = flag if len(long) == 1 else {**flag, 'aliases': long[1:]}


def extract(root):
    """Flags of the vLLM sources in the directory `root`."""
    source = Source(root)
    serve = source.path('vllm.entrypoints.cli.serve')
    tree = ast.parse(serve.read_text('utf-8')) if serve else ast.Module([])
    parser = Parser(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == 'subparser_init':
            parser.run(node.body, 'vllm.entrypoints.cli.serve', {})
    missing = {'--grpc', '--port', '--max-model-len', '--enable-log-requests'} - parser.flags.keys()
    if missing:  # one flag of each class that vLLM takes arguments from
        raise LookupError(f'{root}: vLLM builds its parser in a new way, not found: {sorted(missing)}')
    return dict(sorted(parser.flags.items()))


if __name__ == '__main__':
    trees = {re.search(r'vllm-([^/]+?)/?$', root).group(1): root for root in sys.argv[1:]}
    print(json.dumps({version: extract(root) for version, root in trees.items()}, indent=1))
