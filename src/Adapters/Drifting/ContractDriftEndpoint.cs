using Hub.Adapters.Serving;
using Hub.Platform.ContractDrift;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Adapters.Drifting;

/// <summary>Tells how systems differ from their contracts.</summary>
internal static class ContractDriftEndpoint
{
    public static void MapContractDrift(this IEndpointRouteBuilder systems) =>
        systems.MapGet("/drift", async (SystemAdapters adapters, ContractFindings findings) =>
        {
            var offered = (await findings.OfferedAsync()).ToDictionary(o => o.System, StringComparer.Ordinal);
            var seen = (await findings.ListAsync()).ToLookup(f => f.Finding.System, StringComparer.Ordinal);
            return TypedResults.Ok<IReadOnlyList<ContractDriftView>>(
            [
                .. adapters.All.Select(a => a.Definition.Name).Order(StringComparer.Ordinal).Select(name => new ContractDriftView(
                    name, offered.GetValueOrDefault(name)?.AskedAt, offered.GetValueOrDefault(name)?.Problem,
                    [.. seen[name].Select(ContractFindingView.Of)])),
            ]);
        })
        .WithSummary("Tells how wrapped systems differ from their contracts in the plan.");
}
