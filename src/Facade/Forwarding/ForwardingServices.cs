using Hub.Facade.Addressing;
using Hub.Facade.Hops;
using Hub.Facade.Measuring;
using Hub.Facade.Protecting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Forwarder;

namespace Hub.Facade.Forwarding;

internal static class ForwardingServices
{
    public static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        // The forwarder and the transform builder; the hub maps its own endpoints.
        services.AddReverseProxy();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, RouteConditionPolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, FirstClaimPolicy>());
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<LinearRegexConstraint>("regex"));
        return services
            .AddMetrics()
            .AddSingleton<RouteTelemetry>()
            .AddSingleton<RequestIds>()
            .AddSingleton<HubsPassed>()
            .AddSingleton<SideTransforms>()
            .AddSingleton<SideConnections>()
            .AddSingleton<HttpSides>()
            .AddSingleton<AnswerCompression>()
            .AddSingleton<HostedDoor>()
            .AddSingleton<SideRequests>()
            .AddSingleton<Destinations>()
            .AddSingleton<ProtectionTelemetry>()
            .AddHostedService<HealthProbes>()
            .AddSingleton<RouteTraffic>()
            .AddSingleton<EndpointTrial>();
    }
}
