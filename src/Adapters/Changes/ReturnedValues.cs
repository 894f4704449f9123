using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.ServiceKit.Changes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Changes;

/// <summary>
/// Tells which values of a record would not come back as they are: the system's, read and written again, or the contract's,
/// written and read again. Held against each other is what both mappings name by one place of the contract, and each piece of
/// what is joined; what is taken as it is, is not.
/// </summary>
internal sealed class ReturnedValues
{
    private const string Lost = "would come back as another value";

    private readonly MappingTable _read;
    private readonly ImmutableArray<Pair> _pairs;

    private ReturnedValues(MappingTable read, ImmutableArray<Pair> pairs) => (_read, _pairs) = (read, pairs);

    /// <summary>Pairs what is read with what is written.</summary>
    /// <param name="read">How a record is read.</param>
    /// <param name="within">Where the record stands in what is read, in the contract; none for the root.</param>
    /// <param name="written">How a record is written, as the request's <c>body</c>.</param>
    public static ReturnedValues Of(MappingTable read, ImmutableArray<string> within, MappingTable written) =>
        new(read, Pairs(read, within, written, ["body"]));

    /// <summary>Returns the fields of a record of the system that reading and writing would change.</summary>
    /// <param name="read">The record as the system gave it.</param>
    /// <param name="written">The same as it would be written.</param>
    public IReadOnlyList<FieldFault> OfSystem(JsonNode? read, JsonNode? written)
    {
        var faults = new List<FieldFault>();
        CompareSystem(_pairs, read, written, "", faults);
        return faults;
    }

    /// <summary>Returns the fields of a record of the contract that writing and reading would change.</summary>
    /// <param name="given">What is given, in the shape that <paramref name="written"/> was made of, and is read in.</param>
    /// <param name="written">The same as it would be written.</param>
    public IReadOnlyList<FieldFault> OfContract(JsonNode? given, JsonNode? written)
    {
        JsonNode? returned = null;
        Return(_pairs, written, ref returned);
        var errors = new List<DocumentError>();
        var read = _read.ToContract(returned, errors);
        var faults = errors.ConvertAll(e => new FieldFault(DocumentError.Show(e.Path), "would come back as no value at all"));
        CompareContract(_pairs, given, read, "", faults);
        return faults;
    }

    private static ImmutableArray<Pair> Pairs(
        MappingTable read, ImmutableArray<string> within, MappingTable written, ImmutableArray<string> body) =>
        [
            .. from one in read.Bindings
                where one is ValueBinding or ListBinding && one.Contract.AsSpan().StartsWith(within.AsSpan())
                let place = one.Contract[within.Length..]
                from other in written.Bindings
                where other.GetType() == one.GetType() && !other.IsPiece
                    && other.Contract.AsSpan().SequenceEqual([.. body, .. place])
                select new Pair(place, one, other)
                {
                    Items = (one, other) is (ListBinding r, ListBinding w) ? Pairs(r.Items, [], w.Items, []) : [],
                },
            .. from whole in read.Bindings.OfType<JoinBinding>()
                where whole.Contract.AsSpan().StartsWith(within.AsSpan())
                let place = whole.Contract[within.Length..]
                let pieces = PiecesOf(written, [.. body, .. place])
                where pieces.Length == whole.Pieces.Length
                from both in whole.Pieces.Zip(pieces)
                select new Pair(place, both.First, both.Second),
        ];

    private static ImmutableArray<Binding> PiecesOf(MappingTable written, ImmutableArray<string> place) =>
        [.. written.Bindings.Where(b => b.IsPiece && b.Contract.SequenceEqual(place))];

    private static void CompareSystem(
        ImmutableArray<Pair> pairs, JsonNode? read, JsonNode? written, string at, List<FieldFault> faults)
    {
        foreach (var pair in pairs)
        {
            if (!DocumentTree.TryGet(read, pair.Read.Legacy, out var one) || one is null
                || !DocumentTree.TryGet(written, pair.Written.Legacy, out var other))
                continue;
            if (pair.Read is ListBinding)
                EachEntry(one, other, pair, at, (r, w, place) => CompareSystem(pair.Items, r, w, place, faults));
            else if (!pair.AreSame(one, other))
                faults.Add(new FieldFault(
                    pair.At(at), $"{Lost}: {string.Join('.', pair.Read.Legacy)} holds one that the mapping does not write"));
        }
    }

    private static void CompareContract(
        ImmutableArray<Pair> pairs, JsonNode? given, JsonNode? returned, string at, List<FieldFault> faults)
    {
        foreach (var pair in pairs)
        {
            // Of the pieces of one value the first tells.
            if (!DocumentTree.TryGet(given, pair.Place, out var one) || one is null
                || !DocumentTree.TryGet(returned, pair.Read.Contract, out var other)
                || pairs.First(p => p.Place.SequenceEqual(pair.Place)) != pair)
                continue;
            if (pair.Read is ListBinding)
                EachEntry(one, other, pair, at, (g, r, place) => CompareContract(pair.Items, g, r, place, faults));
            else if (!pair.AreSame(one, other))
                faults.Add(new FieldFault(pair.At(at), $"{Lost}: it is not read as it was written"));
        }
    }

    /// <summary>Puts what is written where it is read.</summary>
    private static void Return(ImmutableArray<Pair> pairs, JsonNode? written, ref JsonNode? returned)
    {
        foreach (var pair in pairs)
        {
            if (!DocumentTree.TryGet(written, pair.Written.Legacy, out var value))
                continue;
            if (pair.Read is not ListBinding)
                DocumentTree.Set(ref returned, pair.Read.Legacy, value?.DeepClone());
            else if (value is JsonArray entries)
                DocumentTree.Set(ref returned, pair.Read.Legacy, new JsonArray([.. entries.Select(entry =>
                {
                    JsonNode? read = null;
                    Return(pair.Items, entry, ref read);
                    return read;
                })]));
        }
    }

    // Entries that were added or left out are told by what reads and writes the list.
    private static void EachEntry(
        JsonNode? one, JsonNode? other, Pair pair, string at, Action<JsonNode?, JsonNode?, string> compare)
    {
        if (one is not JsonArray left || other is not JsonArray right || left.Count != right.Count)
            return;
        for (var i = 0; i < left.Count; i++)
            compare(left[i], right[i], $"{pair.At(at)}[{i}]");
    }

    private sealed record Pair(ImmutableArray<string> Place, Binding Read, Binding Written)
    {
        public ImmutableArray<Pair> Items { get; init; } = [];

        public string At(string within) => string.Join('.', [.. within.Length > 0 ? [within] : Array.Empty<string>(), .. Place]);

        public bool AreSame(JsonNode one, JsonNode? other) => LegacyValue.AreSame(
            one, other, (Read as ValueBinding)?.OfNumber == true || (Written as ValueBinding)?.OfNumber == true);
    }
}
