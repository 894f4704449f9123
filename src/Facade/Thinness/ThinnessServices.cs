using Hub.Platform.Jobs;
using Hub.Platform.Kept;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Thinness;

internal static class ThinnessServices
{
    public static IServiceCollection AddThinness(this IServiceCollection services) => services
        .AddSingleton<ThinnessDays>()
        .AddSingleton<Deletables>()
        .AddSingleton(new KeptTable("daily counts of thinness", "thinness", "measure", "forgotten after three years"))
        .AddJob<ThinnessJob>("thinness", "Counts what the hub still carries, for the line over time.", "0 41 23 * * ?");
}
