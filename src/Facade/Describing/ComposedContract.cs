using System.Text.Json.Nodes;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Facade.Describing;

/// <summary>What a composition takes and answers, from the contracts of the routes that it asks.</summary>
internal static class ComposedContract
{
    /// <summary>Describes a composition.</summary>
    /// <param name="composition">The composition.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="contract">What is known of the routes.</param>
    /// <param name="sees">Whose routes the reader may read of; of others a part may be anything.</param>
    public static RequestContract Of(
        CompositionPlan composition, MigrationPlan plan, PublicContract contract, Func<CapabilityPlan, bool> sees)
    {
        var path = RoutePatternFactory.Parse(composition.Route.Match.Path).Parameters.Select(p => p.Name);
        var members = new JsonObject();
        foreach (var part in composition.Parts)
            members[part.Name] = SchemaOf(part, plan, contract, sees);
        members["_parts"] = Missing();
        var body = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = members,
            ["required"] = new JsonArray([.. members.Select(m => JsonValue.Create(m.Key))]),
        };
        return new RequestContract
        {
            Parameters =
            [
                .. path.Select(name => new ParameterContract("path", name, Text(), Required: true)),
                .. composition.Takes.Select(name => new ParameterContract("query", name, Text(), Required: false)),
            ],
            Answers =
            [
                new(StatusCodes.Status200OK, "The parts. One that is missing is null, and _parts says why.", body),
                new(StatusCodes.Status504GatewayTimeout, "A part is missing without which there is no answer; it is named."),
            ],
            Tagged = true,
        };
    }

    private static JsonNode SchemaOf(
        PartPlan part, MigrationPlan plan, PublicContract contract, Func<CapabilityPlan, bool> sees)
    {
        var route = plan.Routes.First(r => r.Id == part.Route);
        var known = sees(route.Capability) ? SchemaFields.AnswersOf(contract.Find(route.Id)) : null;
        if (known is not { Count: > 0 })
            return new JsonObject();
        if (part.Key is { } key)
            known =
            [
                .. known.SelectMany(k =>
                    SchemaFields.Find(k, key.Steps[..(key.Steps.LastIndexOf(PartField.Each) + 1)], contract)),
            ];
        if (known.Count == 0)
            return new JsonObject();
        if (part.Each is not null)
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = OrNull(known) };
        return part.Optional ? OrNull(known) : DescribedOperation.Either(known);
    }

    private static JsonNode OrNull(List<JsonObject> schemas) =>
        DescribedOperation.Either([.. schemas, new JsonObject { ["type"] = "null" }]);

    private static JsonObject Missing() => new()
    {
        ["type"] = "object",
        ["description"] = "What is missing or old, by part: why, which side was asked, and how many seconds old it is.",
        ["additionalProperties"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["reason"] = Text(),
                ["status"] = new JsonObject { ["type"] = "integer" },
                ["side"] = Text(),
                ["age"] = new JsonObject { ["type"] = "integer" },
                ["keys"] = new JsonObject { ["type"] = "object" },
            },
        },
    };

    private static JsonObject Text() => new() { ["type"] = "string" };
}
