using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>
/// Pages of a list that the system gives all at once: <c>?limit=50&amp;after=O-3001</c>. The entries are ordered by their key,
/// shorter ones first, so that a page begins behind the last key of the one before, whatever came and went meanwhile.
/// </summary>
/// <param name="Of">The list in the answer.</param>
/// <param name="Key">The key in its entries.</param>
/// <param name="Default">How many entries there are where nobody asks for another number.</param>
/// <param name="Max">How many may be asked for.</param>
/// <param name="Most">How many the system may give.</param>
internal sealed record ListPages(ImmutableArray<string> Of, ImmutableArray<string> Key, int Default, int Max, int Most)
{
    private const string Limit = "limit";
    private const string After = "after";

    /// <summary>The fields of <c>page</c>.</summary>
    public static readonly PlanShape Shape = new("list-pages", "of", "key")
    {
        { "of", PlanValue.Text, "The list in the answer." },
        { "key", PlanValue.Text, "The key in its entries." },
        { "default", PlanValue.Whole(1, 10_000), "How many entries a page has where nobody asks." },
        { "max", PlanValue.Whole(1, 10_000), "How many may be asked for." },
        { "most", PlanValue.Whole(1, 1_000_000), "How many the system may give." },
    };

    /// <summary>What a request says of its page, in its query.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [Limit, After];

    public static ListPages? Read(
        PlanNode? node, IReadOnlyList<(string Place, MappingTable Table)> answers, RequestMapping request, CallReader calls)
    {
        if (node is null)
            return null;
        calls.CheckFields(node, Shape.Names);
        if (node["of"]?.Text is not { } of || node["key"]?.Text is not { } key)
        {
            calls.Error(node, "'page' names the list in the answer and the key of its entries: { of: items, key: id }");
            return null;
        }

        if (!answers.Any(a => a.Table.Bindings.Any(b => Place(a.Place, b) == of
            || (b is SameBinding && of.StartsWith(Place(a.Place, b), StringComparison.Ordinal)))))
            calls.Error(node["of"]!, $"'{of}' is no list of the answer");
        foreach (var taken in request.SourcesIn("query").Where(q => q is Limit or After))
            calls.Error(node, $"the system takes 'query.{taken}' itself; leave its pages to it, or 'page' out");
        var max = Number("max", 200, 1, 10_000);
        return new ListPages(
            [.. of.Split('.')],
            [.. key.Split('.')],
            Number("default", Math.Min(50, max), 1, max),
            max,
            Number("most", 10_000, 1, 1_000_000));

        static string Place(string within, Binding binding) =>
            string.Join('.', [.. within.Length > 0 ? [within] : Array.Empty<string>(), .. binding.Contract]);

        int Number(string name, int otherwise, int lowest, int highest)
        {
            if (node[name] is not { } given)
                return otherwise;
            if (given.Integer is { } number && number >= lowest && number <= highest)
                return (int)number;
            calls.Error(given, $"'{name}' is a whole number from {lowest} to {highest}");
            return otherwise;
        }
    }

    /// <summary>What is wrong with what is asked for; nothing needs to be called to tell.</summary>
    public Problem? Check(IQueryCollection query) =>
        LimitOf(query) is not null ? null : RequestFaults.Of(new DocumentError(
            [new DocumentStep("query"), new DocumentStep(Limit)], $"must be an integer from 1 to {Max}"));

    /// <summary>Leaves but the page in the answer, and says where the next one begins.</summary>
    /// <returns>False when there is more than may be looked through.</returns>
    public bool Apply(JsonObject content, IQueryCollection query)
    {
        if (!DocumentTree.TryGet(content, Of, out var node) || node is not JsonArray list)
            return true;
        if (list.Count > Most)
            return false;
        var after = query[After].FirstOrDefault() is { Length: > 0 } given ? given : null;
        var rest = list.Select(e => (Key: KeyOf(e), Entry: e)).Where(e => after is null || Compare(e.Key, after) > 0)
            .Order(Comparer<(string Key, JsonNode? Entry)>.Create((a, b) => Compare(a.Key, b.Key))).ToList();
        var page = rest.Take(LimitOf(query) ?? Default).ToList();
        list.Clear();
        foreach (var (_, entry) in page)
            list.Add(entry);
        if (page.Count < rest.Count)
            content["next"] = page[^1].Key;
        return true;
    }

    private int? LimitOf(IQueryCollection query) => query[Limit].FirstOrDefault() is not { } text ? Default
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= Max
            ? limit
            : null;

    private string KeyOf(JsonNode? entry) => DocumentTree.TryGet(entry, Key, out var key) ? key?.ToString() ?? "" : "";

    // O-999 before O-1000, as people have it.
    private static int Compare(string a, string b) =>
        a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
}
