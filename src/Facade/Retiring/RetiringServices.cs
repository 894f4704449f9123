using Hub.Platform.Jobs;
using Hub.Platform.Kept;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Retiring;

internal static class RetiringServices
{
    public static IServiceCollection AddRetiring(this IServiceCollection services) => services
        .AddSingleton<CallersOfLegacy>()
        .AddHostedService<CallersWriter>()
        .AddSingleton(new KeptTable(
            "callers of legacy sides", "legacy_callers", "route",
            $"{CallersOfLegacy.Most} of a route at most; forgotten 400 days after the last request"))
        .AddJob<CallersPruning>(
            "callers-pruning", "Forgets callers of legacy sides who have not come for 400 days.", "0 3 4 * * ?");
}
