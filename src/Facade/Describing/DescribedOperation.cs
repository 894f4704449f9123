using System.Text.Json.Nodes;
using Hub.Facade.Addressing;
using Hub.Platform.Describing;
using Hub.Platform.Idempotency;
using Hub.Platform.Plan;

namespace Hub.Facade.Describing;

/// <summary>
/// One operation of the document: all routes that claim the same method and path, told apart by what else they ask.
/// </summary>
internal static class DescribedOperation
{
    public const string Problem = "hub.Problem";

    /// <param name="routes">The routes, with what is known of each.</param>
    /// <param name="names">What the path's parameters are called in the document.</param>
    public static JsonObject Of(
        IReadOnlyList<(CapabilityPlan Capability, RoutePlan Route, RequestContract? Known)> routes, IReadOnlyList<string> names)
    {
        var (capability, first, _) = routes[0];
        var ids = routes.Select(r => r.Route.Id).ToList();
        var operation = new JsonObject
        {
            ["operationId"] = first.Id,
            ["summary"] = string.Join(" · ", routes.Select(r => r.Route.Summary ?? r.Route.Id).Distinct(StringComparer.Ordinal)),
            ["tags"] = new JsonArray(capability.Name),
            ["parameters"] = new JsonArray([.. Parameters(routes, names)]),
            ["responses"] = Responses([.. routes.Select(r => r.Known)], first.IsWrite),
            ["security"] = Security(capability.Access),
            ["x-hub-routes"] = new JsonArray([.. ids.Select(i => JsonValue.Create(i))]),
        };
        if (Description(routes) is { Length: > 0 } description)
            operation["description"] = description;
        if (first.Match.Method is "POST" or "PUT" or "PATCH" && Body([.. routes.Select(r => r.Known)]) is { } body)
            operation["requestBody"] = body;
        return operation;
    }

    // Of several routes each says which one it is about.
    private static string Description(
        IReadOnlyList<(CapabilityPlan Capability, RoutePlan Route, RequestContract? Known)> routes) =>
        string.Join("\n\n", routes.Where(r => r.Route.Description is not null)
            .Select(r => routes.Count == 1 ? r.Route.Description!.Trim() : $"{r.Route.Id}: {r.Route.Description!.Trim()}")
            .Concat(routes[0].Capability.Access == PublicAccess.Forward
                ? ["The caller's own credentials pass on to the side that answers."]
                : []));

    /// <summary>Any operation of a wrapped system.</summary>
    public static JsonObject Of(OperationContract operation) => new()
    {
        ["operationId"] = $"systems.{operation.System}.{operation.Name}",
        ["summary"] = $"{operation.System}.{operation.Name}",
        ["description"] = operation.Writes
            ? "May change something: takes a token of role operator (approver where the system serves zone inside), "
                + "and is audited."
            : "Only reads: takes a token of role viewer.",
        ["tags"] = new JsonArray($"system {operation.System}"),
        ["parameters"] = new JsonArray(),
        ["requestBody"] = Body([operation.Request]),
        ["responses"] = Responses([operation.Request], operation.Writes),
        ["security"] = Security(PublicAccess.Token),
    };

    private static JsonArray Security(PublicAccess access) => access switch
    {
        PublicAccess.Token => [new JsonObject { [OpenApi.Token] = new JsonArray() }],
        PublicAccess.Jwt => [new JsonObject { ["jwt"] = new JsonArray() }],
        _ => [],
    };

    private static IEnumerable<JsonObject> Parameters(
        IReadOnlyList<(CapabilityPlan Capability, RoutePlan Route, RequestContract? Known)> routes, IReadOnlyList<string> names)
    {
        var found = new List<(ParameterContract Parameter, string? Description)>();
        foreach (var (capability, route, known) in routes)
        {
            var own = PathTemplate.Of(route.Match.Path).Names;
            for (var i = 0; i < names.Count; i++)
                found.Add((new ParameterContract("path", names[i], Known(known, "path", own[i]), Required: true), null));
            found.AddRange((known?.Parameters ?? []).Where(p => p.In != "path").Select(p => (p, (string?)null)));
            found.AddRange(Conditions("query", route.Match.Query, known, route.Id));
            found.AddRange(Conditions("header", route.Match.Headers, known, route.Id));
            foreach (var source in capability.Cohort?.Sources.Where(s =>
                s.Kind is CohortSourceKind.Header or CohortSourceKind.Query) ?? [])
                found.Add((
                    new ParameterContract(source.Kind.ToString().ToLowerInvariant(), source.Name, Text(), Required: false),
                    $"{capability.Cohort!.Key}: requests with the same one are answered by the same side."));
            if (route.IsWrite)
                found.Add((
                    new ParameterContract("header", IdempotentWrites.Header, Text(), Required: false),
                    "With the same one a repeated request has one effect and one answer, for a day."));
            if (known?.Tagged == true)
            {
                var header = route.IsWrite ? "If-Match" : "If-None-Match";
                found.Add((new ParameterContract("header", header, Text(), Required: false), "An entity tag, as ETag gave it."));
            }
        }

        // Required is what every route of them requires.
        return found.GroupBy(f => (f.Parameter.In, f.Parameter.Name.ToUpperInvariant())).Select(g => Parameter(
            g.First().Parameter with
            {
                Required = g.First().Parameter.In == "path" || (g.Any(f => f.Parameter.Required) && routes.Count == 1),
            },
            g.Select(f => f.Description).OfType<string>().FirstOrDefault(),
            g.Select(f => f.Parameter.Schema).FirstOrDefault(s => s.Count > 0) ?? []));
    }

