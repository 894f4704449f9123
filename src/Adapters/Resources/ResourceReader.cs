using System.Collections.Immutable;
using Hub.Adapters.Mapping;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Resources;

/// <summary>Reads a system's <c>resources</c>.</summary>
internal static class ResourceReader
{
    private static readonly string[] Options = ["status", "location", "write", "lookup", "identity"];
    private static readonly string[] Sources = ["path", "query", "header", "body", "request"];

    public static Dictionary<string, Resource> Read(SystemPlan system, MigrationPlan plan, CallReader calls)
    {
        var resources = new Dictionary<string, Resource>(StringComparer.Ordinal);
        var routes = plan.Routes.ToLookup(r => r.Id, StringComparer.Ordinal);
        foreach (var (id, node) in system.Node["resources"]?.Fields ?? [])
        {
            if (!routes.Contains(id))
                calls.Error(node, $"no capability has a route '{id}'{Spelling.DidYouMean(id, plan.Routes.Select(r => r.Id))}");
            if (calls.Read(node, Options, Sources) is not { } call)
                continue;
            CheckSources(node, call.In, routes[id].FirstOrDefault()?.Match.Path, calls);
            resources[id] = new Resource(
                call,
                ReadStatus(node, call, calls),
                node["location"]?.Text,
                node["write"]?.Flag,
                node["lookup"]?.Text,
                ReadIdentities(node["identity"], calls));
        }

        return resources;
    }

    private static void CheckSources(PlanNode node, RequestMapping request, string? path, CallReader calls)
    {
        foreach (var name in request.SourcesIn("path"))
            if (path is not null && !path.Contains($"{{{name}", StringComparison.OrdinalIgnoreCase))
                calls.Error(node["in"]!, $"'path.{name}' is not in the route's path {path}");
        foreach (var name in request.SourcesIn("request").Where(n => n != "id"))
            calls.Error(node["in"]!, $"'request.{name}' is no source; did you mean 'request.id'?");
    }

    private static int ReadStatus(PlanNode node, MappedCall call, CallReader calls)
    {
        if (node["status"] is not { } status)
            return call.Out is null ? 204 : 200;
        if (status.Integer is >= 200 and <= 299 and var code)
            return (int)code;
        calls.Error(status, "'status' is the status of a good answer, from 200 to 299");
        return 200;
    }

    private static ImmutableArray<IdentityPlan> ReadIdentities(PlanNode? node, CallReader calls)
    {
        var identities = ImmutableArray.CreateBuilder<IdentityPlan>();
        foreach (var one in node is null ? [] : node.Kind == PlanNodeKind.List ? node.Items : [node])
        {
            calls.CheckFields(one, ["entity", "in", "out"]);
            if (one["entity"]?.Text is { } entity)
                identities.Add(new IdentityPlan(entity, Split(one["in"]?.Text), Split(one["out"]?.Text)));
            else
                calls.Error(one, "'entity' is missing: whose keys these are");
        }

        return identities.ToImmutable();
    }

    private static ImmutableArray<string> Split(string? path) => path is null ? [] : [.. path.Split('.')];
}
