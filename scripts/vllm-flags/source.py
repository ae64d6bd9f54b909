"""A vLLM source tree, read with `ast`: modules, names, classes, constant expressions. Nothing is imported or run."""

import ast
import operator
import pathlib

# Values of the standard library that defaults refer to.
EXTERNAL = {'ssl.CERT_NONE': 0}
BUILTINS = {'bool', 'int', 'float', 'str', 'dict', 'list', 'tuple', 'set'}


class Opaque(Exception):
    """The expression has no value without running vLLM."""


class Symbol:
    """A class or function of vLLM, or (without node) a name from elsewhere: `json.loads`, `int`."""

    def __init__(self, name, module=None, node=None):
        self.name, self.module, self.node = name, module, node

    def is_class(self):
        return isinstance(self.node, ast.ClassDef)


class Source:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.modules = {}

    def path(self, module):
        base = self.root.joinpath(*module.split('.'))
        return next((p for p in (base.with_suffix('.py'), base / '__init__.py') if p.is_file()), None)

    def names(self, module):
        """Top-level names of a module: definition, assigned expression, or (module, name) when imported."""
        if module not in self.modules:
            self.modules[module] = names = {}
            path = self.path(module)
            if path:
                self._collect(ast.parse(path.read_text('utf-8')).body, module, path.stem == '__init__', names)
        return self.modules[module]

    def _collect(self, body, module, is_package, names):
        for node in body:
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                names[node.name] = node
            elif isinstance(node, ast.Assign):
                names.update({t.id: node.value for t in node.targets if isinstance(t, ast.Name)})
            elif isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
                names[node.target.id] = node.value
            elif isinstance(node, ast.If):  # of `if TYPE_CHECKING: .. else: ..` the else counts
                self._collect(node.body + node.orelse, module, is_package, names)
            elif isinstance(node, ast.Try):
                self._collect([n for h in node.handlers for n in h.body] + node.body, module, is_package, names)
            elif isinstance(node, ast.Import):
                names.update({a.asname or a.name.split('.')[0]: (a.name if a.asname else a.name.split('.')[0], None)
                              for a in node.names})
            elif isinstance(node, ast.ImportFrom):
                parts = module.split('.')
                package = parts[:len(parts) - node.level + is_package] if node.level else []
                origin = '.'.join(package + ([node.module] if node.module else []))
                for alias in node.names:
                    if alias.name == '*':
                        names.update({n: (origin, n) for n in self.names(origin) if not n.startswith('_')})
                    else:
                        names[alias.asname or alias.name] = (origin, alias.name)

    def lookup(self, name, module):
        """What `name` means in `module`: (module, node), or a Symbol when it comes from outside vLLM."""
        found = self.names(module).get(name)
        if found is None:
            return Symbol(name)
        if not isinstance(found, tuple):
            return module, found
        origin, member = found
        if member is None:
            return Symbol(origin)
        if not origin.startswith('vllm'):
            return Symbol(f'{origin}.{member}')
        if member not in self.names(origin) and self.path(f'{origin}.{member}'):
            return Symbol(f'{origin}.{member}')  # a submodule
        return self.lookup(member, origin)

    def resolve(self, node, module):
        """Like `lookup`, for dotted names too."""
        if isinstance(node, ast.Name):
            return self.lookup(node.id, module)
        if isinstance(node, ast.Attribute):
            base = self.resolve(node.value, module)
            if isinstance(base, Symbol):
                return self.lookup(node.attr, base.name) if self.path(base.name) else Symbol(f'{base.name}.{node.attr}')
            return Symbol(ast.unparse(node))
        raise Opaque(ast.dump(node))

    def symbol(self, node, module):
        """The class, function or foreign name behind an expression, else None."""
        found = self.resolve(node, module) if isinstance(node, (ast.Name, ast.Attribute)) else None
        if isinstance(found, tuple) and isinstance(found[1], (ast.ClassDef, ast.FunctionDef)):
            return Symbol(found[1].name, *found)
        return found if isinstance(found, Symbol) else None

    def lineage(self, cls):
        """A class and its bases, base first."""
        bases = [self.symbol(base, cls.module) for base in cls.node.bases]
        return [a for base in bases if base and base.is_class() for a in self.lineage(base)] + [cls]

    def fields(self, cls):
        """Dataclass fields with those of the bases: name -> (annotation, value node or None, module)."""
        fields = {}
        for ancestor in self.lineage(cls):
            for node in ancestor.node.body:
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    if not any(word in ast.unparse(node.annotation) for word in ('ClassVar', 'InitVar')):
                        fields[node.target.id] = (node.annotation, node.value, ancestor.module)
        return fields

    def member(self, cls, name):
        """Value of a class attribute: default of a field, constant, value of an enum."""
        for ancestor in reversed(self.lineage(cls)):
            for node in ancestor.node.body:
                targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, 'target', None)]
                if any(isinstance(t, ast.Name) and t.id == name for t in targets):
                    return self.default(node.value, ancestor.module)
        raise Opaque(f'{cls.name}.{name}')

    def default(self, node, module):
        """Value of a field's default: plain, `field(..)` or `Field(..)`."""
        if isinstance(node, ast.Call) and getattr(node.func, 'id', '') in ('field', 'Field', 'PydanticField'):
            given = {k.arg: k.value for k in node.keywords}
            node = given.get('default', node.args[0] if node.args else None)
            factory = given.get('default_factory')
            if isinstance(factory, ast.Lambda):
                node = factory.body
            elif factory is not None:
                node = ast.Call(factory, [], [])
        if node is None:
            raise Opaque('no default')
        return self.value(node, module, {})

    def value(self, node, module, local):
        """Value of an expression; Symbols stand for classes and functions."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return [self.value(item, module, local) for item in node.elts]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self.value(node.operand, module, local)
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Pow, ast.Add)):
            left, right = (self.value(side, module, local) for side in (node.left, node.right))
            operators = {ast.Mult: operator.mul, ast.Pow: operator.pow, ast.Add: operator.add}
            return operators[type(node.op)](left, right)
        if isinstance(node, ast.Subscript):
            return self.value(node.value, module, local)[self.value(node.slice, module, local)]
        if isinstance(node, ast.Dict):
            result = {}
            for key, item in zip(node.keys, node.values):
                item = self.value(item, module, local)
                result.update(item if key is None else {self.value(key, module, local): item})
            return result
        if isinstance(node, ast.Call):
            name = getattr(node.func, 'id', '')
            if name in ('int', 'float') and len(node.args) == 1:
                return {'int': int, 'float': float}[name](self.value(node.args[0], module, local))
            if name in ('list', 'dict', 'set') and not node.args:
                return {} if name == 'dict' else []
            cls = self.symbol(node.func, module)
            if cls and cls.is_class() and not node.args and self.is_dict(cls):
                return {}
        if isinstance(node, ast.Attribute):
            cls = self.symbol(node.value, module)
            if cls and cls.is_class():
                return self.member(cls, node.attr)
        if isinstance(node, ast.Name) and node.id in local:
            return local[node.id]
        if isinstance(node, (ast.Name, ast.Attribute)):
            found = self.resolve(node, module)
            if isinstance(found, Symbol):
                return EXTERNAL.get(found.name, found)
            if isinstance(found[1], (ast.ClassDef, ast.FunctionDef)):
                return Symbol(found[1].name, *found)
            return self.value(found[1], found[0], {})
        raise Opaque(ast.unparse(node))

    def hints(self, node, module):
        """Alternatives of a type annotation: {'int': [], 'Literal': ['a', 'b'], 'None': [], ...}."""
        if isinstance(node, ast.Constant):
            return {'None' if node.value is None else 'other': []}
        if isinstance(node, ast.BinOp):
            return {**self.hints(node.left, module), **self.hints(node.right, module)}
        if isinstance(node, ast.Subscript):
            args = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            name = ast.unparse(node.value).split('.')[-1]
            if name == 'Literal':
                choices = [self.hints(a, module)['Literal'] if isinstance(a, ast.Name) else [a.value] for a in args]
                return {'Literal': [choice for nested in choices for choice in nested]}
            if name in ('Annotated', 'SkipValidation'):
                return self.hints(args[0], module)
            if name in ('Union', 'Optional'):
                hints = {'None': []} if name == 'Optional' else {}
                for arg in args:
                    hints.update(self.hints(arg, module))
                return hints
            return {name if name in BUILTINS else 'other': args}
        found = self.resolve(node, module)
        if isinstance(found, Symbol):
            return {found.name if found.name in BUILTINS else 'other': []}
        module, node = found
        if not isinstance(node, ast.ClassDef):
            return self.hints(node, module)
        classes = self.lineage(Symbol(node.name, module, node))
        if any(ast.unparse(d).split('(')[0].split('.')[-1] in ('config', 'dataclass')
               for cls in classes for d in cls.node.decorator_list):
            return {'dataclass': []}
        return {'dict' if self.is_dict(classes[-1]) else 'other': []}

    def is_dict(self, cls):
        return any(ast.unparse(base).split('[')[0] == 'dict' for c in self.lineage(cls) for base in c.node.bases)
