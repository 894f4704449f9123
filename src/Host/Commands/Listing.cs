using System.Text.Encodings.Web;
using System.Text.Json;
using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Commands;

/// <summary>Prints a list from the hub's API: a table for people, the JSON itself for programs.</summary>
internal static class Listing
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void PrintJson(JsonElement element) => Terminal.Out.WriteLine(JsonSerializer.Serialize(element, Indented));

    /// <summary>
    /// Prints a table that fits the terminal, or says that there is nothing to list. Scripts get every column, and so does who
    /// asks by <c>--wide</c>.
    /// </summary>
    /// <param name="rows">What to list.</param>
    /// <param name="empty">The sentence that stands for a table without rows.</param>
    /// <param name="columns">
    /// Titles and cells, the most important first; a title that ends in <c>…</c> may be shortened.
    /// </param>
    public static void Print(
        IEnumerable<JsonElement> rows, string empty, params ReadOnlySpan<(string Title, Func<JsonElement, string> Cell)> columns)
    {
        var cells = columns.ToArray();
        var table = rows.Select(row => (IReadOnlyList<string>)[.. cells.Select(c => VisibleText.Of(c.Cell(row)))]).ToList();
        if (table.Count == 0)
        {
            Terminal.Out.WriteLine(empty);
            return;
        }

        var laid = ListingLayout.Lay(
            [.. cells.Select(c => c.Title.TrimEnd('…').ToUpperInvariant())],
            table,
            cells.Index().Where(c => c.Item.Title.EndsWith('…')).Select(c => c.Index).ToHashSet(),
            Terminal.Width);
        foreach (var line in laid.Lines)
            Terminal.Raw.WriteLine(line);
        if (laid.LeftOut.Count > 0)
            Terminal.Error.WriteLine(
                $"{laid.LeftOut.Count} {(laid.LeftOut.Count == 1 ? "column" : "columns")} not shown: "
                + $"{string.Join(", ", laid.LeftOut)}; --wide shows all.");
    }

    /// <summary>A member as text in a single line; empty where it is absent or null.</summary>
    public static string Text(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null
            ? VisibleText.Of(value.ToString())
            : "";

    /// <summary>A list of names as people write it.</summary>
    public static string Names(this JsonElement element, string member) =>
        string.Join(", ", element.GetProperty(member).EnumerateArray().Select(n => VisibleText.Of(n.ToString())));

    /// <summary>A time in the reader's own zone, to the second.</summary>
    public static string Time(this JsonElement element, string member) =>
        element.GetProperty(member).GetDateTimeOffset().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss");

    /// <summary>A route's state as people write it: <c>canary 10 % + 2 users</c>.</summary>
    public static string State(this JsonElement state)
    {
        if (state.Text("stage") != "canary")
            return state.Text("stage");
        var named = new[] { Count(state, "users", "user"), Count(state, "groups", "group") }.OfType<string>().ToList();
        return $"canary {state.Text("percent")} %{(named.Count > 0 ? " + " + string.Join(", ", named) : "")}";
    }

    private static string? Count(JsonElement state, string member, string word) =>
        !state.TryGetProperty(member, out var names) || names.ValueKind != JsonValueKind.Array ? null
        : names.GetArrayLength() switch { 0 => null, 1 => $"1 {word}", var n => $"{n} {word}s" };
}
