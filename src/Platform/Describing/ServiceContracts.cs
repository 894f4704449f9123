using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Platform.Describing;

/// <summary>
/// Describes the routes that no legacy side answers, by what the hosted service says of its endpoints. The contract of every
/// other route is the adapter's mapping, which both sides keep.
/// </summary>
internal sealed class ServiceContracts(IEnumerable<EntityContract> contracts) : IContractSource
{
    private readonly ILookup<string, EntityContract> _contracts = contracts.ToLookup(c => c.Side, StringComparer.Ordinal);

    public void Describe(MigrationPlan plan, PublicContract contract)
    {
        foreach (var route in plan.Routes.Where(r => !r.HasLegacy))
        {
            var path = RoutePatternFactory.Parse(route.Match.Path);
            if (_contracts[route.New!.Name.ToString()].SelectMany(c => c.Operations)
                .FirstOrDefault(o => o.Answers(route.Match.Method, path))?.Contract is { } known)
                contract.Add(route.Id, Of(known, path));
        }
    }

    private static RequestContract Of(EndpointContract known, RoutePattern path) => new()
    {
        Parameters =
        [
            .. path.Parameters.Select(p => new ParameterContract(
                "path", p.Name, new JsonObject { ["type"] = "string" }, Required: true)),
            .. known.Query.Select(q => new ParameterContract("query", q.Key, q.Value, Required: false)),
        ],
        Body = known.Body,
        Answers =
        [
            new AnswerContract(known.Status, known.Description, known.Answer),
            .. known.Refusals.Select(r => new AnswerContract(r.Key, r.Value)),
        ],
        Tagged = known.Tagged,
    };
}
