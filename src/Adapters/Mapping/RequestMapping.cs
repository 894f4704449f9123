using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Systems;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>How a request becomes a legacy document.</summary>
/// <param name="Table">From the request document, whose roots are the sources: <c>path</c>, <c>query</c>, <c>body</c>.</param>
/// <param name="Body">The names a body may have; null when nothing of the body is used.</param>
internal sealed record RequestMapping(MappingTable Table, ContractNames? Body)
{
    /// <summary>A request with more faults than these has said enough.</summary>
    public const int MostErrors = 50;

    /// <summary>Fields of the body that a caller may repeat and not change; they are not sent.</summary>
    public ImmutableArray<string> Keeps { get; init; } = [];

    /// <summary>Elements that the system requires and the contract has no name for.</summary>
    public ImmutableArray<RequiredGroup> Groups { get; init; } = [];

    /// <summary>The types that values of the body are published with; null where nothing of it is used.</summary>
    public GivenValues? Given { get; init; }

    /// <summary>All sources under one root (<c>query</c>) that the mapping reads.</summary>
    public IEnumerable<string> SourcesIn(string root) => Table.Sources.Where(s => s.Root == root).Select(s => s.Name);

    /// <summary>Whether a source is read: <c>request.id</c>.</summary>
    public bool Uses(params ReadOnlySpan<string> source)
    {
        foreach (var binding in Table.Bindings)
            if (binding is not ConstantBinding && binding.Contract.AsSpan().SequenceEqual(source))
                return true;
        return false;
    }

    /// <summary>The request in the system's form, or every fault of it, each with its place in the request document.</summary>
    /// <param name="request">The request document.</param>
    /// <param name="prepare">Puts a legacy document into the system's form.</param>
    /// <param name="strict">
    /// Whether unknown properties of the body, and values that are not of their published types, are faults.
    /// </param>
    public (PreparedCall? Call, IReadOnlyList<DocumentError> Errors) Write(
        JsonObject request, Func<JsonText, PreparedCall> prepare, bool strict = true)
    {
        var errors = new List<DocumentError>();
        if (strict)
            Body?.Check(request["body"], [new DocumentStep("body")], errors);
        var document = Table.ToLegacy(request, errors) ?? new JsonObject();
        if (strict)
            CheckRepeated(request, document, errors);
        foreach (var group in Groups.Where(g => g.MayBeEmpty))
            group.Complete(document);
        var call = prepare(JsonText.Of(document));
        foreach (var fault in call.Errors.SelectMany(Within))
        {
            // What could not be converted is missing afterwards; one fault is said once.
            AddOnce(errors, Locate(fault));
        }

        if (strict && Given is not null)
        {
            var misformed = new List<DocumentError>();
            Given.Check(request, [], misformed);
            foreach (var fault in misformed)
                AddOnce(errors, fault);
        }

        return errors.Count == 0 ? (call, errors) : (null, errors.Take(MostErrors).ToList());
    }

    private static void AddOnce(List<DocumentError> errors, DocumentError fault)
    {
        if (errors.Count <= MostErrors
            && !errors.Exists(e => IsRoot(e) || IsRoot(fault)
                ? e.Path.AsSpan().SequenceEqual(fault.Path.AsSpan())
                : e.Path.AsSpan().StartsWith(fault.Path.AsSpan()) || fault.Path.AsSpan().StartsWith(e.Path.AsSpan())))
            errors.Add(fault);
    }

    // What the body lacks as a whole says nothing of its fields.
    private static bool IsRoot(DocumentError fault) => fault.Path is [{ Property: "body", Index: null }];

    /// <summary>Returns a fault of the legacy document with its place in the request document.</summary>
    public DocumentError Locate(DocumentError fault)
    {
        var located = LocatePlace(fault);
        if (fault.Siblings is not { } siblings)
            return located;
        // In the contract the system's elements have names of its own, and those that nothing sets are nobody's to give.
        var inner = siblings.Within ? fault.Path : fault.Path[..^1];
        var places = siblings.Names.Select(name => Table.Locate([.. inner, new DocumentStep(name)], whole: true))
            .OfType<ImmutableArray<DocumentStep>>().DistinctBy(p => DocumentError.Show(p)).ToList();
        if (places.Count < (siblings.Within ? 2 : 1))
            return places is [var only] ? DocumentError.Missing(only) : located;
        var around = places.Aggregate(
            siblings.Within ? places[0] : located.Path, (one, other) => one[..one.AsSpan().CommonPrefixLength(other.AsSpan())]);
        return located.Renamed(
            siblings.Within && around.Length > 0 ? around : located.Path,
            [.. places.Select(p => DocumentError.Show(p.Length > around.Length ? p[around.Length..] : p))]);
    }

    private DocumentError LocatePlace(DocumentError fault)
    {
        var group = Table.LocateGroup(fault.Path.AsSpan());
        if (group is [{ Property: "body" }, ..])
            return fault with { Path = group.Value };
        var place = Table.Locate(fault.Path.AsSpan()) ?? fault.Path;
        // What is wrong with a whole group, of which the path gives but a part, is not the path's fault.
        return Body is not null
            && (group is { IsEmpty: true } || (place is [{ Property: "path" }, ..] && !Table.Gives(fault.Path.AsSpan())))
            ? fault with { Path = [new DocumentStep("body")] }
            : fault with { Path = place };
    }

    /// <summary>
    /// Returns the body's field that goes into a column of a constraint (<c>invoice.fino</c>); null where none is known by that
    /// name.
    /// </summary>
    public string? FieldOf(string constraint)
    {
        var column = constraint[(constraint.LastIndexOf('.') + 1)..];
        return Table.Locate([new DocumentStep(column)]) is [{ Property: "body" }, .. { Length: > 0 } field]
            ? DocumentError.Show(field)
            : null;
    }

    // A group that is missing is told by what it needs; other faults of it are its own.
    private IEnumerable<DocumentError> Within(DocumentError fault)
    {
        foreach (var group in fault.IsMissing ? Groups : [])
            if (group.FaultsAt(fault.Path) is { } faults)
                return faults;
        return [fault];
    }

    // Where a body is taken as it is, a field that is set otherwise may be repeated and not changed: GET, edit, PUT.
    private void CheckRepeated(JsonObject request, JsonNode document, List<DocumentError> errors)
    {
        foreach (var same in Table.Bindings.OfType<SameBinding>())
        {
            foreach (var path in same.Others)
            {
                ImmutableArray<string> place = [.. same.Contract, .. path];
                if (place is not ["body", ..]
                    || Body?.Names(place.AsSpan()[1..]) == true
                    || !DocumentTree.TryGet(request, place, out var given))
                    continue;
                if (!DocumentTree.TryGet(document, [.. same.Legacy, .. path], out var set))
                    errors.Add(new DocumentError(DocumentTree.Steps(place), "cannot be set"));
                else if (given?.ToString() != set?.ToString())
                    errors.Add(new DocumentError(
                        DocumentTree.Steps(place), "is set by the rest of the request, and there it is another"));
            }
        }
    }
}
