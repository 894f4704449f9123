using System.Text.Json.Nodes;
using Hub.Facade.Addressing;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;

namespace Hub.Facade.Describing;

/// <summary>Writes OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html).</summary>
internal static class OpenApi
{
    /// <summary>The name of the security scheme of the hub's tokens.</summary>
    public const string Token = "hubToken";

    private const string Version = "3.1.1";

    /// <summary>The public contract: the plan's routes, whichever side answers them.</summary>
    /// <param name="plan">The plan served.</param>
    /// <param name="contract">What is known of its routes.</param>
    /// <param name="sees">Whose routes are told of.</param>
    /// <param name="server">Where they are called; null where the document itself is.</param>
    /// <param name="version">The contract's version, where the plan names none.</param>
    /// <param name="feeds">Whose feeds are told of; null for none.</param>
    /// <param name="contracts">What records of hosted services look like.</param>
    public static JsonObject OfRoutes(
        MigrationPlan plan, PublicContract contract, Func<CapabilityPlan, bool> sees, string? server, string version,
        Func<CapabilityPlan, bool>? feeds = null, IEnumerable<EntityContract>? contracts = null)
    {
        var capabilities = plan.Capabilities.Where(sees).ToList();
        var paths = new JsonObject();
        var all = capabilities.SelectMany(c => c.Routes.Select(r => (Capability: c, Route: r, Known: contract.Find(r.Id)))
                .Concat(c.Compositions.Select(o =>
                    (Capability: c, o.Route, Known: (RequestContract?)ComposedContract.Of(o, plan, contract, sees)))))
            .Select(r => (r.Capability, r.Route, r.Known, Template: PathTemplate.Of(r.Route.Match.Path)));
        foreach (var alike in all
            .GroupBy(r => r.Template.Shape, StringComparer.OrdinalIgnoreCase)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var names = alike.First().Template.Names;
            var item = new JsonObject();
            foreach (var routes in alike.GroupBy(r => r.Route.Match.Method, StringComparer.Ordinal))
                item[routes.Key.ToLowerInvariant()] = DescribedOperation.Of(
                    [.. routes.Select(r => (r.Capability, r.Route, r.Known))], names);
            paths[alike.First().Template.With(names)] = item;
        }

        var access = capabilities.Select(c => c.Access).ToHashSet();
        foreach (var capability in capabilities.Where(c => c.Link is not null && feeds?.Invoke(c) == true))
        {
            DescribedFeed.Add(paths, capability, contracts ?? [], isElsewhere: server is not null);
            access.Add(PublicAccess.Token);
        }

        var tags = capabilities.Select(c => new JsonObject { ["name"] = c.Name, ["description"] = $"Owner: {c.Owner}." });
        return Document(
            plan.Api.Title ?? "Public contract", plan, version, paths, tags, contract,
            access, server ?? "/", plan.Api.Description);
    }

    /// <summary>Every operation of the wrapped systems, in their own terms.</summary>
    public static JsonObject OfSystems(MigrationPlan plan, PublicContract contract, string version)
    {
        var paths = new JsonObject();
        foreach (var operation in contract.Operations)
            paths[$"/systems/{operation.System}/operations/{Uri.EscapeDataString(operation.Name)}"] = new JsonObject
            {
                ["post"] = DescribedOperation.Of(operation),
            };
        var tags = contract.Operations.Select(o => o.System).Distinct(StringComparer.Ordinal)
            .Select(s => new JsonObject
            {
                ["name"] = $"system {s}",
                ["description"] = $"Operations of {s} in its own terms, nothing mapped.",
            });
        return Document("Wrapped systems", plan, version, paths, tags, contract, [PublicAccess.Token], "/");
    }

    /// <summary>The hub's own API.</summary>
    /// <param name="paths">Its paths.</param>
    /// <param name="schemas">The schemas that they refer to.</param>
    public static JsonObject OfOwnSurface(JsonObject paths, JsonObject schemas)
    {
        schemas[DescribedOperation.Problem] = Problem();
        return new JsonObject
        {
            ["openapi"] = Version,
            ["info"] = new JsonObject { ["title"] = "The hub's own API", ["version"] = "1" },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { [Token] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject { [Token] = TokenScheme() },
            },
        };
    }

    private static JsonObject TokenScheme() => new()
    {
        ["type"] = "http",
        ["scheme"] = "bearer",
        ["description"] = "A token of the hub's: ./hub token create NAME.",
    };

    private static JsonObject Document(
        string title, MigrationPlan plan, string version, JsonObject paths, IEnumerable<JsonObject> tags, PublicContract contract,
        HashSet<PublicAccess> access, string server, string? description = null)
    {
        var schemas = new JsonObject { [DescribedOperation.Problem] = Problem() };
        Take(paths, contract.Schemas, schemas);
        var schemes = new JsonObject();
        if (access.Contains(PublicAccess.Token))
            schemes[Token] = TokenScheme();
        if (access.Contains(PublicAccess.Jwt))
            schemes["jwt"] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["bearerFormat"] = "JWT",
                ["description"] = "A token of the issuer that the plan trusts.",
            };
        var components = new JsonObject { ["schemas"] = schemas };
        if (schemes.Count > 0)
            components["securitySchemes"] = schemes;
        var info = new JsonObject { ["title"] = title, ["version"] = plan.Api.Version ?? version, ["x-hub-plan"] = plan.Hash };
        if (description is not null)
            info["description"] = description;
        return new JsonObject
        {
            ["openapi"] = Version,
            ["info"] = info,
            ["servers"] = new JsonArray(new JsonObject { ["url"] = server }),
            ["tags"] = new JsonArray([.. tags]),
            ["paths"] = paths,
            ["components"] = components,
        };
    }

    /// <summary>The schemas that are referred to and no others: who sees one route need not see another's.</summary>
    private static void Take(JsonNode? from, JsonObject all, JsonObject taken)
    {
        if (from is JsonArray entries)
            foreach (var entry in entries)
                Take(entry, all, taken);
        foreach (var (name, value) in from as JsonObject ?? [])
        {
            if (name != "$ref"
                || value is not JsonValue reference
                || reference.GetValue<string>()[PublicContract.SchemasPrefix.Length..] is not { } schema)
                Take(value, all, taken);
            else if (!taken.ContainsKey(schema) && all[schema] is { } found)
            {
                taken[schema] = found.DeepClone();
                Take(found, all, taken);
            }
        }
    }

    // RFC 9457, and what the hub adds to it.
    private static JsonObject Problem() => JsonNode.Parse("""
        {
          "type": "object",
          "required": ["type", "title", "status", "detail"],
          "properties": {
            "type": { "type": "string", "format": "uri-reference" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "errors": {
              "description": "The faults of the request, each with its path.",
              "type": "array",
              "items": {
                "type": "object",
                "required": ["path", "detail"],
                "properties": { "path": { "type": "string" }, "detail": { "type": "string" } }
              }
            },
            "externalReference": { "type": "string", "description": "What a write in doubt can be found by." },
            "lookup": { "type": "string", "description": "Where it can be looked up." },
            "fault": { "type": "object", "description": "The system's own fault: name, codes, detail." }
          }
        }
        """)!.AsObject();
}
