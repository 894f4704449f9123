using System.Collections.Immutable;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Resources;

/// <summary>Reads a resource's <c>calls</c>, and in which order they are made: each as soon as what it uses is known.</summary>
internal sealed class CallStepReader(
    string id, PlanNode resource, CallReader calls, IReadOnlyList<string> sources, TimeSpan timeout)
{
    private static readonly PlanShape Options = new("step-options")
    {
        { "as", PlanValue.Text, "Where its answer stands in the whole one: a field, . or none." },
        { "optional", PlanValue.Flag, "Whether the whole is answered without it." },
        { "write", PlanValue.Flag, "Whether it changes something." },
        CallRepeats.Shapes,
    };

    /// <summary>The fields of one of the calls.</summary>
    public static readonly PlanShape Shape = CallReader.Shape("step", options: Options);

    /// <summary>What belongs to each of the calls, and is refused beside them.</summary>
    public static readonly PlanShape OfEach = CallReader.Shape("each-call", options:
    [
        new PlanField(MappedCall.CurrentSource, PlanValue.Any, Description: null), .. CallRepeats.Shapes,
    ]);

    /// <returns>The calls by stage, those of one stage at once; none when something is wrong with them.</returns>
    public ImmutableArray<ImmutableArray<CallStep>> Read(bool write)
    {
        var node = resource["calls"]!;
        foreach (var name in OfEach.Names.Where(n => resource[n] is not null))
            calls.Error(resource[name]!, $"'{name}' belongs to each of the 'calls'");
        if (node.Fields.Count < 2)
            calls.Error(
                node,
                "'calls' names several: { customer: { call: …, in: …, out: … }, orders: { … } }; "
                + "one is written without it");
        var names = node.Fields.Select(f => f.Key).ToList();
        foreach (var (name, odd) in node.Fields.Where(f =>
            sources.Contains(f.Key, StringComparer.Ordinal) || f.Key == MappedCall.CurrentSource))
            calls.Error(odd, $"'{name}' is a source already; give the call another name");
        var steps = node.Fields.Select(f => Read(f.Key, f.Value, names)).OfType<CallStep>().ToList();
        if (steps.Count < node.Fields.Count)
            return [];
        foreach (var step in steps)
            CheckUses(step, node[step.Name]!, steps);
        var writing = steps.Where(s => s.Write).ToList();
        foreach (var another in writing.Skip(1))
            calls.Error(
                node[another.Name]!, $"'{writing[0].Name}' writes already: what is done in two calls can be done by half");
        if (writing.Count > 1)
            return [];
        if (write && writing.Count == 0)
            calls.Error(node, "one of the calls changes something; say which: write: true");
        else if (!write && writing.Count > 0)
            calls.Error(node[writing[0].Name]!, "a route that reads writes nothing");
        return Order(steps, node);
    }

    private CallStep? Read(string name, PlanNode node, List<string> names)
    {
        if (calls.Read(node, Shape, [.. sources, .. names.Where(n => n != name)]) is not { } call)
            return null;
        foreach (var flag in new[] { "optional", "write" }.Where(f => node[f] is { Flag: null }))
            calls.Error(node[flag]!, $"'{flag}' is true or false");
        var place = node["as"]?.Text ?? name;
        return new CallStep(
            name,
            call with
            {
                Id = $"{id}/{name}",
                Reads = node["write"]?.Flag != true,
                Repeats = CallRepeats.Read(node, calls, timeout),
            },
            call.Out is null || place == "none" ? null : place == "." ? "" : place,
            node["optional"]?.Flag == true,
            node["write"]?.Flag == true,
            [.. names.Where(n => call.In.SourcesIn(n).Any() || call.In.Uses(n))]);
    }

    private void CheckUses(CallStep step, PlanNode node, List<CallStep> steps)
    {
        foreach (var used in steps.Where(s => step.After.Contains(s.Name, StringComparer.Ordinal)))
        {
            var answered = new ContractNames(used.Call.Out?.Bindings ?? []);
            foreach (var name in step.Call.In.SourcesIn(used.Name).Where(n => answered.Under(n) is null))
                calls.Error(
                    node["in"]!,
                    $"'{used.Name}.{name}' is not in what '{used.Name}' answers{Spelling.DidYouMean(name, answered.All)}");
            if (used.Optional && !step.Optional)
                calls.Error(node, $"'{used.Name}' may be absent, so this cannot be had without it either: optional: true");
            if (used.Write)
                calls.Error(
                    node, $"'{used.Name}' writes, so it comes last; nothing can be made of its answer but the resource's");
        }
    }

    private ImmutableArray<ImmutableArray<CallStep>> Order(List<CallStep> steps, PlanNode node)
    {
        var stages = ImmutableArray.CreateBuilder<ImmutableArray<CallStep>>();
        var (left, done) = (steps.Where(s => !s.Write).ToList(), new HashSet<string>(StringComparer.Ordinal));
        while (left.Count > 0)
        {
            var ready = left.Where(s => s.After.All(done.Contains)).ToImmutableArray();
            if (ready.IsEmpty)
            {
                calls.Error(node, $"{string.Join(" and ", left.Select(s => $"'{s.Name}'"))} wait for each other");
                return [];
            }

            stages.Add(ready);
            left = [.. left.Except(ready)];
            done.UnionWith(ready.Select(s => s.Name));
        }

        if (steps.Find(s => s.Write) is { } write)
            stages.Add([write]);
        return stages.ToImmutable();
    }
}
