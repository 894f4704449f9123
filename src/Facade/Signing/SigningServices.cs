using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Signing;

internal static class SigningServices
{
    public static IServiceCollection AddSigning(this IServiceCollection services) =>
        services.AddSingleton<PublishedKeys>().AddSingleton<HubSigningKey>();
}
