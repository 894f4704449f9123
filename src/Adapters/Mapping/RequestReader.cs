using System.Collections.Immutable;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>Reads what is written legacy: request (an <c>in</c>).</summary>
/// <param name="mappings">Reads the mappings it refers to.</param>
/// <param name="contractFile">The WSDL, for messages.</param>
/// <param name="findings">What was found.</param>
internal sealed class RequestReader(MappingReader mappings, string contractFile, MappingFindings findings)
{
    private readonly ConverterReader _converters = new(findings);
    private readonly KnownValues _values = new(contractFile, findings);

    /// <summary>Words that are no names of the system's, unless <c>./</c> is before them.</summary>
    public static readonly IReadOnlyList<string> Words = RequestShapes.Request.Names;

    /// <param name="node">The <c>in</c>, or null when there is none.</param>
    /// <param name="operation">What is called.</param>
    /// <param name="at">Where faults of the whole are reported.</param>
    /// <param name="sources">What a request has: <c>path</c>, <c>query</c>, <c>body</c>, and so on.</param>
    public RequestMapping Read(PlanNode? node, Operation operation, PlanNode at, IReadOnlyList<string> sources)
    {
        var bindings = ImmutableArray.CreateBuilder<Binding>();
        var input = operation.InputType;
        ImmutableArray<Binding> kept = [];
        if (node?["mapping"] is { } mapping)
        {
            var from = Source(node["from"] ?? PlanNode.Scalar(mapping.At, "body"), sources);
            var place = Follow(node["at"] ?? PlanNode.Scalar(node.At, "."), input);
            // What is set here by itself is not for the mapping, and so not for the caller, to set.
            if (from is not null && place is not null)
            {
                var written = mappings.ReadForWriting(mapping, from.Value, place).Bindings;
                var without = Named(node["without"], written, from.Value);
                kept = Named(node["keeps"], written, from.Value);
                bindings.AddRange(written.Where(b =>
                    node[string.Join('/', b.Legacy)] is null && !without.Contains(b) && !kept.Contains(b)));
            }
        }
        else if (node?["same"] is { } same)
        {
            kept = ReadSame(node, same, input, sources, bindings);
        }
        else if (node is not null && node.Kind != PlanNodeKind.Map)
        {
            Error(node, "'in' is written legacy: request, as in { OrderNo: path.id }");
        }

        if (node is not null)
            ReadFields(node, Words, input, sources, bindings);
        bindings.AddRange(Wholes([.. bindings]));
        var table = RequiredGroup.RequireLists(input, new MappingTable(bindings.ToImmutable()));
        MappingTable given = new(
            [.. table.Bindings, .. operation.FilledIn.Select(f => new ConstantBinding(null, [.. f.Split('/')], ""))]);
        foreach (var missing in RequiredInput.Missing(input, given))
            Error(node ?? at, $"{operation.Name} requires '{missing}', which 'in' does not set");
        return new RequestMapping(table, new ContractNames([.. table.Bindings, .. kept]).Under("body"))
        {
            Keeps = [.. kept.Select(b => b.Contract[^1])],
            Groups = RequiredGroup.Of(input, table),
            Given = table.Bindings.Any(b => b.Contract is ["body", ..])
                ? new GivenValues(table.Bindings.Where(b => b.Contract is ["body", ..]), input)
                : null,
        };
    }

    private ImmutableArray<Binding> ReadSame(
        PlanNode node, PlanNode same, TypeShape input, IReadOnlyList<string> sources, ImmutableArray<Binding>.Builder bindings)
    {
        if (node["from"] is { } misplaced)
            Error(misplaced, "'from' belongs to a mapping; 'same' names its source itself");
        if (SameSource(same, sources) is not { } from
            || Follow(node["at"] ?? PlanNode.Scalar(node.At, "."), input) is not { } place)
            return [];
        ImmutableArray<Binding> fields =
            [.. place.Type.Members().Select(m => new ValueBinding([.. from, m.Property], [.. place.Properties, m.Property], []))];
        var kept = Named(node["keeps"], fields, from);
        bindings.Add(new SameBinding(from, place.Properties, place.Type)
        {
            Others = [.. kept.Concat(Named(node["without"], fields, from)).Select(b => ImmutableArray.Create(b.Contract[^1]))],
        });
        return kept;
    }

