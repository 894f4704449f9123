using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Addressing;

/// <summary>
/// Finds every endpoint that answers a path, whatever the method: for 405, OPTIONS, and other spellings of a route's path.
/// The matching is ASP.NET Core's, over the same patterns, hosts and conditions without their methods.
/// </summary>
internal sealed class PathClaims
{
    private readonly Lazy<RequestDelegate> _match;
    private ICollection<EndpointDataSource> _sources = [];

    // Built on the first request that needs it, when all endpoints are mapped.
    public PathClaims(IServiceProvider services) => _match = new(() => Build(services));

    /// <summary>Takes over the application's endpoints.</summary>
    public void Over(ICollection<EndpointDataSource> sources) => _sources = sources;

    /// <inheritdoc cref="FindAsync(HttpContext, string)" />
    public ValueTask<IReadOnlyList<PathClaim>> FindAsync(HttpContext context) =>
        FindAsync(context, context.Request.Path.Value ?? "");

    /// <summary>Returns what claims a path for this request's host, query and headers, the most specific first.</summary>
    public async ValueTask<IReadOnlyList<PathClaim>> FindAsync(HttpContext context, string path) =>
        await FindAlikeAsync(context, path) is { Count: > 0 } found ? [.. found.Where(c => !c.IsNarrowed)] : [];

    /// <summary>
    /// Returns what claims a path as <see cref="FindAsync(HttpContext, string)"/> does, and the claims whose own path becomes
    /// this one by <see cref="LookAlikes.Narrow"/>.
    /// </summary>
    public async ValueTask<IReadOnlyList<PathClaim>> FindAlikeAsync(HttpContext context, string path)
    {
        var match = _match.Value;
        var (endpoint, own) = (context.GetEndpoint(), context.Request.Path);
        context.SetEndpoint(null);
        // Never by conversion from text, which would decode it once more.
        context.Request.Path = new PathString(path);
        try
        {
            await match(context);
        }
        finally
        {
            context.Request.Path = own;
            context.SetEndpoint(endpoint);
        }

        if (context.Features.Get<Found>() is not { } found)
            return [];
        context.Features.Set<Found>(null);
        return found.Claims;
    }

    private RequestDelegate Build(IServiceProvider services)
    {
        var builder = new ApplicationBuilder(services);
        builder.UseRouting();
        builder.UseEndpoints(endpoints => endpoints.DataSources.Add(new AnyMethod(_sources)));
        builder.Run(_ => Task.CompletedTask);
        return builder.Build();
    }

    private sealed record Found(IReadOnlyList<PathClaim> Claims);

    /// <summary>The endpoints without their methods.</summary>
    private sealed class AnyMethod(ICollection<EndpointDataSource> sources) : EndpointDataSource
    {
        public override IReadOnlyList<Endpoint> Endpoints =>
            [.. sources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().SelectMany(WithoutMethods)];

        public override IChangeToken GetChangeToken() => new CompositeChangeToken([.. sources.Select(s => s.GetChangeToken())]);

        private static IEnumerable<RouteEndpoint> WithoutMethods(RouteEndpoint endpoint)
        {
            if (PathClaim.Of(endpoint) is not { } claim)
                yield break;
            yield return Claiming(endpoint.RoutePattern, claim);
            if (NarrowedPattern.Of(endpoint.RoutePattern) is { } narrowed)
                yield return Claiming(narrowed, claim with { IsNarrowed = true });

            RouteEndpoint Claiming(RoutePattern pattern, PathClaim metadata) => new(
                _ => Task.CompletedTask, pattern, endpoint.Order,
                new(new object?[]
                {
                    metadata, endpoint.Metadata.GetMetadata<HostAttribute>(), endpoint.Metadata.GetMetadata<RouteConditions>(),
                }.OfType<object>()),
                endpoint.DisplayName);
        }
    }

    /// <summary>Keeps all candidates, and lets none of them be chosen.</summary>
    internal sealed class Policy : MatcherPolicy, IEndpointSelectorPolicy
    {
        // Behind the policies that look at hosts, queries and headers.
        public override int Order => 1000;

        public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
            endpoints.Any(e => e.Metadata.GetMetadata<PathClaim>() is not null);

        public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
        {
            var claims = new List<PathClaim>();
            for (var i = 0; i < candidates.Count; i++)
            {
                if (!candidates.IsValidCandidate(i))
                    continue;
                claims.Add(candidates[i].Endpoint.Metadata.GetMetadata<PathClaim>()!);
                candidates.SetValidity(i, value: false);
            }

            if (claims.Count > 0)
                httpContext.Features.Set(new Found(claims));
            return Task.CompletedTask;
        }
    }
}
