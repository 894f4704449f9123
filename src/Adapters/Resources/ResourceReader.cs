using System.Collections.Immutable;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Resources;

/// <summary>Reads a system's <c>resources</c>.</summary>
internal static class ResourceReader
{
    private static readonly PlanShape Identity = new("identity", "entity")
    {
        { "entity", PlanValue.Text, "Whose keys these are." },
        { "in", PlanValue.Text, "Where the request has one: path.id." },
        { "out", PlanValue.Text, "Where the answer has them: \"items[].id\"." },
    };

    private static readonly PlanShape Options = new("resource-options")
    {
        { "status", PlanValue.Whole(200, 299), "The status of a good answer." },
        { "location", PlanValue.Text, "The address of what was made: /api/orders/{id}." },
        { "write", PlanValue.Flag, "Whether it changes something, where the route's method does not say so." },
        { "lookup", PlanValue.Text, "The request that finds what a write made, where its outcome is not known." },
        { "identity", PlanValue.OneOrMore(Identity), "Where keys stand that differ between both sides." },
        { "etag", PlanValue.Flag, "Whether the answer has an ETag, and a write takes If-Match." },
        { "page", ListPages.Shape, "Pages of a list that the system gives all at once." },
        CallRepeats.Shapes,
        { "dryRun", DryRun.Value, "How the system tells whether it would carry a write out, without doing so." },
        { MappedCall.CurrentSource, PlanValue.Of(() => MappedCall.Plain), "A call made before a write, to know what there is." },
    };

    private static readonly PlanShape Single = CallReader.Shape("resource", options: Options);

    private static readonly PlanShape Several = new("resource-of-calls", "calls")
    {
        { "calls", PlanValue.MapOf(CallStepReader.Shape), "Several calls, each made as soon as what it uses is known." },
        CallStepReader.OfEach,
        Options.Where(o => !CallStepReader.OfEach.Has(o.Name)),
    };

    /// <summary>What <c>resources</c> is: how the system answers each route.</summary>
    public static readonly PlanValue Shape =
        PlanValue.MapOf(PlanValue.ByField("resource-of-one-or-more", () => Single, new PlanCase("calls", () => Several)));

    private static readonly string[] Sources = ["path", "query", "header", "body", "request"];

    public static Dictionary<string, Resource> Read(SystemPlan system, MigrationPlan plan, CallReader calls)
    {
        var resources = new Dictionary<string, Resource>(StringComparer.Ordinal);
        var routes = plan.Routes.ToLookup(r => r.Id, StringComparer.Ordinal);
        foreach (var (id, node) in system.Node["resources"]?.Fields ?? [])
        {
            if (!routes.Contains(id) && !plan.Gaps.MayHoldCapability(id))
                calls.Error(node, $"no capability has a route '{id}'{Spelling.DidYouMean(id, plan.Routes.Select(r => r.Id))}");
            var route = routes[id].FirstOrDefault();
            if (node["calls"] is not null)
            {
                if (ReadSeveral(id, node, route, calls, system.Limits.Timeout) is { } several)
                    resources[id] = several;
                continue;
            }

            if (calls.Read(node, Single, Sources) is not { } call)
                continue;
            call = call with
            {
                Id = id,
                Reads = !(node["write"]?.Flag ?? route?.IsWrite ?? true),
                OfOne = IsOfOne(node, route),
                PromisesOne = (node["write"]?.Flag ?? route?.IsWrite) == true && node["out"]?["at"] is not null,
                Repeats = CallRepeats.Read(node, calls, system.Limits.Timeout),
                Current = call.Current is { } before ? before with { Id = $"{id}/{MappedCall.CurrentSource}" } : null,
            };
            var path = route?.Match.Path;
            AskForLookup(node, route, call.Repeats, calls);
            CheckSources(node, call.In, path, calls);
            if (call.Current is { } current)
                CheckSources(node[MappedCall.CurrentSource]!, current.In, path, calls);
            CheckContent(node, call, calls);
            var dryRun = ReadDryRun(id, node, call, calls);
            if (dryRun?.Call is { } check)
                CheckSources(node["dryRun"]!, check.In, path, calls);
            resources[id] = new Resource(
                RowVersions.Bind(node["etag"], call),
                ReadStatus(node, call, calls),
                ReadLocation(node["location"], calls),
                node["write"]?.Flag,
                node["lookup"]?.Text,
                ReadIdentities(node["identity"], calls))
            {
                DryRun = dryRun,
                Tagged = ReadTagged(node["etag"], call, calls),
                Versioned = RowVersions.Tag(node["etag"], call),
                Cursor = NextPage.CursorOf(call),
                Pages = ListPages.Read(node["page"], call.Out is null ? [] : [("", call.Out)], call.In, calls),
            };
        }

        return resources;
    }

    private static DryRun? ReadDryRun(string id, PlanNode node, MappedCall write, CallReader calls)
    {
        if (node["dryRun"] is not { } asked)
            return null;
        if (!write.Reads)
            return DryRun.Read(asked, Sources, [write], calls) is { } read
                ? read.Call is { } check ? new DryRun(check with { Id = $"{id}/dryRun" }) : read
                : null;
        calls.Error(asked, "'dryRun' is for writes, and this resource reads: leave it out");
        return null;
    }

