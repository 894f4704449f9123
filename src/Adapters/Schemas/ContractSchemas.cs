using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Schemas;

/// <summary>The contract's side of a mapping in JSON Schema: its names, and what converters make of the system's types.</summary>
/// <param name="shapes">The system's own types, where they are taken as they are.</param>
/// <param name="secrets">What the plan takes from outside, and its contract does not tell.</param>
internal sealed class ContractSchemas(ShapeSchemas shapes, IReadOnlySet<string> secrets)
{
    /// <summary>The contract that a mapping reads or writes.</summary>
    /// <param name="table">The mapping.</param>
    /// <param name="legacy">The legacy document's type.</param>
    /// <param name="writes">Whether it is what a request must have, and not what an answer has.</param>
    /// <param name="called">What types without a name are called after.</param>
    public JsonObject Of(MappingTable table, TypeShape legacy, bool writes, string called) =>
        Tree(table.Bindings, legacy, writes, called, []).ToSchema();

    /// <summary>What a request has under one of its sources: <c>path</c>, <c>query</c>, <c>body</c>.</summary>
    /// <returns>Null where nothing of it is used.</returns>
    /// <param name="source">Which of them.</param>
    /// <param name="table">The mapping.</param>
    /// <param name="operation">What is called.</param>
    public ContractTree? Under(string source, MappingTable table, Operation operation)
    {
        var type = operation.InputType;
        var tree = Tree(table.Bindings, type, writes: true, operation.Name, [.. operation.FilledIn.Select(f => f.Split('/'))]);
        return tree.Children.GetValueOrDefault(source);
    }

    private ContractTree Tree(
        ImmutableArray<Binding> bindings, TypeShape legacy, bool writes, string called, ImmutableArray<string[]> filledIn)
    {
        var root = new ContractTree();
        foreach (var binding in bindings)
        {
            if (binding is ConstantBinding { InContract: { } path } constant && !writes)
                root.Put(path, new JsonObject { ["const"] = constant.Value }, required: true);
            else if (binding is not ConstantBinding && (writes || !binding.IsPiece))
                Put(root, binding, legacy, writes, called, filledIn);
        }

        if (writes)
            RequireChoices(root, legacy, new MappingTable(bindings));
        return root;
    }

    // Which of several fields is given is up to the caller, but one is.
    private static void RequireChoices(ContractTree root, TypeShape type, MappingTable table)
    {
        var groups = RequiredGroup.Of(type, table).Where(g => LegacyPlace.Follow(type, g.Legacy) is { Always: true })
            .Select(g => (g.Legacy, g.Choice));
        if (table.Bindings.Any(b => b is SameBinding))
            return;
        if (!type.Content.Ordered && type.Value is null)
            groups = groups.Prepend(([], RequiredGroup.ChoiceOf(type.Content.Root)));
        foreach (var (legacy, choice) in groups.Where(g => !g.Choice.IsEmpty))
        {
            var given = table.Bindings.Where(b => choice.Any(name => b.Legacy.AsSpan().StartsWith([.. legacy, name]))).ToList();
            if (given.Count > 0 && given.TrueForAll(b => b is ValueBinding { Default: null } or ListBinding && b.When.IsEmpty))
                root.RequireOneOf([.. given.Select(b => b.Contract)]);
        }
    }

    private void Put(
        ContractTree root, Binding binding, TypeShape legacy, bool writes, string called, ImmutableArray<string[]> filledIn)
    {
        var place = LegacyPlace.Follow(legacy, binding.Legacy);
        var always = place?.Always == true && binding.When.IsEmpty && (place.Within is null || !shapes.LeavesOut(place.Within))
            && (writes || !shapes.AnswersLack(place));
        switch (binding)
        {
            case ValueBinding single:
                root.Put(single.Contract, Value(single, place, writes), single.Required || (always && single.Default is null));
                break;
            case JoinBinding join:
                root.Put(
                    join.Contract,
                    join.Converters.Aggregate(new JsonObject { ["type"] = "string" }, ConverterSchema.After),
                    join.Required || (always && IsWhole(join, legacy, writes)));
                break;
            case ListBinding list:
                root.Put(list.Contract, List(list, place, writes, called), list.Required || (writes && always));
                break;
            case SameBinding same:
                var whole = place is { Repeats: true }
                    ? new JsonObject { ["type"] = "array", ["items"] = AsRead(shapes.Of(place.Type, called, !writes), writes) }
                    : same.Contract.IsEmpty ? shapes.Of(same.Type, called, !writes)
                    : AsRead(shapes.Of(same.Type, called, !writes), writes);
                var filled = filledIn
                    .Where(f => f.AsSpan().StartsWith(same.Legacy.AsSpan()))
                    .Select(f => f[same.Legacy.Length..]);
                root.Put(same.Contract, shapes.Without(whole, [.. same.Others, .. filled]), always);
                break;
            default:
                root.Put(binding.Contract, [], binding.Required);
                break;
        }
    }

    // A piece that is missing, or null, leaves nothing to join; an answer may have null for whatever its schema requires.
    private bool IsWhole(JoinBinding join, TypeShape legacy, bool writes) =>
        (writes || !shapes.AnswersNull)
        && join.Pieces.All(p => LegacyPlace.Follow(legacy, p.Legacy) is { Always: true, Nullable: false });

    private JsonObject Value(ValueBinding binding, LegacyPlace? place, bool writes)
    {
        var schema = place?.Type.Value is { } value ? ValueSchema.Of(value) : [];
        // The contract's own limits hold for what is written only.
        foreach (var converter in binding.Converters.Where(c => writes || c is not (Mapping.Range or MinLength)))
            schema = ConverterSchema.After(schema, converter);
        // A system that holds a number as text may hold blanks.
        if (!writes && binding.Converters.Any(c => c is TextNumber or NumberNotation))
            schema = ValueSchema.OrNull(schema);
        if (binding.Default is { } otherwise && !secrets.Contains(otherwise))
            schema["default"] = schema["type"]?.ToString() is "integer" or "number"
                ? XmlNumber.ToJson(otherwise, exponent: true)
                : otherwise;
        return place?.Nullable == true ? ValueSchema.OrNull(schema) : AsRead(schema, writes);
    }

    // An answer is read as null where its schema has no null; a request is not.
    private JsonObject AsRead(JsonObject schema, bool writes) =>
        !writes && shapes.AnswersNull && schema.Count > 0 ? ValueSchema.OrNull(schema) : schema;

    private JsonObject List(ListBinding binding, LegacyPlace? place, bool writes, string called)
    {
        var items = place is null ? [] : Of(binding.Items, place.Type, writes, called);
        var schema = new JsonObject { ["type"] = "array", ["items"] = AsRead(items, writes) };
        if (place is { Always: true } && writes)
            schema["minItems"] = 1;
        if (binding.AtMost is { } most && writes)
            schema["maxItems"] = most;
        return schema;
    }
}
