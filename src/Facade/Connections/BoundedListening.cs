using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Facade.Connections;

/// <summary>Bounds the connections that the hub takes and opens.</summary>
public static class BoundedListening
{
    /// <summary>Bounds the connections taken and opened; each endpoint needs <see cref="BoundConnections"/> as well.</summary>
    public static IServiceCollection AddBoundedListening(this IServiceCollection services, ConnectionBounds bounds) =>
        services.AddSingleton(bounds).AddSingleton<IConnectionListenerFactory, PacedListening>();

    /// <summary>Bounds the connections taken at an endpoint, by the <see cref="ConnectionBounds"/> registered.</summary>
    public static void BoundConnections(this ListenOptions endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.Use(endpoint.ApplicationServices.GetRequiredService<CallerPlaces>().Around);
    }

    internal static IServiceCollection AddConnectionBounds(this IServiceCollection services)
    {
        services.TryAddSingleton(ConnectionBounds.None);
        return services.AddSingleton<CallerPlaces>().AddSingleton<SidePlaces>();
    }
}
