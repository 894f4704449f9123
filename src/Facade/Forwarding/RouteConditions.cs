using System.Collections.Immutable;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

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
            if (!Holds(request.Headers[name], value))
                return false;
        }

        return true;
    }

    private static bool Holds(Microsoft.Extensions.Primitives.StringValues found, string? wanted) =>
        found.Count > 0 && (wanted is null || found.Contains(wanted, StringComparer.Ordinal));
}
