/* api/http/routes.c - the list of all routes, from resources/resources.def. */
#include "api/http/router.h"

#define DK_ROUTE(name) extern const dk_route dk_route_##name;
#include "api/http/resources/resources.def"
#undef DK_ROUTE

const dk_route *const dk_routes[] = {
#define DK_ROUTE(name) &dk_route_##name,
#include "api/http/resources/resources.def"
#undef DK_ROUTE
};

const size_t dk_n_routes = sizeof dk_routes / sizeof *dk_routes;
