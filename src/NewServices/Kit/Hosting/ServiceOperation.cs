using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.ServiceKit.Hosting;

/// <summary>A request that a hosted service answers.</summary>
/// <param name="Method">Its method, upper case.</param>
/// <param name="Path">Its path as the service's endpoint has it.</param>
public sealed record ServiceOperation(string Method, RoutePattern Path)
{
    /// <summary>What it takes and answers; null where its endpoint does not say.</summary>
    public EndpointContract? Contract { get; init; }

    /// <summary>Reads the operations from a service's endpoints, which are described and not run.</summary>
    /// <param name="map">Maps the endpoints.</param>
    public static IReadOnlyList<ServiceOperation> Of(Action<IEndpointRouteBuilder> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var described = new DescribedEndpoints();
        map(described);
        return
        [
            .. described.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().SelectMany(endpoint =>
                (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                    .Select(method => new ServiceOperation(method, endpoint.RoutePattern)
                    {
                        Contract = endpoint.Metadata.GetMetadata<EndpointContract>(),
                    })),
        ];
    }

    /// <summary>Returns whether every request of a route is one of these; HEAD is answered as GET.</summary>
    /// <param name="method">The route's method.</param>
    /// <param name="route">The route's path.</param>
    public bool Answers(string method, RoutePattern route)
    {
        ArgumentNullException.ThrowIfNull(route);
        if (Method != (method == "HEAD" ? "GET" : method))
            return false;
        var (own, asked) = (Path.PathSegments, route.PathSegments);
        for (var i = 0; i < own.Count; i++)
        {
            if (own[i].Parts is [RoutePatternParameterPart { IsCatchAll: true }])
                return true;
            if (i == asked.Count || !Takes(own[i], asked[i]))
                return false;
        }

        return own.Count == asked.Count;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Method} /{Path.RawText?.Trim('/')}";

    private static bool Takes(RoutePatternPathSegment own, RoutePatternPathSegment asked) => (own.Parts, asked.Parts) switch
    {
        (_, [RoutePatternParameterPart { IsCatchAll: true }]) => false,
        ([RoutePatternParameterPart], _) => true,
        ([RoutePatternLiteralPart one], [RoutePatternLiteralPart other]) =>
            one.Content.Equals(other.Content, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>Takes endpoints whose handlers ask for services that are not there; no handler is run.</summary>
    private sealed class DescribedEndpoints : IEndpointRouteBuilder, IServiceProvider, IServiceProviderIsService
    {
        private readonly IServiceProvider _services =
            new ServiceCollection().AddLogging().AddRouting().BuildServiceProvider();

        public IServiceProvider ServiceProvider => this;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public object? GetService(Type serviceType) =>
            serviceType == typeof(IServiceProviderIsService) ? this : _services.GetService(serviceType);

        public bool IsService(Type serviceType) => true;

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(this);
    }
}
