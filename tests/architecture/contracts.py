"""Contract types that import-linter lacks: who may import an outside package, and who may import none."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules


def is_inside(module: str, packages: set[str]) -> bool:
    """Whether `module` is one of `packages` or lives in one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


class DirectImports(Contract):
    """A contract broken by single imports: a subclass says which."""

    def illegal(self, graph: ImportGraph, importer: str, imported: str) -> bool:
        """Whether this import breaks the contract."""
        raise NotImplementedError

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Judge every direct import of the graph."""
        illegal = [
            (importer, imported, graph.get_import_details(importer=importer, imported=imported)[0]["line_number"])
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if self.illegal(graph, importer, imported)
        ]
        return ContractCheck(kept=not illegal, metadata={"illegal": illegal})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each illegal import."""
        for importer, imported, line in check.metadata["illegal"]:
            output.print_error(f"- {importer} -> {imported} (l.{line})", bold=False)
        output.new_line()

    def _named(self, graph: ImportGraph, expressions: set[fields.ModuleExpressionField]) -> set[str]:
        return {module.name for module in module_expressions_to_modules(graph, expressions)}


class ImportersOnly(DirectImports):
    """Only `importers` (modules and what is inside them) import the outside `packages`."""

    packages = fields.SetField(subfield=fields.StringField())
    importers = fields.SetField(subfield=fields.ModuleExpressionField())

    def illegal(self, graph: ImportGraph, importer: str, imported: str) -> bool:
        """Whether an outside package is imported by somebody who may not."""
        return is_inside(imported, self.packages) and not is_inside(importer, self._named(graph, self.importers))


class StandardLibraryOnly(DirectImports):
    """`modules` import one another and the standard library without `denied`: nothing else."""

    modules = fields.SetField(subfield=fields.ModuleExpressionField())
    denied = fields.SetField(subfield=fields.StringField(), required=False)

    def illegal(self, graph: ImportGraph, importer: str, imported: str) -> bool:
        """Whether a pure module imports something that is not pure."""
        pure = self._named(graph, self.modules)
        if not is_inside(importer, pure) or is_inside(imported, pure):
            return False
        top = imported.partition(".")[0]
        return top not in sys.stdlib_module_names or top in (self.denied or set())
