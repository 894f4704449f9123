using System.Collections.Immutable;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>
/// Reads what is written contract: legacy (an <c>out</c>, or one of a system's <c>mappings</c>) and follows every
/// path through the schema.
/// </summary>
/// <param name="contractFile">The WSDL, for messages.</param>
/// <param name="named">The system's mappings by name.</param>
/// <param name="findings">What was found; one fault of a mapping used often is one fault.</param>
internal sealed class MappingReader(string contractFile, PlanNode? named, MappingFindings findings)
{
    private static readonly IReadOnlyList<string> Words = MappingShapes.Block.Names;
    private static readonly IReadOnlyList<string> JoinWords = MappingShapes.Join.Names;
    private readonly Stack<string> _within = [];
    private readonly ConverterReader _converters = new(findings);
    private readonly KnownValues _values = new(contractFile, findings);
    private readonly List<(PlanNode Node, Condition Condition)> _conditions = [];
    private readonly Dictionary<Binding, PlanNode> _written = new(ReferenceEqualityComparer.Instance);

    /// <param name="node">The mapping, or a scalar with the name of one.</param>
    /// <param name="legacy">What its paths begin at.</param>
    /// <param name="contract">The contract property it is put under; none for the document itself.</param>
    public MappingTable Read(PlanNode node, TypeShape legacy, params ImmutableArray<string> contract)
    {
        var bindings = ImmutableArray.CreateBuilder<Binding>();
        ReadBlock(node, new Scope(contract, [], legacy, Lenient: false), bindings);
        NoteConditions(bindings);
        NoteTwice(bindings);
        return new MappingTable(bindings.ToImmutable());
    }

    /// <summary>A named mapping for writing: only what the message has room for is taken.</summary>
    public MappingTable ReadForWriting(PlanNode name, ImmutableArray<string> contract, LegacyPath legacy)
    {
        var bindings = ImmutableArray.CreateBuilder<Binding>();
        ReadNamed(name, new Scope(contract, legacy.Properties, legacy.Type, Lenient: true), bindings);
        if (bindings.Count == 0)
            Error(name, $"nothing of mapping '{name.Text}' is in the request; say with at: where it belongs");
        return new MappingTable(bindings.ToImmutable());
    }

    private void ReadBlock(PlanNode node, Scope scope, ImmutableArray<Binding>.Builder bindings)
    {
        if (node.Text is not null)
        {
            ReadNamed(node, scope, bindings);
            return;
        }

        if (node.Kind != PlanNodeKind.Map)
            Error(node, "expected a mapping, written contract: legacy, or the name of one");
        if (node["at"] is { } at)
        {
            if (Follow(at, at.Text ?? "", scope) is not { } place)
                return;
            if (place.Repeats)
                Error(at, $"'{at.Text}' is a list: use each");
            scope = scope with { Legacy = [.. scope.Legacy, .. place.Properties], Type = place.Type };
        }

        // A list's condition is asked of the record it stands in.
        if (node["each"] is null)
            scope = scope with { When = [.. scope.When, .. ReadConditions(node["when"], scope)] };
        if (node["same"] is { Flag: not true } odd)
            Error(odd, "'same' is true: everything here is taken as it is, but for the fields named beside it");
        else if (node["same"] is not null)
            ReadSame(node, scope, bindings);
        if (node["mapping"] is { } name)
            ReadNamed(name, scope, bindings);
        foreach (var (field, value) in node["fields"]?.Fields ?? [])
            ReadField(field, value, scope, bindings);
        foreach (var (field, value) in node.Fields.Where(f => !Words.Contains(f.Key, StringComparer.Ordinal)))
            ReadField(field, value, scope, bindings);
    }

    private void ReadSame(PlanNode node, Scope scope, ImmutableArray<Binding>.Builder bindings)
    {
        bindings.Add(new SameBinding(scope.Contract, scope.Legacy, scope.Type) { When = scope.When });
        foreach (var (field, value) in node.Fields.Where(f => !Words.Contains(f.Key, StringComparer.Ordinal)))
            if (scope.Type.Members().Any(m => m.Property == field)
                && (value["from"] ?? value["each"] ?? value["at"] ?? value).Text != field)
                findings.Note(
                    value,
                    $"'{field}' is a name of the system's as well; what the system has there is not read, and not written");
    }

    private void ReadNamed(PlanNode name, Scope scope, ImmutableArray<Binding>.Builder bindings)
    {
        if (named?[name.Text ?? ""] is not { } block)
        {
            var all = named?.Fields.Select(f => f.Key) ?? [];
            Error(name, $"there is no mapping '{name.Text}'{Spelling.DidYouMean(name.Text ?? "", all)}");
        }
        else if (_within.Contains(name.Text!))
            Error(name, $"mapping '{name.Text}' holds itself");
        else
        {
            _within.Push(name.Text!);
            ReadBlock(block, scope, bindings);
            _within.Pop();
        }
    }