    private static JsonObject Parameter(ParameterContract parameter, string? description, JsonObject schema)
    {
        var json = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.In,
            ["required"] = parameter.Required,
            ["schema"] = schema.DeepClone(),
        };
        if (description is not null)
            json["description"] = description;
        return json;
    }

    private static IEnumerable<(ParameterContract Parameter, string? Description)> Conditions(
        string source, IEnumerable<KeyValuePair<string, string?>> conditions, RequestContract? known, string route) =>
        conditions.Select(c => (
            new ParameterContract(
                source, c.Key,
                c.Value is { } value
                    ? new JsonObject { ["type"] = "string", ["enum"] = new JsonArray(value) }
                    : Known(known, source, c.Key),
                Required: true),
            (string?)$"Makes it {route}."));

    private static JsonObject Known(RequestContract? known, string source, string name) =>
        known?.Parameters.FirstOrDefault(p => p.In == source && p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Schema
            ?? Text();

    private static JsonObject Text() => new() { ["type"] = "string" };

    // What nobody knows is any object; what is known to take no body has none.
    private static JsonObject? Body(IReadOnlyList<RequestContract?> known)
    {
        if (known.All(k => k is { Body: null }))
            return null;
        var schemas = known
            .Select(k => k is null ? new JsonObject { ["type"] = "object" } : k.Body)
            .OfType<JsonObject>()
            .ToList();
        return new JsonObject
        {
            ["required"] = known.All(k => k?.Body is not null),
            ["content"] = Content("application/json", Either(schemas)),
        };
    }

    private static JsonObject Responses(IReadOnlyList<RequestContract?> known, bool writes)
    {
        var responses = new JsonObject();
        foreach (var answers in known.SelectMany(k => k?.Answers ?? [new AnswerContract(200, "The answer of the side.", [])])
                     .GroupBy(a => a.Status).OrderBy(g => g.Key))
        {
            var description = string.Join(" ", answers.Select(a => a.Description).Distinct(StringComparer.Ordinal));
            var response = new JsonObject { ["description"] = description };
            if (answers.Key >= 400)
                response["content"] = ProblemContent();
            else if (answers.Select(a => a.Schema).OfType<JsonObject>().ToList() is { Count: > 0 } schemas)
                response["content"] = Content("application/json", Either(schemas));
            if (answers.Key is < 300 and not 204 && known.Any(k => k?.Tagged == true))
                response["headers"] = new JsonObject { ["ETag"] = new JsonObject { ["schema"] = Text() } };
            responses[$"{answers.Key}"] = response;
        }

        foreach (var status in known.Any(k => k?.Tagged == true) ? [writes ? 412 : 304] : Array.Empty<int>())
            responses[$"{status}"] ??= status == 304
                ? new JsonObject { ["description"] = "The answer is the one that If-None-Match names." }
                : new JsonObject
                {
                    ["description"] = "The record is not the one that If-Match names; read it again.",
                    ["content"] = ProblemContent(),
                };
        if (known.Any(k => k is not null))
            responses["400"] ??= new JsonObject
            {
                ["description"] = "The request has faults, each with its path. A query parameter that is not listed here, or is "
                    + "given more than once, is one: nothing is ignored.",
                ["content"] = ProblemContent(),
            };
        responses["default"] = new JsonObject { ["description"] = "Any other failure.", ["content"] = ProblemContent() };
        return responses;
    }

    internal static JsonObject ProblemContent() =>
        Content("application/problem+json", new JsonObject { ["$ref"] = PublicContract.SchemasPrefix + Problem });

    internal static JsonObject Content(string type, JsonNode schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    internal static JsonNode Either(List<JsonObject> schemas)
    {
        var different = schemas.DistinctBy(s => s.ToJsonString(), StringComparer.Ordinal).Select(s => s.DeepClone()).ToArray();
        return different.Length == 1 ? different[0] : new JsonObject { ["anyOf"] = new JsonArray(different) };
    }
}