    // Fields of the contract that are not taken from the mapping.
    private ImmutableArray<Binding> Named(PlanNode? node, ImmutableArray<Binding> written, ImmutableArray<string> from)
    {
        var fields = written
            .Where(b => b.Contract.Length == from.Length + 1)
            .ToLookup(b => b.Contract[^1], StringComparer.Ordinal);
        if (node is not null && node.Items.Count == 0)
            Error(node, "a list of the mapping's fields belongs here, such as [id]");
        foreach (var name in (node?.Items ?? []).Where(i => !fields.Contains(i.Text ?? "")))
            Error(
                name,
                $"'{name.Text}' is no field that is set here{Spelling.DidYouMean(name.Text ?? "", fields.Select(f => f.Key))}");
        return [.. (node?.Items ?? []).SelectMany(i => fields[i.Text ?? ""])];
    }

    private void ReadFields(
        PlanNode node, IReadOnlyList<string> words, TypeShape type, IReadOnlyList<string>? sources,
        ImmutableArray<Binding>.Builder bindings)
    {
        foreach (var (path, value) in node.Fields.Where(f => !words.Contains(f.Key, StringComparer.Ordinal)))
        {
            var place = LegacyPath.Follow(path, type, contractFile);
            if (place.Problem is not null)
                Error(value, place.Problem);
            else
            {
                var all = value.Kind == PlanNodeKind.List ? value.Items : [value];
                bindings.AddRange(all.Select(one => ReadOne(one, place, sources)).OfType<Binding>());
            }
        }
    }

    private Binding? ReadOne(PlanNode value, LegacyPath place, IReadOnlyList<string>? sources)
    {
        var when = ReadConditions(value["when"], sources);
        return ReadBinding(value, place, sources) is not { } binding ? null
            : when.IsEmpty ? binding
            : binding with { When = when };
    }

    private ImmutableArray<Condition> ReadConditions(PlanNode? node, IReadOnlyList<string>? sources)
    {
        if (node is not null && node.Fields.Count == 0)
            Error(node, "'when' is written SOURCE: VALUE, as in when: { body.urgent: true }");
        return
        [
            .. (node?.Fields ?? []).Select(f => Source(PlanNode.Scalar(f.Value.At, f.Key), sources) is { } source
                ? ConditionReader.Read(f.Value, source, findings)
                : null).OfType<Condition>().Select(c => c with { OfRequest = true }),
        ];
    }

    private Binding? ReadBinding(PlanNode value, LegacyPath place, IReadOnlyList<string>? sources)
    {
        if (value["const"] is { } constant)
        {
            findings.CheckBeside(value, RequestShapes.Constant);
            return ReadConstant(constant, place);
        }

        if (value["same"] is { } same && value["each"] is null)
        {
            findings.CheckBeside(value, RequestShapes.Same);
            return SameSource(same, sources) is not { } whole ? null : new SameBinding(whole, place.Properties, place.Type);
        }

        var list = value["each"];
        if (list is not null != place.Repeats)
        {
            Error(value, list is null
                ? $"'{place.Properties[^1]}' is a list: write {{ each: SOURCE, … }}"
                : $"'{place.Properties.LastOrDefault()}' is no list");
            return null;
        }

        if (Source(list ?? value["from"] ?? value, sources) is not { } source)
            return null;
        if (list is not null)
        {
            var items = ImmutableArray.CreateBuilder<Binding>();
            if (value.Fields.Count == 1)
                items.Add(new ValueBinding([], [], []));
            if (value["same"] is { Flag: not true } odd)
                Error(odd, "'same' is true here: each entry is taken as it is, but for the fields named beside it");
            else if (value["same"] is not null)
                items.Add(new SameBinding([], [], place.Type));
            ReadFields(value, RequestShapes.List.Names, place.Type, sources: null, items);
            return new ListBinding(
                source, place.Properties, new MappingTable(items.ToImmutable()), _converters.ReadAtMost(value));
        }

        var known = RequestShapes.Value.Names;
        foreach (var (key, misplaced) in value.Fields.Where(f => !known.Contains(f.Key, StringComparer.Ordinal)))
            Error(misplaced, $"'{key}' is no converter{Spelling.DidYouMean(key, known)}");
        if (place.Type.Value is null)
        {
            Error(value, $"'{string.Join('/', place.Properties)}' is no single value; "
                + $"name one of {string.Join(", ", place.Type.Members().Select(m => m.Property))}");
            return null;
        }

        var converters = _converters.Read(value, ReadPiece(value));
        var called = place.Properties.LastOrDefault() ?? ".";
        _values.Compare(value, called, place.Type.Value, converters, reads: false);
        // What a converter makes of a default is for the converter to say.
        if (converters.IsEmpty)
            _values.CheckSent(value["default"], called, place.Type.Value);
        return new ValueBinding(source, place.Properties, converters, value["default"]?.Value)
        {
            Required = _converters.ReadRequired(value),
            IsPiece = value["part"] is not null,
            OfNumber = place.Type.Value.Form is JsonForm.Number or JsonForm.Float,
        };
    }

