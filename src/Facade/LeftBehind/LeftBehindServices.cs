using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.LeftBehind;

internal static class LeftBehindServices
{
    public static IServiceCollection AddLeftBehind(this IServiceCollection services) => services
        .AddSingleton<LeftBehindWrites>()
        .AddSingleton<WaitingForSync>()
        .AddHostedService<ComparingLeftBehind>();
}
