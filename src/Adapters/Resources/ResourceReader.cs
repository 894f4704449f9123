using System.Collections.Immutable;
using Hub.Adapters.Mapping;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Resources;

/// <summary>Reads a system's <c>resources</c>.</summary>
internal static class ResourceReader
{
    private static readonly string[] Options = ["status", "location", "write", "lookup", "identity", "etag", MappedCall.CurrentSource];
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
            var path = routes[id].FirstOrDefault()?.Match.Path;
            CheckSources(node, call.In, path, calls);
            if (call.Current is { } current)
                CheckSources(node[MappedCall.CurrentSource]!, current.In, path, calls);
            CheckContent(node, call, calls);
            resources[id] = new Resource(
                RowVersions.Bind(node["etag"], call),
                ReadStatus(node, call, calls),
                node["location"]?.Text,
                node["write"]?.Flag,
                node["lookup"]?.Text,
                ReadIdentities(node["identity"], calls))
            {
                Tagged = ReadTagged(node["etag"], call, calls),
                Versioned = RowVersions.Tag(node["etag"], call),
                Cursor = NextPage.CursorOf(call),
            };
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

    private static void CheckContent(PlanNode node, MappedCall call, CallReader calls)
    {
        if (call.In.Keeps.Length > 0 && !call.TellsContent)
            calls.Error(node["in"]!, "'keeps' compares with what there is: write current: { …, out: { content: { … } } }");
        if (node["etag"] is { } tag && call.Current is not null && !call.TellsContent)
            calls.Error(tag, "'etag' compares with what there is: 'current' must answer it as content: { … }, as this route's 'out' does");
    }

    private static bool ReadTagged(PlanNode? node, MappedCall call, CallReader calls)
    {
        if (node is null)
            return false;
        if (node.Flag is null)
            calls.Error(node, "'etag' is true or false");
        else if (call.Out is null)
            calls.Error(node, "'etag' is made of the answer; write 'out'");
        return node.Flag == true;
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