    private ConstantBinding ReadConstant(PlanNode constant, LegacyPath place)
    {
        if (!constant.Referenced && constant.Text is not null
            && place.Properties is [.., var last] && SecretNames.IsSecret(last))
            Error(constant, $"'{last}' is written in the plan, where everybody reads it: write ${{env:NAME}} or ${{file:PATH}}");
        _values.CheckSent(constant, place.Properties.LastOrDefault() ?? ".", place.Type.Value);
        return new ConstantBinding(null, place.Properties, constant.Value ?? "");
    }

    // Read the other way round, all parts of a source are it again.
    private static IEnumerable<Binding> Wholes(IReadOnlyList<Binding> bindings) =>
        from part in bindings.OfType<ValueBinding>()
        let at = part.Converters.IndexOf(part.Converters.FirstOrDefault(c => c is Piece)!)
        where part.IsPiece && at >= 0
        group (part, at) by string.Join('.', part.Contract) into parts
        let ordered = parts.OrderBy(p => ((Piece)p.part.Converters[p.at]).Index).ToList()
        let first = (Piece)ordered[0].part.Converters[ordered[0].at]
        where ordered.Count == first.Of && ordered.Count > 1
        select new JoinBinding(
            ordered[0].part.Contract,
            [.. ordered.Select(p => p.part with { Converters = p.part.Converters[..p.at] })],
            first.Separator,
            ordered[0].part.Converters[(ordered[0].at + 1)..]);

    // One part of a value that the contract joins: { from: path.id, part: 1/2, with: "-" }.
    private Piece? ReadPiece(PlanNode value)
    {
        if (value["part"] is not { } part)
            return null;
        var numbers = (part.Text ?? "").Split('/');
        if (numbers is [var first, var second]
            && int.TryParse(first, out var number)
            && int.TryParse(second, out var of)
            && number >= 1
            && number <= of
            && value["with"]?.Text is { } separator)
            return new Piece(number - 1, of, separator);
        Error(
            part,
            "'part' says which one of how many, and 'with' what stands between them: { from: path.id, part: 1/2, with: \"-\" }");
        return null;
    }

    private ImmutableArray<string>? SameSource(PlanNode node, IReadOnlyList<string>? sources)
    {
        var source = Source(node, sources);
        if (source is not [var root] || root is not ("path" or "query" or "header" or "request"))
            return source;
        Error(node, $"'same' takes a document, such as body; name what is taken of '{root}' one by one");
        return null;
    }

    // Within a list, sources are fields of its entries and need no root.
    private ImmutableArray<string>? Source(PlanNode node, IReadOnlyList<string>? sources)
    {
        if (node.Text is not { } text)
        {
            Error(node, "a source is missing, such as path.id or body.customerId");
            return null;
        }

        var path = text.Split('.').ToImmutableArray();
        if (sources is null || sources.Contains(path[0], StringComparer.Ordinal))
            return path;
        Error(
            node,
            $"'{text}' is no source; it begins with one of {string.Join(", ", sources)}{Spelling.DidYouMean(path[0], sources)}");
        return null;
    }

    private LegacyPath? Follow(PlanNode node, TypeShape type)
    {
        var place = LegacyPath.Follow(node.Text ?? "", type, contractFile);
        if (place.Problem is null)
            return place;
        Error(node, place.Problem);
        return null;
    }

    private void Error(PlanNode node, string message) => findings.Error(node, message);
}
