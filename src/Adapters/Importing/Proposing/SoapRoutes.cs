using System.Collections.Immutable;
using Hub.Importing.Writing;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Importing.Proposing;

/// <summary>Turns operations into routes, by what their names and messages say.</summary>
/// <param name="capability">Whose routes they are.</param>
/// <param name="common">Faults that the whole system has a status for.</param>
internal sealed class SoapRoutes(string capability, IReadOnlySet<string> common)
{
    private const int MostKeys = 3;
    private const int ListedFields = 14;
    private readonly RouteNames _names = new(capability);

    public List<ImportNote> Notes { get; } = [];

    public RouteDraft Of(Operation operation, string? words)
    {
        var name = Guess.Words(operation.Name);
        var (method, verb) = Guess.Of(name);
        var leaves = InputLeaves.Of(operation.InputType, operation.FilledIn);
        // An address cannot say it, or would say nothing of it.
        var unsaid = leaves is null or { Leaves.IsEmpty: true, Left.IsEmpty: false };
        var byBody = method == "GET" && unsaid;
        if (unsaid && method is ("GET" or "DELETE"))
            (method, verb) = ("POST", 0);
        var keys = Keys(method, name, leaves?.Leaves ?? [], operation.InputType);
        var parameters = Parameters(method is "GET" or "DELETE" ? leaves!.Value.Leaves : keys);
        var whole = Words.Kebab(Words.Of(operation.Name));
        var id = _names.Id(whole);
        var path = _names.Path(method, verb == 0 ? whole : Words.Kebab(name.Skip(verb)), whole, keys.Select(k => parameters[k]));
        if (method is "GET" or "DELETE" && leaves!.Value.Left is { Length: > 0 } left)
            Notes.Add(new ImportNote(
                ImportNoteKind.Skipped, operation.Name,
                $"its optional {string.Join(", ", left)} cannot stand in a query and is left out of {id}"));
        return new RouteDraft(id, method, path, operation.Name)
        {
            Words = words,
            In = In(method, keys, leaves?.Leaves ?? [], parameters, operation.InputType),
            Out = Out(operation.OutputType, out var place),
            Fields = place is null ? null : Fields(place),
            Faults = Faults(operation),
            ReadsByBody = byBody,
            Asks = method != "GET" ? [] :
                [.. leaves!.Value.Leaves.Where(l => l.Required || keys.Contains(l)).Select(l => parameters[l])],
        };
    }

    // What one thing is asked for, or done to, by: a part of the path. What is only searched by stays in the query.
    private static ImmutableArray<InputLeaf> Keys(
        string method, IReadOnlyList<string> name, ImmutableArray<InputLeaf> leaves, TypeShape input)
    {
        var required = leaves.Where(l => l.Required).ToImmutableArray();
        return method switch
        {
            // Of several those that are named so; of none required, as .NET has it, the one there is.
            "GET" when Guess.AsksForOne(name) && (required.Length == 1 || required.All(IsKey))
                && required is { Length: > 0 and <= MostKeys } => required,
            "GET" when Guess.AsksForOne(name) && required.Length is > 1 and <= MostKeys => [.. required.Where(IsKey)],
            "GET" when Guess.AsksForOne(name) && leaves is [var only] && IsKey(only) => [only],
            "DELETE" when required.Length <= MostKeys => required,
            "PUT" when input.Members().Count() > 1 =>
                [.. required.Where(l => IsKey(l) && !l.Path.Contains('/', StringComparison.Ordinal)).Take(1)],
            _ => [],
        };
    }

    private static bool IsKey(InputLeaf leaf) => Guess.IsKey(leaf.Path);

    private static Dictionary<InputLeaf, string> Parameters(ImmutableArray<InputLeaf> leaves)
    {
        var (names, taken) = (new Dictionary<InputLeaf, string>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var leaf in leaves)
        {
            var name = Words.Camel(leaf.Path.Split('/')[^1]);
            if (!taken.Add(name))
                name = Enumerable.Range(1, leaves.Length + 1)
                    .Select(n => n == 1 ? Words.Camel(leaf.Path) : $"{Words.Camel(leaf.Path)}{n}").First(taken.Add);
            names[leaf] = name;
        }

        return names;
    }

    private static string? In(
        string method, ImmutableArray<InputLeaf> keys, ImmutableArray<InputLeaf> leaves,
        Dictionary<InputLeaf, string> parameters, TypeShape input)
    {
        if (!input.Members().Any() && !input.Content.Ordered)
            return null;
        var fields = method is "GET" or "DELETE"
            ? leaves.Select(l => (l.Path, keys.Contains(l) ? $"path.{parameters[l]}"
                // A list that nobody limits is a page.
                : l is { Required: true, IsNumber: true } && Guess.IsLimit(l.Path)
                    ? $"{{ from: query.{parameters[l]}, default: {Guess.Page} }}"
                : $"query.{parameters[l]}"))
            : keys.Select(k => (k.Path, $"path.{parameters[k]}")).Prepend(("same", "body"));
        return YamlText.Map(fields, 4, used: 6);
    }

    private static string? Out(TypeShape? output, out TypeShape? place)
    {
        place = output;
        if (output is null || (!output.Members().Any() && !output.Content.Ordered))
            return null;
        // What an answer wraps is what callers want: one thing, or a list.
        var path = new List<string>();
        while (!place!.Content.Ordered && place.Derived.Count == 0 && place.Members().ToList() is [var only])
        {
            if (only.Repeats)
            {
                place = only.Type;
                var each = string.Join('/', [.. path, only.Property]);
                return Plain(each)
                    ? $"{{ items: {{ each: {YamlText.Scalar(each)}{(only.Type.IsValue ? "" : ", same: true")} }} }}"
                    : "{ same: true }";
            }

            if (only.Type.Value is not null)
                break;
            path.Add(only.Property);
            place = only.Type;
            // An answer may leave its one thing out, and a type may hold itself.
            if (path.Count == 3)
                break;
        }

        var at = string.Join('/', path);
        return path.Count == 0 || !Plain(at) ? "{ same: true }" : $"{{ at: {YamlText.Scalar(at)}, same: true }}";
    }

    // Values of a plan may be references, and names are written by others.
    private static bool Plain(string path) => !path.Contains("${", StringComparison.Ordinal);

    private static string? Fields(TypeShape place)
    {
        var members = place.Content.Ordered ? [] : place.Members().ToList();
        return members.Count == 0
            ? null
            : string.Join(", ", members.Take(ListedFields).Select(m => m.Repeats ? m.Property + "[]" : m.Property))
                + (members.Count > ListedFields ? ", …" : "");
    }

    private string? Faults(Operation operation)
    {
        var own = operation.Faults.Where(f => !common.Contains(f)).ToList();
        if (own.Count == 0)
            return null;
        var known = own.Where(f => Guess.Status(f) is not null).Select(f => (f, $"{Guess.Status(f)}")).ToList();
        var unknown = own.Where(f => Guess.Status(f) is null).Select(f => $"{f}: 502").ToList();
        var text = known.Count > 0 ? $"faults: {YamlText.Map(known, 4, used: 8)}" : "";
        if (unknown.Count == 0)
            return text;
        // Left to be decided, in the words that decide it.
        var names = string.Join(", ", unknown);
        var words = known.Count > 0 ? $"and {names}, as long as nothing is said of it" : $"faults: {{ {names} }}";
        var rest = YamlText.Comment(words, 4).Trim();
        return known.Count > 0 ? $"{text}\n    {rest}" : rest;
    }
}