    private void ReadField(string field, PlanNode value, Scope scope, ImmutableArray<Binding>.Builder bindings)
    {
        ImmutableArray<string> contract = [.. scope.Contract, field];
        if (field.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && !scope.Lenient)
            findings.Note(value, $"'{field}' is one name with a dot in it; "
                + $"what is nested is written {field[..dot]}: {{ {field[(dot + 1)..]}: … }}");
        if (value.Kind == PlanNodeKind.List)
            ReadAlternatives(field, value, scope, bindings);
        else if (value.Kind != PlanNodeKind.Map)
            ReadValue(value, value, contract, scope, bindings);
        else if (value["join"] is { } pieces)
            ReadJoin(value, pieces, contract, scope, bindings);
        else if (value["each"] is { } each)
            ReadList(value, each, contract, scope, bindings);
        else if (value["from"] is { Kind: PlanNodeKind.Scalar } from)
            ReadValue(value, from, contract, scope, bindings);
        else if (value["const"] is { } constant)
        {
            findings.CheckBeside(value, MappingShapes.Constant);
            ImmutableArray<Condition> when = [.. scope.When, .. ReadConditions(value["when"], scope)];
            bindings.Add(new ConstantBinding(contract, null, constant.Text ?? "") { When = when });
        }
        else
            ReadBlock(value, scope with { Contract = contract }, bindings);
    }

    private void ReadAlternatives(string field, PlanNode alternatives, Scope scope, ImmutableArray<Binding>.Builder bindings)
    {
        foreach (var one in alternatives.Items)
        {
            if (one["when"] is null)
                Error(one, "each of several says when it is meant: when: { FIELD: VALUE }");
            ReadField(field, one, scope, bindings);
        }
    }

    private void ReadJoin(
        PlanNode node, PlanNode join, ImmutableArray<string> contract, Scope scope, ImmutableArray<Binding>.Builder bindings)
    {
        foreach (var (key, misplaced) in node.Fields.Where(f => !JoinWords.Contains(f.Key, StringComparer.Ordinal)))
            Error(misplaced, $"'{key}' is not known here{Spelling.DidYouMeanOr(key, JoinWords)}");
        if (join.Items.Count < 2 || node["with"]?.Text is not { } separator)
        {
            Error(
                join,
                "'join' names several fields, and 'with' what stands between them: { join: [COMPANY, NUMBER], with: \"-\" }");
            return;
        }

        var pieces = ImmutableArray.CreateBuilder<Binding>();
        foreach (var piece in join.Items)
            ReadValue(piece, piece["from"] ?? piece, contract, scope, pieces);
        var values = pieces.OfType<ValueBinding>().ToImmutableArray();
        // What cannot be written whole is not written at all.
        if (values.Length < join.Items.Count)
            return;
        var (whole, required) = (_converters.Read(node), _converters.ReadRequired(node));
        var when = scope.When.AddRange(ReadConditions(node["when"], scope));
        bindings.Add(new JoinBinding(contract, values, separator, whole) { When = when });
        foreach (var (index, piece) in values.Index())
            bindings.Add(piece with
            {
                Converters = [.. piece.Converters, new Piece(index, values.Length, separator), .. whole],
                IsPiece = true,
                Required = required,
                When = when,
            });
    }

    private void ReadValue(
        PlanNode node, PlanNode from, ImmutableArray<string> contract, Scope scope, ImmutableArray<Binding>.Builder bindings)
    {
        foreach (var (key, misplaced) in node.Fields.Where(f =>
            !MappingShapes.Value.Has(f.Key)))
            Error(misplaced, $"'{key}' is no converter{Spelling.DidYouMean(key, ConverterReader.Names)}");
        var converters = _converters.Read(node);
        if (Follow(from, from.Text ?? "", scope) is not { } place)
            return;
        if (place.Repeats)
            Error(from, $"'{from.Text}' is a list: write {{ each: {from.Text}, … }}");
        else if (place.Type.Value is null)
            Error(from, $"'{from.Text}' is no single value; "
                + $"name one of {string.Join(", ", place.Type.Members().Select(m => m.Property))}");
        else if (node["number"] is { } number && place.Type.Value.Form != JsonForm.Text)
            Error(number, $"'{from.Text}' is a number already; leave 'number' out");
        else if (node["scaled"] is { } scaled && place.Type.Value.Form != JsonForm.Number)
            Error(scaled, $"'{from.Text}' is no whole number, so it has no digits to scale");
        else
        {
            _values.Compare(node, from.Text ?? "", place.Type.Value, converters, reads: true);
            string[] text = place.Type.IsValue ? [] : ["$value"];
            var binding = new ValueBinding(contract, [.. scope.Legacy, .. place.Properties, .. text], converters)
            {
                Required = _converters.ReadRequired(node),
                When = scope.When.AddRange(ReadConditions(node["when"], scope)),
            };
            bindings.Add(binding);
            _written[binding] = from;
        }
    }

