using Hub.Facade.CanaryShare;
using Hub.Facade.Evidence;
using Hub.Facade.Rules;
using Hub.Platform.Jobs;
using Hub.Platform.Kept;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Shadowing;

internal static class ShadowingServices
{
    public static IServiceCollection AddShadowing(this IServiceCollection services) => services
        .AddSingleton<AcceptedRules>()
        .AddSingleton<RouteRules>()
        .AddSingleton<RouteEvidence>()
        .AddSingleton<DifferenceExamples>()
        .AddSingleton<CanaryKeys>()
        .AddSingleton<ShadowFindings>()
        .AddSingleton<ShadowedRequests>()
        .AddSingleton<DryRuns>()
        .AddSingleton<ComparedSides>()
        .AddSingleton<ShadowBudgets>()
        .AddSingleton<ShadowShares>()
        .AddHostedService<SharingShadows>()
        .AddHostedService<EvidenceWriter>()
        .AddHostedService<AskingTheOtherSide>()
        .AddSingleton(new KeptTable("rules of comparing", "comparing_rule", "route", "forgotten 30 days after their end"))
        .AddSingleton(new KeptTable("examples of differences, masked", "difference_example", "route", "forgotten after 30 days"))
        .AddSingleton(new KeptTable(
            "hashes of keys seen at canary", "canary_keys", "route", "4,096 for each node, forgotten after 30 days"))
        .AddSingleton(new KeptTable("counts of evidence", "route_evidence", "route", "forgotten after 30 days"))
        .AddJob<RulesThatEnd>("rules-that-end", "Tells webhooks of rules of comparing that end.", "0 5 * * * ?")
        .AddJob<EvidencePruning>("evidence-pruning", "Forgets what was measured of routes 30 days ago.", "0 57 3 * * ?");
}
