using System.Text.Json.Nodes;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;

namespace Hub.Facade.Describing;

/// <summary>The feed and the agreed records of a linked entity (docs/feed.md), as paths of the document.</summary>
internal static class DescribedFeed
{
    private const string Gone =
        "The cursor is not good any more: begin again at the start, and drop the records that are not told.";

    /// <summary>Adds the paths of a capability's link, where it has one.</summary>
    /// <param name="paths">Takes them.</param>
    /// <param name="capability">The capability.</param>
    /// <param name="contracts">What records of hosted services look like.</param>
    /// <param name="isElsewhere">Whether the document's server is another one than that which tells feeds.</param>
    public static void Add(
        JsonObject paths, CapabilityPlan capability, IEnumerable<EntityContract> contracts, bool isElsewhere)
    {
        if (capability.Link is not { } link)
            return;
        var known = link.KeepsHashOnly
            ? null
            : contracts.FirstOrDefault(c => c.Side == link.New.ToString() && c.Entity == capability.Name)?.Schema;
        JsonObject Record() => known is null ? new JsonObject { ["type"] = "object" } : InlinedSchema.Of(known);
        var name = Uri.EscapeDataString(capability.Name);
        Put($"/hub/feed/{name}", Read(
            capability, "feed", $"Changes of {capability.Name} that both sides agree on, as CloudEvents",
            [Query("after", "The cursor that the page begins behind."), Limit(), Query("wait", "How long to wait, such as 30s.")],
            new JsonObject
            {
                ["application/cloudevents-batch+json"] = new JsonObject
                {
                    ["schema"] = new JsonObject { ["type"] = "array", ["items"] = Event(Record()) },
                },
                ["text/event-stream"] = new JsonObject { ["schema"] = Text() },
            },
            (410, Gone)));
        Put($"/hub/records/{name}", Read(
            capability, "records", $"Records of {capability.Name} as both sides agree on them; fields of a record are filters",
            [
                Query("after", "'next' of the page before."), Limit(),
                Query("changedSince", "A time, or how long ago, such as 2h."),
            ],
            Json(Object(
                ("records", new JsonObject { ["type"] = "array", ["items"] = Agreed(Record()) }),
                ("next", new JsonObject { ["type"] = new JsonArray("string", "null") })))));
        Put($"/hub/records/{name}/{{key}}", Read(
            capability, "record", $"One record of {capability.Name} as both sides agree on it",
            [Parameter("path", "key", "The record's key on the new side.", Text())],
            Json(Agreed(Record())),
            (404, "Both sides agree on no such record.")));

        void Put(string path, JsonObject operation)
        {
            var item = new JsonObject { ["get"] = operation };
            if (isElsewhere)
                item["servers"] = new JsonArray(new JsonObject { ["url"] = "/" });
            paths[path] = item;
        }
    }

    private static JsonObject Read(
        CapabilityPlan capability, string id, string summary, JsonArray parameters, JsonObject content,
        params (int Status, string Description)[] faults)
    {
        var responses = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "What was asked for.", ["content"] = content },
        };
        foreach (var (status, description) in faults)
            responses[$"{status}"] = new JsonObject
            {
                ["description"] = description,
                ["content"] = new JsonObject
                {
                    ["application/problem+json"] = new JsonObject
                    {
                        ["schema"] = new JsonObject { ["$ref"] = PublicContract.SchemasPrefix + DescribedOperation.Problem },
                    },
                },
            };
        return new JsonObject
        {
            ["operationId"] = $"{capability.Name}.{id}",
            ["summary"] = summary,
            ["description"] = $"Takes a token of role consumer whose scope covers {capability.Name}.",
            ["tags"] = new JsonArray(capability.Name),
            ["parameters"] = parameters,
            ["responses"] = responses,
            ["security"] = new JsonArray(new JsonObject { [OpenApi.Token] = new JsonArray() }),
            ["x-hub-routes"] = new JsonArray(),
        };
    }

    private static JsonObject Event(JsonObject record) => Object(
        ("specversion", Text()), ("id", Text()), ("source", Text()), ("type", Text()), ("subject", Text()),
        ("time", new JsonObject { ["type"] = "string", ["format"] = "date-time" }), ("side", Text()), ("sequence", Text()),
        ("cursor", Text()), ("datacontenttype", Text()), ("data", record));

    private static JsonObject Agreed(JsonObject record) => Object(
        ("key", Text()), ("side", Text()), ("changedAt", new JsonObject { ["type"] = "string", ["format"] = "date-time" }),
        ("ageSeconds", new JsonObject { ["type"] = "integer" }), ("data", record));

    private static JsonObject Json(JsonObject schema) =>
        new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Object(params (string Name, JsonObject Schema)[] members)
    {
        var properties = new JsonObject();
        foreach (var (name, schema) in members)
            properties[name] = schema;
        return new JsonObject { ["type"] = "object", ["properties"] = properties };
    }

    private static JsonObject Limit() => Parameter(
        "query", "limit", "At most so many.", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 1000 });

    private static JsonObject Query(string name, string description) => Parameter("query", name, description, Text());

    private static JsonObject Parameter(string where, string name, string description, JsonObject schema) => new()
    {
        ["name"] = name,
        ["in"] = where,
        ["required"] = where == "path",
        ["description"] = description,
        ["schema"] = schema,
    };

    private static JsonObject Text() => new() { ["type"] = "string" };
}