    private void ReadList(
        PlanNode node, PlanNode each, ImmutableArray<string> contract, Scope scope, ImmutableArray<Binding>.Builder bindings)
    {
        if (Follow(each, each.Text ?? "", scope) is not { } list)
            return;
        if (!list.Repeats)
        {
            Error(each, $"'{each.Text}' is no list; map its fields without each");
            return;
        }

        var items = ImmutableArray.CreateBuilder<Binding>();
        var inner = scope with { Contract = [], Legacy = [], Type = list.Type, When = [] };
        if (node.Fields.Count == 1)
            ReadValue(PlanNode.Scalar(each.At, "."), PlanNode.Scalar(each.At, "."), [], inner, items);
        else
            ReadBlock(node, inner, items);
        NoteConditions(items);
        NoteTwice(items);
        var atMost = _converters.ReadAtMost(node);
        if (items.Count > 0)
            bindings.Add(new ListBinding(
                contract, [.. scope.Legacy, .. list.Properties], new MappingTable(items.ToImmutable()), atMost)
            {
                Required = _converters.ReadRequired(node),
                When = scope.When.AddRange(ReadConditions(node["when"], scope)),
            });
    }

    private ImmutableArray<Condition> ReadConditions(PlanNode? node, Scope scope)
    {
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        if (node is not null && node.Fields.Count == 0)
            Error(node, "'when' is written FIELD: VALUE, as in when: { STATUS: [S, D] } or when: { PAID: { present: true } }");
        foreach (var (path, value) in node?.Fields ?? [])
        {
            if (Follow(value, path, scope) is not { } place
                || ConditionReader.Read(value, [.. scope.Legacy, .. place.Properties], findings) is not { } condition)
                continue;
            if (place.Repeats || place.Type.Value is null)
                Error(value, $"'{path}' is no single value, so nothing can be asked of it");
            else
                _values.CheckAsked(value, path, place.Type.Value);
            conditions.Add(condition);
            _conditions.Add((value, condition));
        }

        return conditions.ToImmutable();
    }

    // A condition can be written backwards where it can be true in one way only, or where a field writes what it asks of.
    private void NoteConditions(ImmutableArray<Binding>.Builder bindings)
    {
        foreach (var (node, condition) in _conditions.Where(c => bindings.Any(b => b.When.Contains(c.Condition))))
            if (condition.Values.Length != 1 && !bindings.Any(b => !b.When.Contains(condition) && Writes(b, condition.Path)))
                findings.Note(node, $"nothing writes '{string.Join('/', condition.Path)}', "
                    + "so what depends on it cannot be read backwards: given in a request, it is refused with 400");
    }

    // Where two fields meet in one place the later one stands, which whoever wrote the earlier one may not mean.
    private void NoteTwice(ImmutableArray<Binding>.Builder bindings)
    {
        var values = bindings.OfType<ValueBinding>().Where(b => b.When.IsEmpty && _written.ContainsKey(b)).ToList();
        foreach (var (index, one) in values.Index())
        {
            foreach (var earlier in values.Take(index))
            {
                if (one.Contract.SequenceEqual(earlier.Contract) && !one.Legacy.SequenceEqual(earlier.Legacy))
                    findings.Note(
                        _written[one], $"'{Shown(one.Contract)}' is '{_written[earlier].Text}' already; the later one stands");
                else if (one.Legacy.SequenceEqual(earlier.Legacy) && !one.Contract.SequenceEqual(earlier.Contract))
                    findings.Note(_written[one], $"'{_written[one].Text}' is '{Shown(earlier.Contract)}' already; "
                        + $"where both are written and differ, '{Shown(one.Contract)}' stands");
            }
        }

        static string Shown(ImmutableArray<string> path) => string.Join('.', path);
    }

    private static bool Writes(Binding binding, ImmutableArray<string> path) => binding switch
    {
        SameBinding same => same.Covers(path),
        ConstantBinding { InLegacy: null } => false,
        _ => binding.Legacy.SequenceEqual(path),
    };

    private LegacyPath? Follow(PlanNode node, string path, Scope scope)
    {
        var place = LegacyPath.Follow(path, scope.Type, contractFile);
        if (place.Problem is null)
            return place;
        if (!scope.Lenient)
            Error(node, place.Problem);
        return null;
    }

    private void Error(PlanNode node, string message) => findings.Error(node, message);

    private sealed record Scope(ImmutableArray<string> Contract, ImmutableArray<string> Legacy, TypeShape Type, bool Lenient)
    {
        public ImmutableArray<Condition> When { get; init; } = [];
    }
}
