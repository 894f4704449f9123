using System.Text.Encodings.Web;
using System.Text.Json;
using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Shell;

/// <summary>Prints a list from the hub's API: a table for people, the JSON itself for programs.</summary>
internal static class Listing
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Line = new(Indented) { WriteIndented = false };

    /// <summary>Prints JSON over several lines, with escapes for characters that a terminal would act on.</summary>
    public static void PrintJson(JsonElement element) => Terminal.Out.WriteLine(JsonSerializer.Serialize(element, Indented));

    /// <summary>Returns JSON as a single line.</summary>
    public static string LineOf(JsonElement element) => JsonSerializer.Serialize(element, Line);

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
        IEnumerable<JsonElement> rows, string empty,
        params ReadOnlySpan<(string Title, Func<JsonElement, string> Cell)> columns) =>
        ListingTable.Of(rows, empty, columns).Print();

    /// <summary>A member as text in a single line; empty where it is absent or null.</summary>
    public static string Text(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null
            ? VisibleText.Of(value.ToString())
            : "";

    /// <summary>A member as text whose lines stay lines; empty where it is absent or null.</summary>
    public static string Lines(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? Lines(value.ToString()) : "";

    /// <summary>A text with escapes for all that a terminal would act on, except for line breaks and tabs.</summary>
    public static string Lines(string text) =>
        VisibleText.Of(text.Replace("\r\n", "\n", StringComparison.Ordinal), lines: true);

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
