using Microsoft.Extensions.DependencyInjection;

namespace Hub.ServiceKit.Hosting;

/// <summary>
/// How the hub finds a service in an assembly of its own: a public type with a constructor without parameters. Assemblies come
/// from the folders that <c>HUB_SERVICES</c> names.
/// </summary>
public interface IServiceModule
{
    /// <summary>The record of the service and the requests that it answers.</summary>
    EntityContract Contract { get; }

    /// <summary>Adds the service.</summary>
    IServiceCollection Add(IServiceCollection services);
}