    private static Resource? ReadSeveral(string id, PlanNode node, RoutePlan? route, CallReader calls, TimeSpan timeout)
    {
        calls.CheckFields(node, Several.Names);
        var write = node["write"]?.Flag ?? route?.IsWrite == true;
        var stages = new CallStepReader(id, node, calls, Sources, timeout).Read(write);
        if (stages.IsEmpty)
            return null;
        ImmutableArray<CallStep> steps =
            [.. node["calls"]!.Fields.Select(f => stages.SelectMany(s => s).First(s => s.Name == f.Key))];
        foreach (var step in steps)
            CheckSources(node["calls"]![step.Name]!, step.Call.In, route?.Match.Path, calls);
        var last = stages[^1][^1].Call;
        AskForLookup(node, route, last.Repeats, calls);
        if (node["dryRun"] is { } tried)
            calls.Error(tried, "'dryRun' tries a write of one call, and this resource has several: leave it out");
        if (write && node["etag"] is { } tag)
            calls.Error(tag, "'etag' of a write compares with 'current', which several calls have not");
        ImmutableArray<Binding> all = [.. steps.SelectMany(s => s.Call.In.Table.Bindings)];
        var request = new RequestMapping(new MappingTable(all), new ContractNames(all).Under("body"));
        return new Resource(
            last,
            node["status"] is null ? 200 : ReadStatus(node, last, calls),
            ReadLocation(node["location"], calls),
            write,
            node["lookup"]?.Text,
            ReadIdentities(node["identity"], calls))
        {
            Stages = stages,
            Steps = steps,
            In = request,
            Tagged = node["etag"]?.Flag == true,
            Pages = ListPages.Read(
                node["page"], [.. steps.Where(s => s.As is not null).Select(s => (s.As!, s.Call.Out!))], request, calls),
        };
    }

    private static IEnumerable<string> QueryNames(RequestMapping request) => request.SourcesIn("query")
        .Concat(request.Table.Bindings.OfType<SameBinding>().Where(b => b.Contract is ["query"])
            .SelectMany(b => b.Type.Members().Select(m => m.Property)))
        .Distinct(StringComparer.Ordinal);

    // Many old services answer a read of a missing record with an empty message. A plan that wants 200 for that declares
    // the status.
    private static bool IsOfOne(PlanNode node, RoutePlan? route) =>
        route is { IsWrite: false, Match: { Method: "GET" or "HEAD", Path: var path } } && path.TrimEnd('/').EndsWith('}')
        && node["write"]?.Flag != true && node["status"] is null && node["page"] is null;

    // A POST is what a caller cannot repeat without asking.
    private static void AskForLookup(PlanNode node, RoutePlan? route, CallRepeats repeats, CallReader calls)
    {
        if (route?.Match.Method == "POST"
            && node["write"]?.Flag != false
            && node["lookup"] is null
            && repeats == CallRepeats.None)
            calls.Findings.Note(node, "a write whose outcome is not known can be looked up nowhere: "
                + "name the request that finds it with 'lookup', or say idempotent: true; until then a person has to look");
    }

    private static void CheckSources(PlanNode node, RequestMapping request, string? path, CallReader calls)
    {
        foreach (var name in request.SourcesIn("path"))
            if (path is not null && !path.Contains($"{{{name}", StringComparison.OrdinalIgnoreCase))
                calls.Error(node["in"]!, $"'path.{name}' is not in the route's path {path}");
        // Queries are read in any letter case: one value would be taken for all of them.
        foreach (var alike in QueryNames(request)
            .GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any()))
            calls.Error(
                node["in"]!,
                $"{string.Join(" and ", alike.Select(n => $"'query.{n}'"))} differ in letter case only, which queries do not: "
                + $"take each from a name of its own, as in query.{alike.First()}2");
        foreach (var name in request.SourcesIn("request").Where(n => n != "id"))
            calls.Error(node["in"]!, $"'request.{name}' is no source; did you mean 'request.id'?");
    }

    private static void CheckContent(PlanNode node, MappedCall call, CallReader calls)
    {
        if (call.In.Keeps.Length > 0 && !call.TellsContent)
            calls.Error(node["in"]!, "'keeps' compares with what there is: write current: { …, out: { content: { … } } }");
        if (node["etag"] is { } tag && call.Current is not null && !call.TellsContent)
            calls.Error(
                tag,
                "'etag' compares with what there is: 'current' must answer it as content: { … }, as this route's 'out' does");
    }

    private static string? ReadLocation(PlanNode? node, CallReader calls)
    {
        if (node?.Text is not { } text || text.All(c => c is > ' ' and < '\x7f'))
            return node?.Text;
        calls.Error(
            node, "'location' is an address in ASCII without blanks, the answer's fields in braces, as in /api/orders/{id}");
        return null;
    }

    private static bool ReadTagged(PlanNode? node, MappedCall call, CallReader calls)
    {
        if (node is null)
            return false;
        if (node.Flag is null)
            calls.Error(node, "'etag' is true or false");
        else if (call is { Out: null, TellsContent: false })
            calls.Error(
                node,
                "'etag' is made of the answer; write 'out', or, for a write that answers nothing, 'current' with "
                + "content: { … }");
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
            calls.CheckFields(one, Identity.Names);
            if (one["entity"]?.Text is { } entity)
                identities.Add(new IdentityPlan(entity, Split(one["in"]?.Text), Split(one["out"]?.Text)));
            else
                calls.Error(one, "'entity' is missing: whose keys these are");
        }

        return identities.ToImmutable();
    }

    private static ImmutableArray<string> Split(string? path) => path is null ? [] : [.. path.Split('.')];
}
