using System.Collections.Immutable;
using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Addressing;

/// <summary>Query parameters and headers that a request must carry for a route to claim it.</summary>
internal sealed record RouteConditions(
    ImmutableArray<KeyValuePair<string, string?>> Query,
    ImmutableArray<KeyValuePair<string, string?>> Headers)
{
    public int Count => Query.Length + Headers.Length;

    public static RouteConditions? Of(RouteMatch match) =>
        match.Query.Length + match.Headers.Length > 0 ? new RouteConditions(match.Query, match.Headers) : null;

    public bool Hold(HttpRequest request)
    {
        foreach (var (name, value) in Query)
        {
            if (!Holds(request.Query[name], value))
                return false;
        }

        foreach (var (name, value) in Headers)
        {
            if (!Holds(request.Headers[name], value, isHeader: true))
                return false;
        }

        return true;
    }

    private static bool Holds(StringValues found, string? wanted, bool isHeader = false) =>
        found.Count > 0
        && (wanted is null
            || found.Contains(wanted, StringComparer.Ordinal)
            || (isHeader && found.Any(f => HeaderText.Of(f) == wanted)));
}
