"""Four routes. What each of them needs shows itself at another time."""

import importlib
from importlib import resources

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route

from tern_shop.ratings import mean_rating

RATINGS = [5.0, 4.0, 5.0, 3.0, 5.0]


async def product(request):
    """The page: needs a file that is no module."""
    page = resources.files("tern_shop").joinpath("product.html").read_text(encoding="utf-8")
    return HTMLResponse(page.replace("{rating}", f"{mean_rating(RATINGS):.1f}"))


def stock(request):
    """A function without async: Starlette runs it in a thread, with anyio."""
    return JSONResponse({"sku": request.path_params["sku"], "stock": 12})


async def export(request):
    """The module is named by the request."""
    module = importlib.import_module(f"tern_shop.export_{request.path_params['kind']}")
    return PlainTextResponse(module.export(RATINGS))


async def health(request):
    """Needs nothing."""
    return JSONResponse({"status": "ok"})


app = Starlette(
    routes=[
        Route("/product", product),
        Route("/stock/{sku}", stock),
        Route("/export/{kind}", export),
        Route("/health", health),
    ]
)
