using Hub.Platform.Kept;
using Hub.Platform.Plan;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Gating;

internal static class GatingServices
{
    public static IServiceCollection AddGating(this IServiceCollection services) => services
        .AddSingleton<IPlanRule, GatesAreReachable>()
        .AddSingleton<GateRight>()
        .AddSingleton<GateJudge>()
        .AddSingleton<EvidenceDocuments>()
        .AddSingleton(new KeptTable("documents of evidence", "evidence_document", "route", "one for each shift past a gate"));
}
