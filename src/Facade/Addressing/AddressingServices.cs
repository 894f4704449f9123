using Hub.Facade.Cors;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Facade.Addressing;

internal static class AddressingServices
{
    public static IServiceCollection AddAddressing(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, PathClaims.Policy>());
        return services
            .AddSingleton<PathClaims>()
            .AddSingleton<OtherMethods>()
            .AddSingleton<HubTokens>()
            .AddSingleton<NamedDestinations>()
            .AddSingleton<CorsAnswers>();
    }
}
