using Hub.Facade.Explaining;
using Hub.Platform.Plan;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Composing;

/// <summary>Adds what composes answers of several routes'.</summary>
internal static class ComposingServices
{
    public static IServiceCollection AddComposing(this IServiceCollection services) => services
        .AddSingleton<LastKnownAnswers>()
        .AddSingleton<PartCalls>()
        .AddSingleton<RecentCompositions>()
        .AddSingleton<ComposedEndpoints>()
        .AddSingleton<IPlanPart>(provider => provider.GetRequiredService<ComposedEndpoints>());
}
