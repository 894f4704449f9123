using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hub.ServiceKit.Requests;

/// <summary>
/// Refuses query parameters that an endpoint does not take, or takes once and is given twice. Goes on a group; an endpoint
/// takes those that <see cref="QueryFilterMetadata"/> names, and none without it.
/// </summary>
public sealed class QueryFilter : IEndpointFilter
{
    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.HttpContext;
        if (!http.Request.QueryString.HasValue)
            return next(context);
        var taken = http.GetEndpoint()?.Metadata.GetMetadata<QueryTaken>() ?? QueryTaken.None;
        if (taken.ByEndpoint)
            return next(context);
        var faults = QueryNames.FindFaults(http.Request.Query, taken.Names, http.Features.Get<SideRequest>()?.RouteQuery)
            .Where(f => !taken.Repeated.Any(r => f.Path.Equals($"query.{r}", StringComparison.OrdinalIgnoreCase)))
            .ToList();
        return faults.Count == 0 ? next(context) : ValueTask.FromResult<object?>(
            new Problem(StatusCodes.Status400BadRequest, Problem.HasFaults) { Errors = faults, NothingDone = true });
    }
}

/// <summary>Which query parameters an endpoint takes.</summary>
/// <param name="Names">Their names.</param>
/// <param name="Repeated">Those of them that may be given more than once.</param>
public sealed record QueryTaken(IReadOnlyList<string> Names, IReadOnlyList<string> Repeated)
{
    /// <summary>Whether the endpoint checks its query itself; the names are told only.</summary>
    public bool ByEndpoint { get; init; }

    /// <summary>None at all.</summary>
    public static QueryTaken None { get; } = new([], []);
}

/// <summary>How an endpoint says which query parameters it takes.</summary>
public static class QueryFilterMetadata
{
    /// <summary>Takes these query parameters, each at most once.</summary>
    public static TBuilder TakesQuery<TBuilder>(this TBuilder endpoint, params string[] names)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new QueryTaken(names, []));

    /// <summary>Takes these query parameters, some of them any number of times.</summary>
    public static TBuilder TakesQuery<TBuilder>(this TBuilder endpoint, string[] names, string[] repeated)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new QueryTaken([.. names, .. repeated], repeated));

    /// <summary>Checks its query itself.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="names">What it takes, for whoever describes it.</param>
    public static TBuilder ReadsQuery<TBuilder>(this TBuilder endpoint, params string[] names)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new QueryTaken(names, []) { ByEndpoint = true });
}
