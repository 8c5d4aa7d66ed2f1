"""``symdiff mcp``: derivative, value and check as tools of the Model Context Protocol. Imports ``tools``; the extra ``mcp``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from symdiff.cli.options import BOUNDS
from symdiff.cli.parameters import Option
from symdiff.cli.values import count, seconds
from symdiff.errors import ExitStatus, missing_extra
from symdiff.limits import Limits
from symdiff.problems.problem import Options

if TYPE_CHECKING:
    from mcp.server import Server, ServerRequestContext
    from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams

LIMITS = Limits(max_length=20_000, max_depth=500, max_nodes=300_000, max_digits=1_000, max_output=100_000)
"""What a call may take: less than a command line may, for nobody looks at the answer first."""
_MEMORY = 2 << 30
"""Bytes of the process of a call, where the system bounds them."""
_INSTRUCTIONS = (
    "Derivatives that can be trusted. Formulas are text, plain or LaTeX. 'derivative' differentiates, 'value' evaluates at a "
    "point and holds the result against numeric differences, 'check' says whether a candidate is the derivative."
)


def mcp(
    timeout: Annotated[
        float,
        Option("--timeout", metavar="S", parser=seconds, rich_help_panel=BOUNDS, help="Seconds for one call."),
    ] = 10.0,
    jobs: Annotated[
        int | None,
        Option(
            "--jobs",
            metavar="N",
            parser=count("--jobs"),
            rich_help_panel=BOUNDS,
            help="Calls answered at once. Default: the number of cores.",
        ),
    ] = None,
) -> int:
    """Serve derivative, value and check as tools of the Model Context Protocol, over standard input and output, until it ends.

    A call has 10 seconds and 2 GB, and formulas of 20,000 characters; one that takes more is an error, and the next is answered.
    """
    try:
        import anyio
        from mcp.server import Server  # noqa: F401
    except ImportError:
        raise missing_extra("this needs the mcp package", "mcp") from None
    anyio.run(_serve, timeout, jobs)
    return ExitStatus.DONE


async def _serve(limit: float, jobs: int | None) -> None:
    from mcp.server.stdio import stdio_server

    from symdiff.api.limited import Solver

    solver = Solver(jobs, _MEMORY)
    options = Options(timeout=None if limit == float("inf") else limit, limits=LIMITS)
    server = _server(solver, options)
    try:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
    finally:
        solver.close()


def _server(solver: Any, options: Options) -> Server[Any]:
    from anyio.to_thread import run_sync
    from mcp.server import Server
    from mcp_types import CallToolResult, ListToolsResult, TextContent, ToolAnnotations
    from mcp_types import Tool as Listed

    from symdiff import __version__
    from symdiff.cli.tools import TOOLS, called

    async def list_tools(context: ServerRequestContext[Any], asked: PaginatedRequestParams | None) -> ListToolsResult:
        harmless = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
        listed = [
            Listed(
                name=row.name,
                title=row.title,
                description=row.description,
                input_schema=row.schema,
                annotations=harmless,
            )
            for row in TOOLS
        ]
        return ListToolsResult(tools=listed)

    async def call_tool(context: ServerRequestContext[Any], asked: CallToolRequestParams) -> CallToolResult:
        tool = next((row for row in TOOLS if row.name == asked.name), None)
        if tool is None:
            words = (
                f"error[usage]: there is no tool named {asked.name!r}; they are {', '.join(row.name for row in TOOLS)}"
            )
            return CallToolResult(content=[TextContent(type="text", text=words)], is_error=True)
        answer = await run_sync(called, tool, asked.arguments or {}, solver, options)
        return CallToolResult(
            content=[TextContent(type="text", text=answer.text)],
            structured_content=answer.record,
            is_error=answer.failed,
        )

    return Server(
        "symdiff",
        version=__version__,
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
